/** Strava, and what is kept about an athlete’s connection to it. */
import type { Caller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type {
  StravaBudget,
  StravaGrant,
  StravaPriority,
  StravaStreams,
  StravaSubscription,
} from '../strava.ts';
import type { SourceActivity } from './activities.ts';
import type { ConnectionRow, ReceiptRow, SyncStateRow } from './rows.ts';

type Tables = Database['public']['Tables'];

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
  /** Athletes to reconcile: not reconciled since `before`, longest ago first. */
  dueForReconcile(input: {
    before: Date;
    limit: number;
    afterAthleteId: string | undefined;
  }): Promise<string[]>;
  markReconciled(athleteId: string, now: Date): Promise<void>;
  /** Connections that Strava calls dead and whose last token expired before then. */
  deadSince(input: {
    before: Date;
    limit: number;
  }): Promise<{ athleteId: string; stravaAthleteId: number }[]>;
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
  /** Of an athlete who is not connected (any more) nothing is kept. */
  save(
    athleteId: string,
    changes: Omit<Tables['sync_state']['Insert'], 'athlete_id'>,
  ): Promise<void>;
}

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
