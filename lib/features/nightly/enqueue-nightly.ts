import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';

/**
 * Everybody is reconciled every night, whatever webhooks came: Strava's policy allows 48 hours until a
 * deletion shows, and of an event that was lost nobody hears. The hour is for a night that begins early.
 */
const NIGHT_MS = 23 * 3_600_000;

/** Enqueues the night's work. */
export async function enqueueNightly(
  deps: Pick<Deps, 'config' | 'jobs' | 'nudge' | 'clock'>,
): Promise<void> {
  const now = deps.clock.now();
  const jobs = [
    newJob('nightly-purge', {}),
    newJob('nightly-analyses', {}),
    newJob('close-live', {}),
  ];
  if (deps.config.stravaClientId !== undefined) {
    const before = new Date(now.getTime() - NIGHT_MS).toISOString();
    jobs.push(newJob('strava-subscription', {}), newJob('nightly-reconcile', { before }));
  }
  await deps.jobs.enqueue(jobs, now);
  await deps.nudge.wake();
}
