/**
 * The ports: what features may ask of the world. Adapters implement them, lib/deps.ts puts them together,
 * a feature names the ones it takes with `Pick<Deps, …>`.
 *
 * Rows are Postgres rows as generated (snake_case, units in names, `null` for missing, times as RFC 3339
 * UTC with `Z`); everything made in TypeScript is camelCase.
 */
import type { AthleteCaller, BackendCaller, Caller } from './caller.ts';
import type { Database } from './database.gen.ts';
import type { LaterPerRequest } from './later.ts';
import type { Log } from './log.ts';
import type { SourcePolicy, StravaPolicyPreset } from './policy.ts';
import type {
  StravaBudget,
  StravaGrant,
  StravaPriority,
  StravaStreams,
  StravaSubscription,
} from './strava.ts';

type Tables = Database['public']['Tables'];
export type ActivityRow = Tables['activities']['Row'];
export type AthleteRow = Tables['athletes']['Row'];
export type ConnectionRow = Tables['strava_connections']['Row'];
export type ReceiptRow = Tables['deletion_receipts']['Row'];
export type SyncStateRow = Tables['sync_state']['Row'];
/** What an athlete may see of a job. */
export type JobRow = Pick<
  Tables['jobs']['Row'],
  | 'id'
  | 'kind'
  | 'athlete_id'
  | 'state'
  | 'progress'
  | 'step'
  | 'result'
  | 'error_code'
  | 'error_detail'
  | 'attempts'
  | 'run_at'
  | 'created_at'
  | 'updated_at'
>;

/** Anything JSON can hold. */
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  uuid(): string;
  /** 32 random bytes, base64url. */
  secret(): string;
  /** In [0, 1), for jitter only. */
  unit(): number;
}

/** Work that goes on after the response was sent. */
export interface Later {
  run(work: Promise<unknown>): void;
}

export interface Config {
  version: string;
  minAppVersion: string;
  /** Where the functions are served, without a slash at the end. */
  siteUrl: string;
  /** Apps' addresses a sign-in may return to: exact, or a prefix ending in `*`. */
  redirectAllowList: string[];
  corsOrigins: string[];
  stravaPolicy: StravaPolicyPreset;
  stravaWebhookSecret: string | undefined;
  stravaVerifyToken: string | undefined;
  stravaSigningKey: string | undefined;
  stravaClientId: string | undefined;
}

// ---- auth ------------------------------------------------------------------------------------------

export interface Session {
  access_token: string;
  refresh_token: string;
  token_type: 'bearer';
  expires_in: number;
  expires_at: number;
  user: { id: string; email: string | null };
}

/** Checks access tokens locally. Throws AppError `unauthenticated`. */
export interface TokenVerifier {
  verify(accessToken: string): Promise<AthleteCaller>;
}

/** What travels through Strava's consent page and back. */
export interface AuthorizationState {
  /** Used once; see Codes. */
  id: string;
  redirectUri: string;
  appState: string | undefined;
  codeChallenge: string;
  /** The athlete who links a Strava account; `undefined`: signing in. */
  linkAthleteId: string | undefined;
}

/** Signs authorisation states, 10 minutes each. */
export interface StateSigner {
  sign(state: AuthorizationState): Promise<string>;
  /** `undefined`: forged, expired, or not a state at all. */
  open(signed: string): Promise<AuthorizationState | undefined>;
}

/** The sign-in service (Supabase Auth). Failures of the athlete's making are AppErrors. */
export interface Accounts {
  /** `undefined` session: the address must be confirmed by e-mail first. */
  register(input: { email: string; password: string; displayName: string | undefined }): Promise<{
    userId: string;
    session: Session | undefined;
  }>;
  login(input: { email: string; password: string }): Promise<Session>;
  refresh(refreshToken: string): Promise<Session>;
  /** Ends every session of the token's athlete. */
  logout(caller: AthleteCaller): Promise<void>;
  /** An athlete without e-mail or password, who signs in by Strava. Answers the athlete's id. */
  createStravaAthlete(input: {
    stravaAthleteId: number;
    displayName: string | undefined;
  }): Promise<string>;
  /** A session for an athlete whose identity was proven otherwise. */
  sessionFor(athleteId: string): Promise<Session>;
  /** Deletes the auth user and, by cascade, all that is theirs. Repeating it does no harm. */
  deleteAthlete(athleteId: string): Promise<void>;
}

