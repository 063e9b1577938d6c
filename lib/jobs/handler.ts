/** What a job handler is given and may answer. */
import type { ClaimedJob } from '../core/ports/jobs.ts';
import type { Json } from '../core/ports/rows.ts';
import type { JobKind, JobPayload } from './kinds.ts';

export interface JobContext<K extends JobKind> {
  job: ClaimedJob;
  payload: JobPayload<K>;
  /** Shows how far the job is, 0 to 100. Sent soon, not at once, and never more often than needed. */
  progress: (percent: number, step?: string) => void;
  /** True when the deadline is near: finish what is in hand and hand over. */
  yield: () => boolean;
  /** Aborted when the lease is lost or the deadline has passed: stop, nothing more counts. */
  signal: AbortSignal;
}

export type HandlerOutcome<K extends JobKind> =
  | { done: Json }
  /** Queued again now with this payload; not counted as an attempt. */
  | { handOver: JobPayload<K>; progress?: number; step?: string }
  /** Queued until then; not counted as an attempt. `reason` is an error code. */
  | { park: Date; reason: string; payload?: JobPayload<K>; progress?: number; step?: string }
  /** Queued until then; counted, and given up when the attempts are used up. */
  | { retryAt: Date; payload?: JobPayload<K> };

/** A kind without a handler is treated as unknown. */
export type Handlers = {
  [K in JobKind]?: (context: JobContext<K>) => Promise<HandlerOutcome<K>>;
};
