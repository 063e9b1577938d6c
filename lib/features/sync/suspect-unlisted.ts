import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';

/** Jobs enqueued in one call. */
const BATCH = 500;

/**
 * Has every activity of ours looked at that a list begun at `startedAt` did not name: a list can be short,
 * so a missing id is a suspicion, not a proof. What we heard of since then was seen by somebody else.
 */
export async function suspectUnlisted(
  input: { athleteId: string; after: Date | undefined; startedAt: Date; seen?: Set<string> },
  deps: Pick<Deps, 'activities' | 'jobs' | 'clock'>,
): Promise<number> {
  const { athleteId, startedAt, seen } = input;
  const ours = await deps.activities.stravaIdsBetween({
    athleteId,
    from: input.after ?? new Date(0),
    to: startedAt,
    fetchedBefore: startedAt,
  });
  const missing = ours.filter(({ sourceId }) => seen?.has(sourceId) !== true);
  for (let from = 0; from < missing.length; from += BATCH) {
    const jobs = missing
      .slice(from, from + BATCH)
      .map(({ sourceId }) =>
        newJob('strava-activity', { athlete_id: athleteId, source_id: sourceId }),
      );
    await deps.jobs.enqueue(jobs, deps.clock.now());
  }
  return missing.length;
}
