import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';

/**
 * Whoever was heard of (webhook or reconcile) within this span is left alone: with the night's delay it
 * keeps deletions within the 48 hours that Strava's policy allows.
 */
const SILENT_MS = 23 * 3_600_000;

/** Enqueues the night's work. */
export async function enqueueNightly(
  deps: Pick<Deps, 'config' | 'jobs' | 'nudge' | 'clock'>,
): Promise<void> {
  const now = deps.clock.now();
  const jobs = [newJob('nightly-purge', {})];
  if (deps.config.stravaClientId !== undefined) {
    const before = new Date(now.getTime() - SILENT_MS).toISOString();
    jobs.push(newJob('strava-subscription', {}), newJob('nightly-reconcile', { before }));
  }
  await deps.jobs.enqueue(jobs, now);
  await deps.nudge.wake();
}
