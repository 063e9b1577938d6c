import type { Deps } from '../../core/ports.ts';
import { StravaError, type StravaPriority } from '../../core/strava.ts';
import { fetchStreams } from './fetch-streams.ts';
import { askAgainLater } from './refresh-activity.ts';

const PAGE = 50;

/** After so many activities in a row that Strava could not serve, it is Strava and not the activities. */
const GIVE_UP_AFTER = 3;

/**
 * Fetches the streams an athlete's Strava activities still lack, newest first. Stops when `stop` says so.
 * Where there are none yet they are asked for again later: the start of an activity does not tell when it
 * was uploaded, so an old one may be in Strava's processing as well.
 * Answers whether all are settled. Over budget it throws, and the job is parked with nothing lost: what
 * was fetched is stored, the rest is still pending.
 */
export async function fetchPendingStreams(
  input: {
    athleteId: string;
    priority: StravaPriority;
    stop: () => boolean;
    onFetched: () => Promise<void> | void;
  },
  deps: Pick<
    Deps,
    'activities' | 'strava' | 'streams' | 'jobs' | 'cache' | 'clock' | 'log' | 'policyOf'
  >,
): Promise<{ finished: boolean; fetched: number }> {
  const waiting = new Set<string>();
  let fetched = 0;
  let failedInARow = 0;
  for (;;) {
    const page = await deps.activities.pendingStrava({
      athleteId: input.athleteId,
      limit: PAGE + waiting.size,
    });
    const due = page.filter(({ id }) => !waiting.has(id));
    if (due.length === 0) {
      return { finished: true, fetched };
    }
    for (const { id, sourceId } of due) {
      if (input.stop()) {
        return { finished: false, fetched };
      }
      const one = { athleteId: input.athleteId, activityId: id, sourceId };
      try {
        const state = await fetchStreams({ ...one, priority: input.priority }, deps);
        if (state === 'pending') {
          await askAgainLater({ ...one, attempt: 1 }, deps);
          waiting.add(id);
        }
        fetched += 1;
        failedInARow = 0;
        await input.onFetched();
      } catch (error) {
        failedInARow += 1;
        const isItsOwn = error instanceof StravaError && error.kind === 'Upstream';
        if (!isItsOwn || failedInARow >= GIVE_UP_AFTER) {
          throw error;
        }
        // one activity that Strava cannot serve must not hold up the history behind it
        deps.log.warn('streams_skipped', { activity_id: id, error });
        await askAgainLater({ ...one, attempt: 1 }, deps);
        waiting.add(id);
      }
    }
  }
}
