/**
 * The world around the functions in local development: Supabase, a simulated Strava and the site, and a demo
 * athlete. `netlify dev` starts it as its app server (netlify.toml), by hand or through `npm run dev`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRESS_MARK, WORLD_MARK } from './dev/output.ts';
import { startStravaSimulator } from './strava/start.ts';
import { startLocalSupabase } from './supabase/start.ts';
import { createApi } from './world/api.ts';
import { startSchedule } from './world/schedule.ts';
import { seedDemo } from './world/seed-demo.ts';
import { readSettings, type WorldSettings } from './world/settings.ts';
import { serveSite } from './world/site-server.ts';
import { subscribeWebhook } from './world/subscribe-webhook.ts';
import { tour } from './world/tour.ts';
import { watchSync } from './world/watch-sync.ts';

const SITE_FOLDER = 'netlify/site';
const PATIENCE_MS = 120_000;
const POLL_MS = 250;
const PROGRESS_EVERY_MS = 3_000;
const PARENT_CHECK_MS = 1_000;
/** A quarter of a million calls a window: the demo's two years arrive at once. */
const GENEROUS = { short: 250_000, day: 250_000, readShort: 250_000, readDay: 250_000 };

const stopping = new AbortController();
const closers: (() => Promise<void> | void)[] = [];
const mark = process.env['FETTLE_DEV_PID'] === undefined ? '' : WORLD_MARK;
const say = (line: string) => process.stdout.write(`${mark}${line}\n`);

let lastProgressMs = 0;
function progress(line: string): void {
  const now = Date.now();
  // npm run dev draws it in place, as often as it likes
  if (mark !== '') {
    say(PROGRESS_MARK + line);
  } else if (now - lastProgressMs >= PROGRESS_EVERY_MS) {
    lastProgressMs = now;
    say(line);
  }
}

/** What the functions say of the database, as soon as they answer. */
async function databaseOfFunctions(siteUrl: string): Promise<'connected' | 'disconnected'> {
  const until = Date.now() + PATIENCE_MS;
  let last = 'nothing yet';
  while (Date.now() < until) {
    stopping.signal.throwIfAborted();
    try {
      const response = await fetch(`${siteUrl}/api/v1/health`, {
        signal: AbortSignal.timeout(10_000),
      });
      last = await response.text();
      if (response.ok) {
        return (JSON.parse(last) as { database: 'connected' | 'disconnected' }).database;
      }
    } catch (error) {
      last = String(error);
    }
    await sleep(POLL_MS);
  }
  throw new Error(`The functions do not answer at ${siteUrl}/api/v1/health: ${last}`);
}

/**
 * A SUPABASE_URL of the shell or of .env reaches the functions but not us. Before ours is up no database may
 * answer them: nothing of the demo belongs into another one. `npm run dev` has cleared the shell's.
 */
async function refuseForeignDatabase({ siteUrl, devPid }: WorldSettings): Promise<void> {
  if (devPid === undefined && (await databaseOfFunctions(siteUrl)) === 'connected') {
    throw new Error(
      'The functions reach a Supabase already: unset SUPABASE_URL (shell, .env), or end the other world.',
    );
  }
}

async function open(settings: WorldSettings): Promise<void> {
  const startedMs = performance.now();
  const { strava: at } = settings;
  const site = await serveSite({ folder: SITE_FOLDER, port: settings.sitePort });
  closers.push(site.close);
  await refuseForeignDatabase(settings);
  const [supabase, strava] = await Promise.all([
    startLocalSupabase({
      port: settings.supabasePort,
      postgresPort: settings.postgresPort,
      dataFolder: settings.dataFolder,
      reset: settings.reset,
    }).then((started) => {
      closers.push(started.close);
      return started;
    }),
    startStravaSimulator({ ...at, ...(settings.strictLimits ? {} : { limits: GENEROUS }) }).then(
      (started) => {
        closers.unshift(started.close);
        return started;
      },
    ),
  ]);
  while ((await databaseOfFunctions(settings.siteUrl)) === 'disconnected') {
    if (performance.now() - startedMs > PATIENCE_MS) {
      throw new Error(`The functions do not reach Supabase at ${supabase.url}.`);
    }
    await sleep(POLL_MS);
  }
  await subscribeWebhook(supabase);
  const schedule = startSchedule({ siteUrl: settings.siteUrl, warn: say });
  closers.unshift(schedule.stop);
  say(`Supabase, Strava and the functions answer (${seconds(startedMs)}).`);

  const api = createApi(settings.siteUrl);
  const demo = settings.seed ? await seedDemo(api, { ...settings, strava }) : undefined;
  if (demo !== undefined) {
    const token = demo.session.access_token;
    const count = await watchSync(api, { token, progress, signal: stopping.signal });
    say(`The demo athlete has ${count} activities (${seconds(startedMs)}).`);
  }
  const { url: stravaUrl } = strava;
  const { url: supabaseUrl, postgresUrl } = supabase;
  const { siteUrl, devPid } = settings;
  const byHand = devPid === undefined;
  for (const line of tour({ siteUrl, stravaUrl, supabaseUrl, postgresUrl, demo, byHand })) {
    say(line);
  }
}

const seconds = (sinceMs: number) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

async function close(code: number): Promise<void> {
  if (stopping.signal.aborted) {
    return; // a second signal must not cut the database's own end short
  }
  stopping.abort();
  for (const closer of closers.splice(0)) {
    await closer();
  }
  process.exit(code);
}

/** Ends with whoever started us, also where they were killed and could not say so. */
function endWithStarter(devPid: number | undefined): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      void close(0);
    } else if (devPid !== undefined && !isAlive(devPid)) {
      process.kill(0, 'SIGTERM'); // npm run dev is gone: the whole group goes
    }
  }, PARENT_CHECK_MS);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void close(0));
}
// netlify dev may be gone before our last line
process.stdout.on('error', () => undefined);

try {
  const settings = readSettings(process.env);
  endWithStarter(settings.devPid);
  await open(settings);
} catch (error) {
  if (!stopping.signal.aborted) {
    say(error instanceof Error ? error.message : String(error));
    await close(1);
  }
}