// ---- tables ----------------------------------------------------------------------------------------

export interface Athletes {
  get(caller: AthleteCaller): Promise<AthleteRow | undefined>;
  /** With `ifVersion`, changes only that version. `undefined`: no such row, or another version. */
  update(
    caller: AthleteCaller,
    input: { changes: Tables['athletes']['Update']; ifVersion: number | undefined },
  ): Promise<AthleteRow | undefined>;
}

export interface ActivityFilter {
  sport: string | undefined;
  source: string | undefined;
  sessionType: string | undefined;
  from: string | undefined;
  to: string | undefined;
  /** Part of the name, any case. */
  q: string | undefined;
  sort: {
    column: 'started_at' | 'distance_m' | 'moving_time_s' | 'load' | 'created_at';
    ascending: boolean;
  };
  page: number;
  perPage: number;
}

export interface AppliedActivity {
  sourceId: string;
  id: string;
  outcome: 'inserted' | 'updated' | 'unchanged' | 'kept_deleted';
  streams: 'pending' | 'ready' | 'absent' | 'expired';
}

/** Columns of `activities` as a source fills them. */
export type SourceActivity = Omit<
  Tables['activities']['Insert'],
  'athlete_id' | 'source' | 'id' | 'source_id'
> & { source_id: string };

export interface Activities {
  list(
    caller: AthleteCaller,
    filter: ActivityFilter,
  ): Promise<{ items: ActivityRow[]; total: number }>;
  /** Deleted ones too; the feature decides. */
  get(caller: Caller, activityId: string): Promise<ActivityRow | undefined>;
  /** With `ifVersion`, changes only that version. `undefined`: no such row, or another version. */
  update(
    caller: AthleteCaller,
    input: {
      activityId: string;
      changes: Tables['activities']['Update'];
      ifVersion: number | undefined;
    },
  ): Promise<ActivityRow | undefined>;
  findBySource(
    caller: BackendCaller,
    key: { athleteId: string; source: 'strava'; sourceId: string },
  ): Promise<ActivityRow | undefined>;
  /** The one way in for what Strava says; empty answer: no connection any more. At most 200 at a time. */
  applyStrava(input: {
    athleteId: string;
    activities: SourceActivity[];
    fetchedAt: Date;
  }): Promise<AppliedActivity[]>;
  /** Strava shows these no longer: empties them to tombstones. Answers the ids emptied. */
  removeStrava(input: {
    athleteId: string;
    sourceIds: string[];
    fetchedAt: Date;
  }): Promise<string[]>;
  /** Strava ids we show for a span of start times, tombstones left out; for reconciling. */
  stravaIdsBetween(input: {
    athleteId: string;
    from: Date;
    to: Date;
  }): Promise<{ id: string; sourceId: string }[]>;
  /** Strava activities whose streams are still to be fetched, newest first. */
  pendingStrava(input: {
    athleteId: string;
    limit: number;
  }): Promise<{ id: string; sourceId: string; startedAt: string }[]>;
  /** How many Strava activities there are, and of how many the streams are settled (not pending). */
  countStrava(caller: Caller, athleteId: string): Promise<{ total: number; done: number }>;
}

/** A channel packed by lib/recording. */
export interface PackedChannel {
  channel: string;
  sampleCount: number;
  data: Uint8Array;
}

export interface Streams {
  /** `channels` undefined: all. */
  read(
    caller: AthleteCaller,
    input: { activityId: string; channels: string[] | undefined },
  ): Promise<PackedChannel[]>;
  /** Replaces all channels and sets the activity's `streams`. False: the activity is gone. */
  store(input: {
    activityId: string;
    state: 'ready' | 'absent' | 'pending';
    channels: PackedChannel[];
    expiresAt: string | null;
  }): Promise<boolean>;
}

