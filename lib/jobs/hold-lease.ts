/** Keeps the lease of a running job, and carries its progress along. */
import type { Log } from '../core/log.ts';
import type { ClaimedJob, JobQueue } from '../core/ports/jobs.ts';
import type { Clock } from '../core/ports/world.ts';
import type { RunnerPolicy } from './policy.ts';

interface Progress {
  progress?: number;
  step?: string;
}

export interface Lease {
  /** Aborted when the lease is lost, or by `abort`. */
  signal: AbortSignal;
  lost: () => boolean;
  progress: (percent: number, step?: string) => void;
  /** Progress that no heartbeat has carried yet. */
  unsent: () => Progress;
  abort: (reason: Error) => void;
  release: () => void;
}

export function holdLease(options: {
  job: ClaimedJob;
  queue: JobQueue;
  clock: Clock;
  log: Log;
  policy: RunnerPolicy;
}): Lease {
  const { job, queue, clock, log, policy } = options;
  const controller = new AbortController();
  const released = new AbortController();
  let lost = false;
  let unsent: Progress = {};
  let woken = new AbortController();

  const nap = async (ms: number) => {
    woken = new AbortController();
    // waking is the only way to reject
    await clock.sleep(ms, woken.signal).catch(() => undefined);
  };

  /** True: kept; false: lost; `undefined`: no answer in good time. */
  const beat = async (now: Date, sent: Progress): Promise<boolean | undefined> => {
    const answered = new AbortController();
    const patience = clock
      .sleep(policy.heartbeatS * 1000, answered.signal)
      .then(() => undefined)
      .catch(() => undefined);
    const call = queue
      .heartbeat(job, { leaseS: policy.leaseS, now, ...sent })
      .catch((error: unknown) => {
        log.warn('job.heartbeat_failed', { job_id: job.id, error });
        return undefined;
      });
    const answer = await Promise.race([call, patience]);
    answered.abort();
    return answer;
  };

  const keep = async () => {
    let confirmedAt = clock.now().getTime();
    let sentAt = confirmedAt;
    while (!released.signal.aborted) {
      const hasNews = Object.keys(unsent).length > 0;
      const dueAt = sentAt + (hasNews ? policy.progressS : policy.heartbeatS) * 1000;
      const now = clock.now();
      if (now.getTime() < dueAt) {
        await nap(dueAt - now.getTime());
        continue;
      }
      const sent = unsent;
      unsent = {};
      sentAt = now.getTime();
      const answer = await beat(now, sent);
      if (answer === true) {
        confirmedAt = sentAt;
        continue;
      }
      unsent = { ...sent, ...unsent };
      // without an answer the lease still holds for as long as it was last given
      const lapsed = clock.now().getTime() - confirmedAt >= policy.leaseS * 1000;
      if (!released.signal.aborted && (answer === false || lapsed)) {
        lost = true;
        controller.abort(new Error('The lease of the job is lost.'));
        return;
      }
    }
  };
  keep().catch((error: unknown) => log.error('job.lease_keeper_failed', { job_id: job.id, error }));

  return {
    signal: controller.signal,
    lost: () => lost,
    progress(percent, step) {
      if (Number.isFinite(percent)) {
        unsent.progress = Math.round(Math.min(100, Math.max(0, percent)));
      }
      if (step !== undefined) {
        unsent.step = step;
      }
      woken.abort();
    },
    unsent: () => unsent,
    abort: (reason) => controller.abort(reason),
    release() {
      released.abort();
      woken.abort();
    },
  };
}
