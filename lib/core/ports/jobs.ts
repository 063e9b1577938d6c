/** The queue, and the upkeep it does. */
import type { AthleteCaller, Caller } from '../caller.ts';
import type { JobRow, Json } from './rows.ts';

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