export interface Connections {
  get(caller: Caller, athleteId: string): Promise<ConnectionRow | undefined>;
  findByStravaId(stravaAthleteId: number): Promise<ConnectionRow | undefined>;
  connect(input: {
    athleteId: string;
    stravaAthleteId: number;
    scopes: string[];
    tokens: SealedTokens;
    now: Date;
  }): Promise<'connected' | 'linked_elsewhere' | 'other_account'>;
  markNeedsReauth(athleteId: string): Promise<void>;
  setScopes(athleteId: string, scopes: string[]): Promise<void>;
  /** Athletes to reconcile, longest unheard of first: neither webhook nor reconcile since `before`. */
  dueForReconcile(input: {
    before: Date;
    limit: number;
    afterAthleteId: string | undefined;
  }): Promise<string[]>;
  markReconciled(athleteId: string, now: Date): Promise<void>;
  /** Purges everything of Strava's; leaves the receipt. Repeatable. */
  purge(input: {
    athleteId: string;
    receiptId: string;
    reason: 'disconnected' | 'deauthorised' | 'account_deleted';
    requestedAt: Date;
    now: Date;
  }): Promise<ReceiptRow>;
}

/** Sealed tokens and the lease that makes refreshes one at a time. */
export interface SealedTokens {
  accessTokenSealed: string;
  refreshTokenSealed: string;
  expiresAt: Date;
}

export interface TokenVault {
  read(athleteId: string): Promise<SealedTokens | undefined>;
  /** The tokens and a lease token; `undefined`: somebody else holds the lease, or there is no connection. */
  lease(
    athleteId: string,
    input: { leaseS: number; now: Date },
  ): Promise<(SealedTokens & { leaseToken: string }) | undefined>;
  /** False: the lease or the connection is gone, and nothing was written. */
  store(
    athleteId: string,
    input: SealedTokens & { leaseToken: string; now: Date },
  ): Promise<boolean>;
  release(athleteId: string, leaseToken: string): Promise<void>;
  /** All athletes' sealed tokens in pages, for sealing them again under a new key. */
  page(input: {
    afterAthleteId: string | undefined;
    limit: number;
  }): Promise<(SealedTokens & { athleteId: string })[]>;
  /** Replaces the sealed texts where they are still the ones read. */
  reseal(athleteId: string, from: SealedTokens, to: SealedTokens): Promise<boolean>;
}

export type BudgetScope = 'overall' | 'read';

/** What the application has spent of Strava's limits, shared by all instances. */
export interface BudgetLedger {
  /** Spends one call if `share` (0 to 1) of the short and day windows allows it. */
  take(input: {
    scope: BudgetScope;
    share: number;
    now: Date;
  }): Promise<{ granted: true } | { granted: false; retryAt: Date; code: string }>;
  /** Corrects the ledger by Strava's headers; missing numbers are left out. */
  report(
    usage: {
      scope: BudgetScope;
      span: 'short' | 'day';
      callLimit: number | undefined;
      used: number | undefined;
    }[],
    now: Date,
  ): Promise<void>;
  read(caller: Caller, now: Date): Promise<StravaBudget>;
  /** Stops every call until then (the application is inactive). */
  block(input: { until: Date; code: string }): Promise<void>;
}

export interface WebhookEvent {
  eventKey: string;
  subscriptionId: number;
  stravaAthleteId: number;
  objectType: 'activity' | 'athlete';
  objectId: number;
  aspectType: 'create' | 'update' | 'delete';
  eventTime: Date;
  updates: Record<string, string>;
  signature: 'absent' | 'unverified' | 'valid';
  job: { kind: string; priority: number } | undefined;
}

export interface WebhookEvents {
  /** Stores events once and enqueues their jobs, atomically. Answers how many were new. */
  accept(events: WebhookEvent[], now: Date): Promise<number>;
}

