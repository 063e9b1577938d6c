/**
 * Fettle as it is deployed, in one process: the function modules over a Supabase and a Strava of this
 * machine. The environment is set before the functions are first imported, and they are imported once: one
 * app per test file.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobsServer } from '@netlify/blobs/server';
import { afterAll, beforeAll } from 'vitest';
import type { Deps } from '../../lib/core/ports.ts';
import { serve as listen } from '../sandbox/strava/server.ts';
import { type StravaSimulator, startStravaSimulator } from '../sandbox/strava/start.ts';
import { LOCAL_JWT_SECRET } from '../sandbox/supabase/keys.ts';
import { type LocalSupabase, startLocalSupabase } from '../sandbox/supabase/start.ts';
import { type AppAthlete, createAppAthletes } from './app-athletes.ts';
import { type Answer, checkAnswer } from './check-answer.ts';
import { type Functions, loadFunctions } from './load-functions.ts';

export const BASE = '/api/v1';

/** Where the app is sent back to after signing in, and the web origin that may call. */
export const APP_ORIGIN = 'https://app.example';

/** Every secret of the deployment, so that a test can look for them where they must not be. */
export const SECRETS = {
  fettle: randomBytes(32).toString('base64'),
  tokenKey: randomBytes(32).toString('base64'),
  webhook: randomBytes(24).toString('hex'),
  verifyToken: randomBytes(16).toString('hex'),
};

export interface CallInput {
  method?: string;
  /** Below `/api/v1`, with its query. */
  path: string;
  token?: string | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: BodyInit;
  headers?: Record<string, string>;
}

