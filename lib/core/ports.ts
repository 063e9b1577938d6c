/**
 * The ports: what features may ask of the world. Adapters implement them, lib/deps.ts puts them together,
 * a feature names the ones it takes with `Pick<Deps, …>`. What each of them offers is in ports/.
 */
import type { LaterPerRequest } from './later.ts';
import type { Log } from './log.ts';
import type { SourcePolicy } from './policy.ts';
import type {
  Accounts,
  Athletes,
  Codes,
  IdempotencyKeys,
  StateSigner,
  TokenVerifier,
} from './ports/accounts.ts';
import type { Activities, Streams } from './ports/activities.ts';
import type { Analyses, Thresholds } from './ports/analyses.ts';
import type { Cache } from './ports/cache.ts';
import type { Exports } from './ports/exports.ts';
import type { Insights } from './ports/insights.ts';
import type { InternalCalls, JobQueue, Maintenance, Nudge } from './ports/jobs.ts';
import type { Live, Points } from './ports/live.ts';
import type { ActivityRow } from './ports/rows.ts';
import type { Storage } from './ports/storage.ts';
import type { Connections, Strava, SyncStates, WebhookEvents } from './ports/strava.ts';
import type { Training, Wellness } from './ports/training.ts';
import type { Uploads } from './ports/uploads.ts';
import type { Clock, Config, Random } from './ports/world.ts';

export interface Deps {
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  later: LaterPerRequest;
  verifier: TokenVerifier;
  states: StateSigner;
  accounts: Accounts;
  athletes: Athletes;
  activities: Activities;
  streams: Streams;
  live: Live;
  points: Points;
  training: Training;
  wellness: Wellness;
  analyses: Analyses;
  insights: Insights;
  thresholds: Thresholds;
  connections: Connections;
  webhookEvents: WebhookEvents;
  syncStates: SyncStates;
  codes: Codes;
  idempotencyKeys: IdempotencyKeys;
  exports: Exports;
  storage: Storage;
  uploads: Uploads;
  maintenance: Maintenance;
  jobs: JobQueue;
  nudge: Nudge;
  internal: InternalCalls;
  strava: Strava;
  cache: Cache;
  policyOf: (source: ActivityRow['source']) => SourcePolicy;
  /** Reports an unexpected error where an error tracker is configured. */
  report: (error: unknown, fields: Record<string, unknown>) => void;
}