export interface SyncStates {
  get(caller: Caller, athleteId: string): Promise<SyncStateRow | undefined>;
  save(
    athleteId: string,
    changes: Omit<Tables['sync_state']['Insert'], 'athlete_id'>,
  ): Promise<void>;
}

export interface Codes {
  add(input: {
    code: string;
    purpose: 'state' | 'session';
    athleteId: string | undefined;
    codeChallenge: string | undefined;
    expiresAt: Date;
  }): Promise<void>;
  /** `undefined`: unknown, expired or used. Whoever calls first uses it up. */
  use(input: {
    code: string;
    purpose: 'state' | 'session';
    now: Date;
  }): Promise<{ athleteId: string | undefined; codeChallenge: string | undefined } | undefined>;
}

export interface IdempotencyKeys {
  /**
   * Claims a key for a request. `claimed`: run it and settle. `replay`: answer this. `mismatch`: the key was
   * used for another request. `running`: the first request has not answered yet.
   */
  claim(
    caller: AthleteCaller,
    input: { key: string; operation: string; requestSha256: string; now: Date },
  ): Promise<
    | { state: 'claimed' | 'mismatch' | 'running' }
    | { state: 'replay'; status: number; response: Json }
  >;
  settle(
    caller: AthleteCaller,
    input: { key: string; status: number; response: Json },
  ): Promise<void>;
  /** Forgets a claim whose request failed, so that it can be tried again. */
  release(caller: AthleteCaller, key: string): Promise<void>;
}

export interface Maintenance {
  /** `select 1`, with its own deadline. */
  ping(): Promise<boolean>;
  purgeExpired(input: { limit: number; now: Date }): Promise<Record<string, number>>;
  subscription(): Promise<{ subscriptionId: number | undefined; callbackUrl: string | undefined }>;
  saveSubscription(input: {
    subscriptionId: number | undefined;
    callbackUrl: string | undefined;
    now: Date;
  }): Promise<void>;
}

// ---- jobs ------------------------------------------------------------------------------------------

export interface NewJob {
  kind: string;
  athleteId: string | undefined;
  payload: Record<string, Json>;
  /** Lower runs first. */
  priority: number;
  /** At most one queued job with the same key. */
  dedupeKey: string | undefined;
  /** With a running job of the same dedupe key, answer that one instead of queueing another. */
  reuseRunning: boolean;
  /** At most one running job with the same key. */
  serialKey: string | undefined;
  runAt: Date | undefined;
  maxAttempts: number;
}

export interface ClaimedJob {
  id: string;
  kind: string;
  athleteId: string | undefined;
  payload: unknown;
  attempts: number;
  maxAttempts: number;
  leaseToken: string;
  createdAt: Date;
}

export type JobOutcome =
  | { state: 'succeeded'; result?: Json; step?: string }
  | { state: 'failed'; errorCode: string; errorDetail: string }
  | {
      state: 'queued';
      runAt: Date;
      /** False: parked or handed over, which is no failure. */
      countAttempt: boolean;
      payload?: Record<string, Json>;
      progress?: number;
      step?: string;
      errorCode?: string;
      errorDetail?: string;
    };

export interface JobQueue {
  /** Answers one id per job, in order: a new one, or the queued (or running) twin's. */
  enqueue(jobs: NewJob[], now: Date): Promise<string[]>;
  claim(input: { limit: number; leaseS: number; now: Date }): Promise<ClaimedJob[]>;
  /** False: the lease is lost, stop. */
  heartbeat(
    job: ClaimedJob,
    input: { leaseS: number; now: Date; progress?: number; step?: string },
  ): Promise<boolean>;
  /** False: the lease is lost; nothing was written. */
  settle(job: ClaimedJob, outcome: JobOutcome, now: Date): Promise<boolean>;
  /** True for one caller a second, which should wake a runner. */
  takeWake(now: Date): Promise<boolean>;
  freeAbandoned(now: Date): Promise<{ freed: number; due: number }>;
  get(caller: AthleteCaller, jobId: string): Promise<JobRow | undefined>;
  /** Queued and running jobs of an athlete. */
  countPending(caller: Caller, athleteId: string): Promise<number>;
}

