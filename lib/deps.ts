/**
 * The composition root: environment -> ports, built once per warm instance. The only place that knows which
 * adapter stands behind which port, and the only one that reads the clock and makes random numbers.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createInternalCalls } from './auth/create-internal-calls.ts';
import { createStateSigner } from './auth/create-state-signer.ts';
import { createVerifier } from './auth/create-verifier.ts';
import type { BlobStore } from './cache/blob-store.ts';
import { createBlobStore } from './cache/create-blob-store.ts';
import { createCache } from './cache/create-cache.ts';
import { createLater } from './core/later.ts';
import { createLog } from './core/log.ts';
import { policyOf } from './core/policy.ts';
import type { Clock, Random } from './core/ports/world.ts';
import type { Deps } from './core/ports.ts';
import { createDb } from './db/create-db.ts';
import { type Env, readEnv } from './env.ts';
import { createNudge } from './jobs/create-nudge.ts';
import { createReporter } from './observe/create-reporter.ts';
import { createStrava } from './strava/create-strava.ts';
import type { ClientPolicy } from './strava/policy.ts';
import { createSeals } from './strava/seal.ts';

/** What stands outside the process: replaced where a test moves time or counts requests. */
export interface World {
  clock: Clock;
  random: Random;
  fetch: typeof fetch;
  write: (line: string) => void;
  /** Instead of the platform's blob storage. */
  blobs?: BlobStore;
  /** Instead of the patience we have with Strava. */
  stravaPolicy?: ClientPolicy;
}

const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

const systemRandom: Random = {
  uuid: () => randomUUID(),
  secret: () => randomBytes(32).toString('base64url'),
  unit: () => Math.random(),
};

const SYSTEM: World = {
  clock: systemClock,
  random: systemRandom,
  fetch: globalThis.fetch,
  write: (line) => process.stdout.write(`${line}\n`),
};

/** Puts the adapters together. Throws where the environment lacks something, naming the variables. */
export function createDeps(env: Env, world: World = SYSTEM): Deps {
  const { clock, random, fetch } = world;
  const log = createLog({ write: world.write, now: () => clock.now() });
  const later = createLater(log);
  const db = createDb({ ...env.supabase, fetch, clock });
  const internal = createInternalCalls({ secret: env.secret });
  return {
    ...db,
    config: env.config,
    clock,
    random,
    log,
    later,
    verifier: createVerifier({
      supabaseUrl: env.supabase.url,
      ...env.jwt,
      fetch,
      clock,
      later,
    }),
    states: createStateSigner({ secret: env.secret, clock }),
    internal,
    nudge: createNudge({
      fetch,
      siteUrl: env.config.siteUrl,
      internal,
      queue: db.jobs,
      clock,
      log,
    }),
    strava: createStrava({
      config: env.strava,
      fetch,
      clock,
      random,
      log,
      vault: db.tokenVault,
      ledger: db.budgetLedger,
      connections: db.connections,
      seals: createSeals(env.tokenKeys),
      ...(world.stravaPolicy === undefined ? {} : { policy: world.stravaPolicy }),
    }),
    cache: createCache({
      blobs: world.blobs ?? createBlobStore({ fetch }),
      clock,
      random,
      later,
      log,
    }),
    policyOf: (source) => policyOf(source as 'strava', env.config.stravaPolicy),
    report: createReporter({ dsn: env.sentryDsn, release: env.config.version, fetch, later, log }),
  };
}

let built: Deps | undefined;

/** This instance's deps. */
export function deps(): Deps {
  built ??= createDeps(readEnv(process.env));
  return built;
}