export interface App {
  supabase: LocalSupabase;
  strava: StravaSimulator;
  deps: Deps;
  /** Lines that were logged since the start, oldest first. */
  lines: string[];
  /** Calls the function whose path it is; the answer is held against the contract. */
  call(input: CallInput): Promise<Answer>;
  /** Runs jobs until none is due. */
  runJobs(): Promise<void>;
  registerAthlete(): Promise<AppAthlete>;
  /** Through Strava's consent page; the backfill waits in the queue then. */
  connectStrava(athlete: AppAthlete, options: { historyDays: number }): Promise<number>;
  sql<T = Record<string, unknown>>(text: string, params?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** Starts everything, and ends it with the test file. */
export function useApp(env: Record<string, string> = {}): App {
  const app = {} as App;
  beforeAll(async () => {
    Object.assign(app, await startApp(env));
  }, 120_000);
  afterAll(() => app.close?.(), 30_000);
  return app;
}

/** Starts everything; `env` is laid over the deployment's variables. */
async function startApp(env: Record<string, string> = {}): Promise<App> {
  const supabase = await startLocalSupabase({
    dataFolder: ':memory:',
    port: 0,
    postgresPort: false,
  });
  const strava = await startStravaSimulator({
    port: 0,
    limits: { short: 9_000, day: 90_000, readShort: 9_000, readDay: 90_000 },
  });
  const blobs = await startBlobs();
  let functions: Functions | undefined;
  const site = await listen({
    port: 0,
    host: '127.0.0.1',
    log: () => undefined,
    handler: async (request) =>
      functions?.find(new URL(request.url).pathname)?.(request) ??
      new Response(null, { status: 202 }),
  });
  const siteUrl = `http://127.0.0.1:${site.port}`;
  Object.assign(process.env, {
    ...variables({ supabase, strava, siteUrl }),
    NETLIFY_BLOBS_CONTEXT: blobs.context,
    ...env,
  });
  const { lines, release } = captureLines();
  const loaded = await loadFunctions();
  functions = loaded;
  const { deps } = await import('../../lib/deps.ts');
  const built = deps();

  const call = async (input: CallInput): Promise<Answer> => {
    const request = toRequest(siteUrl, input);
    const { pathname } = new URL(request.url);
    const run = loaded.find(pathname);
    if (run === undefined) {
      throw new Error(`No function has the path ${pathname}.`);
    }
    return checkAnswer(request, await run(request));
  };
  return {
    supabase,
    strava,
    deps: built,
    lines,
    call,
    runJobs: () => runJobs(built),
    ...createAppAthletes({ call, strava }),
    sql: (text, params = []) => supabase.query(text, params),
    async close() {
      release();
      await site.close();
      await strava.close();
      await supabase.close();
      await blobs.close();
    },
  };
}

function toRequest(siteUrl: string, input: CallInput): Request {
  const headers = new Headers(input.headers);
  if (input.token !== undefined) {
    headers.set('authorization', `Bearer ${input.token}`);
  }
  const body = input.body === undefined ? input.rawBody : JSON.stringify(input.body);
  if (input.body !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  return new Request(`${siteUrl}${BASE}${input.path}`, {
    method: input.method ?? 'GET',
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
}

function variables(at: { supabase: LocalSupabase; strava: StravaSimulator; siteUrl: string }) {
  return {
    SUPABASE_URL: at.supabase.url,
    SUPABASE_PUBLISHABLE_KEY: at.supabase.publishableKey,
    SUPABASE_SECRET_KEY: at.supabase.secretKey,
    FETTLE_JWT_MODE: 'hs256',
    SUPABASE_JWT_SECRET: LOCAL_JWT_SECRET,
    FETTLE_SECRET: SECRETS.fettle,
    FETTLE_TOKEN_KEYS: `k1:${SECRETS.tokenKey}`,
    FETTLE_REDIRECT_ALLOW_LIST: `${APP_ORIGIN}/*`,
    FETTLE_CORS_ORIGINS: APP_ORIGIN,
    FETTLE_SITE_URL: at.siteUrl,
    STRAVA_CLIENT_ID: at.strava.clientId,
    STRAVA_CLIENT_SECRET: at.strava.clientSecret,
    STRAVA_API_BASE_URL: `${at.strava.url}/api/v3`,
    STRAVA_OAUTH_BASE_URL: at.strava.url,
    STRAVA_WEBHOOK_SECRET: SECRETS.webhook,
    STRAVA_VERIFY_TOKEN: SECRETS.verifyToken,
  };
}

async function startBlobs() {
  const directory = await mkdtemp(join(tmpdir(), 'fettle-app-blobs-'));
  const server = new BlobsServer({ directory, token: 'local' });
  const { port } = await server.start();
  const edgeURL = `http://127.0.0.1:${port}`;
  const context = { siteID: 'site', token: 'local', edgeURL, uncachedEdgeURL: edgeURL };
  return {
    context: Buffer.from(JSON.stringify(context)).toString('base64'),
    async close() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Takes the log's lines off the standard output, where the functions write them. */
function captureLines(): { lines: string[]; release: () => void } {
  const lines: string[] = [];
  const original = process.stdout.write;
  const write: typeof original = original.bind(process.stdout);
  process.stdout.write = ((...args: Parameters<typeof write>) => {
    const [chunk] = args;
    if (typeof chunk === 'string' && chunk.startsWith('{"at":')) {
      lines.push(chunk.trimEnd());
      return true;
    }
    return write(...args);
  }) as typeof original;
  return {
    lines,
    release() {
      process.stdout.write = original;
    },
  };
}

async function runJobs(deps: Deps): Promise<void> {
  const { createHandlers } = await import('../../lib/features/jobs/handlers.ts');
  const { RUNNER_POLICY } = await import('../../lib/jobs/policy.ts');
  const { createRunner } = await import('../../lib/jobs/runner.ts');
  const handlers = createHandlers(deps);
  const runner = createRunner({ ...deps, queue: deps.jobs, handlers, policy: RUNNER_POLICY });
  const { drained } = await runner.run({ until: new Date(deps.clock.now().getTime() + 120_000) });
  if (!drained) {
    throw new Error('Jobs are still due after two minutes.');
  }
}