/** Tells the platform's calls among our own functions from the world's. */
export interface InternalCalls {
  /** For the Authorization header. */
  bearer(): string;
  isInternal(authorization: string | null): boolean;
}

/** Wakes a runner. Best effort: the sweep wakes one anyway. */
export interface Nudge {
  wake(): Promise<void>;
}

// ---- strava ----------------------------------------------------------------------------------------

/**
 * Strava, for one athlete or for the application. Every call spends the shared budget at `priority` and
 * throws a StravaError (core/strava.ts) when it cannot be answered.
 */
export interface Strava {
  /** Throws AppError `source_not_connected` where no client id is configured. */
  authorizeUrl(input: { redirectUri: string; state: string; forcePrompt: boolean }): string;
  exchange(input: { code: string; scopes: string[] }): Promise<StravaGrant>;
  /** The grant's tokens, sealed for storage. */
  seal(grant: StravaGrant): SealedTokens;
  /** Refreshes now, whatever the expiry: the test whether a connection is really dead. */
  confirmConnection(athleteId: string): Promise<'alive' | 'dead'>;
  /** Ends the authorisation at Strava. Repeating it, or a token already gone, does no harm. */
  revoke(athleteId: string): Promise<void>;
  /** Newest start first; empty: the end. Both limits act on the start time, exclusive. */
  listActivities(
    athleteId: string,
    input: {
      after: Date | undefined;
      before: Date | undefined;
      page: number;
      priority: StravaPriority;
    },
  ): Promise<SourceActivity[]>;
  getActivity(
    athleteId: string,
    input: { sourceId: string; priority: StravaPriority },
  ): Promise<SourceActivity>;
  getStreams(
    athleteId: string,
    input: { sourceId: string; priority: StravaPriority },
  ): Promise<StravaStreams>;
  budget(caller: Caller): Promise<StravaBudget>;
  subscriptions(): Promise<StravaSubscription[]>;
  subscribe(callbackUrl: string): Promise<StravaSubscription>;
  /** One that is gone already is fine. */
  unsubscribe(subscriptionId: number): Promise<void>;
  /** Makes the application's one subscription point at `callbackUrl`; keeps it where it does already. */
  ensureSubscription(callbackUrl: string): Promise<{
    subscription: StravaSubscription;
    outcome: 'kept' | 'created' | 'replaced';
  }>;
  /** Checks an event's `X-Strava-Signature` header against the body's bytes as they came. */
  verifySignature(input: {
    header: string | undefined;
    rawBody: string | Uint8Array;
  }): 'absent' | 'unverified' | 'valid' | 'invalid';
}

// ---- cache -----------------------------------------------------------------------------------------

export interface CacheRead<T> {
  value: T;
  status: 'HIT' | 'STALE' | 'MISS';
}

/** A read-through cache. Broken or slow storage means MISS, never an error. */
export interface Cache {
  /**
   * Entries live under the athlete's id, which comes from the caller, so nobody can name another's.
   * `scope` is what a write invalidates (`activities`, `streams/<activity id>`); `key` tells entries of a
   * scope apart; `parse` validates what was stored.
   */
  read<T>(
    caller: AthleteCaller,
    input: {
      scope: string;
      key: string;
      freshS: number;
      staleS: number;
      parse: (stored: unknown) => T | undefined;
      load: () => Promise<T>;
    },
  ): Promise<CacheRead<T>>;
  invalidate(athleteId: string, scopes: string[]): Promise<void>;
  /** Drops all of an athlete's entries. */
  purge(athleteId: string): Promise<void>;
  /** Drops entries that no read can use any more. Answers how many stores went. */
  sweep(): Promise<number>;
  ping(): Promise<boolean>;
}

// ---- all -------------------------------------------------------------------------------------------

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
  connections: Connections;
  webhookEvents: WebhookEvents;
  syncStates: SyncStates;
  codes: Codes;
  idempotencyKeys: IdempotencyKeys;
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
