import type { Deps } from '../../core/ports.ts';
import { StravaError, type StravaPriority } from '../../core/strava.ts';
import { fetchStreams } from './fetch-streams.ts';
import { askAgainLater } from './refresh-activity.ts';

/** An upload this young may still be in Strava's processing; an older one without streams has none. */
const YOUNG_MS = 24 * 3_600_000;
const PAGE = 50;

/**
 * Fetches the streams an athlete's Strava activities still lack, newest first. Stops when `stop` says so.
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
  for (;;) {
    const page = await deps.activities.pendingStrava({
      athleteId: input.athleteId,
      limit: PAGE + waiting.size,
    });
    const due = page.filter(({ id }) => !waiting.has(id));
    if (due.length === 0) {
      return { finished: true, fetched };
    }
    for (const { id, sourceId, startedAt } of due) {
      if (input.stop()) {
        return { finished: false, fetched };
      }
      const young = deps.clock.now().getTime() - Date.parse(startedAt) < YOUNG_MS;
      const one = { athleteId: input.athleteId, activityId: id, sourceId };
      try {
        const state = await fetchStreams({ ...one, priority: input.priority, last: !young }, deps);
        if (state === 'pending') {
          await askAgainLater({ ...one, attempt: 1 }, deps);
          waiting.add(id);
        }
        fetched += 1;
        await input.onFetched();
      } catch (error) {
        if (!(error instanceof StravaError) || error.kind !== 'Upstream') {
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
