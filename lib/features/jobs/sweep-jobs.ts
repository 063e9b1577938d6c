import type { Deps } from '../../core/ports.ts';

/** Frees what dead runners left, wakes a runner where something is due, and every hour empties the cache's past. */
export async function sweepJobs(
  deps: Pick<Deps, 'jobs' | 'nudge' | 'cache' | 'clock' | 'log'>,
): Promise<void> {
  const now = deps.clock.now();
  const { freed, due } = await deps.jobs.freeAbandoned(now);
  if (freed > 0) {
    deps.log.warn('jobs_freed', { freed });
  }
  if (due > 0) {
    await deps.nudge.wake();
  }
  // not only at night: what is cached must be gone within the days that its source's policy allows
  if (now.getUTCMinutes() === 0) {
    await deps.cache.sweep();
  }
}
