/**
 * A world in which Fettle runs as it is deployed: several instances over one Supabase, a simulated Strava
 * that pushes webhooks to them, one blob storage, and one time that can be moved.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Random } from '../../lib/core/ports/world.ts';
import type { Deps } from '../../lib/core/ports.ts';
import { createDeps } from '../../lib/deps.ts';
import type { Env } from '../../lib/env.ts';
import { createHandlers } from '../../lib/features/jobs/handlers.ts';
import { enqueueNightly } from '../../lib/features/nightly/enqueue-nightly.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { CLIENT_POLICY, type ClientPolicy } from '../../lib/strava/policy.ts';
import { createMemoryBlobs, type MemoryBlobs } from '../cache/memory-blobs.ts';
import { mulberry32 } from '../sandbox/strava/random.ts';
import { type StravaSimulator, startStravaSimulator } from '../sandbox/strava/start.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { emptyDatabase } from './empty-database.ts';
import { createSharedClock, type SharedClock } from './shared-clock.ts';
import { openSite, type Site } from './site.ts';

export interface Instance {
  deps: Deps;
  handlers: Handlers;
}

export interface Simulation {
  clock: SharedClock;
  strava: StravaSimulator;
  sim: StravaSimulator['sim'];
  supabase: LocalSupabase;
  blobs: MemoryBlobs;
  /** As every instance has it. */
  env: Env;
  site: Site;
  instances: Instance[];
  /** The first instance's. */
  deps: Deps;
  /** What instances logged, newest last. */
  lines: string[];
  /** One more instance; `policy` and `clock` are its own where given. */
  addInstance(own?: { clock?: Clock; policy?: ClientPolicy }): Instance;
  /** Makes Strava push its events to the instances. */
  subscribe(): Promise<void>;
  /** A night's scheduled function, at its time of day. */
  night(): Promise<void>;
  sql<T = Record<string, unknown>>(text: string, params?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export interface SimulationOptions {
  supabase: LocalSupabase;
  instances?: number;
  start?: string;
  policy?: ClientPolicy;
  preset?: Env['config']['stravaPolicy'];
  strava?: Parameters<typeof startStravaSimulator>[0];
}

const WEBHOOK_SECRET = 'a-path-nobody-guesses';
/** When netlify/functions/nightly.mts is scheduled, s after midnight UTC. */
const NIGHT_S = 3 * 3600 + 17 * 60;
const DAY_S = 86_400;
const KEPT_LINES = 5_000;

/** Where apps are sent back to after signing in. */
export const APP_URL = 'https://app.example/signed-in';

/** The client as deployed, except that it gives up on a hanging connection soon: that time is real. */
const HASTY_POLICY: ClientPolicy = {
  ...CLIENT_POLICY,
  attemptMs: { interactive: 1500, webhook: 1500, incremental: 1500, backfill: 1500 },
};

function seededRandom(seed: number): Random {
  const unit = mulberry32(seed);
  return { uuid: () => randomUUID(), secret: () => randomBytes(32).toString('base64url'), unit };
}

/** Supabase answers in process: a socket would be half of what a query costs. */
function worldFetch(supabase: LocalSupabase): typeof fetch {
  return (input, init) =>
    (input instanceof Request ? input.url : String(input)).startsWith(supabase.url)
      ? supabase.fetch(input, init)
      : fetch(input, init);
}

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { supabase } = options;
  await emptyDatabase(supabase);
  const clock = createSharedClock(options.start ?? '2026-11-20T10:02:00Z');
  const strava = await startStravaSimulator({
    port: 0,
    now: () => clock.now(),
    webhookRetryMs: 20,
    ...options.strava,
  });
  const instances: Instance[] = [];
  const lines: string[] = [];
  const site = await openSite({ webhookSecret: WEBHOOK_SECRET, instances });
  const blobs = createMemoryBlobs();
  const env = envOf({ supabase, strava, siteUrl: site.url, preset: options.preset });
  const fetch = worldFetch(supabase);
  const addInstance: Simulation['addInstance'] = (own = {}) => {
    const deps = createDeps(env, {
      clock: own.clock ?? clock,
      random: seededRandom(instances.length + 1),
      fetch,
      blobs,
      stravaPolicy: own.policy ?? options.policy ?? HASTY_POLICY,
      write: (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) {
          lines.splice(0, KEPT_LINES / 2);
        }
      },
    });
    const instance = { deps, handlers: createHandlers(deps) };
    instances.push(instance);
    return instance;
  };
  for (let count = 0; count < (options.instances ?? 2); count += 1) {
    addInstance();
  }
  const { deps } = instances[0] as Instance;
  return {
    clock,
    strava,
    sim: strava.sim,
    supabase,
    blobs,
    env,
    site,
    instances,
    deps,
    lines,
    addInstance,
    async subscribe() {
      await deps.strava.ensureSubscription(`${site.url}/api/v1/webhooks/strava/${WEBHOOK_SECRET}`);
    },
    async night() {
      const secondOfDay = (clock.now().getTime() / 1000) % DAY_S;
      clock.advance((NIGHT_S - secondOfDay + DAY_S) % DAY_S || DAY_S);
      await enqueueNightly(deps);
    },
    sql: (text, params = []) => supabase.query(text, params),
    async close() {
      await site.close();
      await strava.close();
    },
  };
}

function envOf(input: {
  supabase: LocalSupabase;
  strava: StravaSimulator;
  siteUrl: string;
  preset: SimulationOptions['preset'];
}): Env {
  const { supabase, strava, siteUrl } = input;
  return {
    config: {
      version: '0.0.0',
      minAppVersion: '0.0.0',
      siteUrl,
      redirectAllowList: [APP_URL],
      corsOrigins: [],
      stravaPolicy: input.preset ?? 'connected',
      stravaWebhookSecret: WEBHOOK_SECRET,
      stravaVerifyToken: 'a-verify-token',
      stravaSigningKey: undefined,
      stravaClientId: strava.clientId,
    },
    supabase: {
      url: supabase.url,
      publishableKey: supabase.publishableKey,
      secretKey: supabase.secretKey,
    },
    jwt: { mode: 'hs256', secret: supabase.jwtSecret },
    secret: new Uint8Array(32).fill(7),
    tokenKeys: [{ id: 'k1', key: new Uint8Array(32).fill(9) }],
    strava: {
      clientId: strava.clientId,
      clientSecret: strava.clientSecret,
      apiBaseUrl: `${strava.url}/api/v3`,
      oauthBaseUrl: strava.url,
      verifyToken: 'a-verify-token',
      signingKey: undefined,
    },
    sentryDsn: undefined,
  };
}
