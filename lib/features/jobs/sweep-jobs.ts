import type { Deps } from '../../core/ports.ts';

/** Frees what dead runners left, and wakes a runner where something is due. */
export async function sweepJobs(
  deps: Pick<Deps, 'jobs' | 'nudge' | 'clock' | 'log'>,
): Promise<void> {
  const { freed, due } = await deps.jobs.freeAbandoned(deps.clock.now());
  if (freed > 0) {
    deps.log.warn('jobs_freed', { freed });
  }
  if (due > 0) {
    await deps.nudge.wake();
  }
}
