import type { Log } from '../core/log.ts';
import type { InternalCalls, JobQueue, Nudge } from '../core/ports/jobs.ts';
import type { Clock } from '../core/ports/world.ts';

/** A background function answers 202 at once; longer than this it is not coming. */
const DEADLINE_MS = 3_000;

/**
 * Wakes the background function that runs jobs, at most once a second over all instances. Failing is no
 * matter: the sweep wakes a runner within the minute.
 */
export function createNudge(deps: {
  fetch: typeof fetch;
  siteUrl: string;
  internal: InternalCalls;
  queue: Pick<JobQueue, 'takeWake'>;
  clock: Clock;
  log: Log;
}): Nudge {
  const url = `${deps.siteUrl}/.netlify/functions/run-jobs-background`;
  const attempt = async () => {
    try {
      if (!(await deps.queue.takeWake(deps.clock.now()))) {
        return;
      }
      const response = await deps.fetch(url, {
        method: 'POST',
        headers: { authorization: deps.internal.bearer() },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      await response.body?.cancel();
      if (!response.ok) {
        deps.log.warn('nudge_refused', { status: response.status });
      }
    } catch (error) {
      deps.log.warn('nudge_failed', { error });
    }
  };

  let underWay: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // A burst asks a thousand times: whoever asks while an attempt is under way shares the one after it.
  const wake = (): Promise<void> => {
    if (underWay === undefined) {
      underWay = attempt().finally(() => {
        underWay = undefined;
      });
      return underWay;
    }
    next ??= underWay.then(() => {
      next = undefined;
      return wake();
    });
    return next;
  };
  return { wake };
}
