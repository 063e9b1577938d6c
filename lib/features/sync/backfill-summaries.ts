import type { Deps } from '../../core/ports.ts';
import type { JobContext } from '../../jobs/handler.ts';
import { applyActivities } from './apply-activities.ts';

/**
 * Lists an athlete's whole history in pages of 200, newest first, moving `before` rather than the page
 * number, because activities that appear meanwhile would shift pages. The position is stored after each
 * page, so whoever goes on goes on there. Answers false where the deadline came first.
 */
export async function backfillSummaries(
  input: { athleteId: string; since: string | undefined; before: string | undefined },
  context: Pick<JobContext<'sync'>, 'progress' | 'yield' | 'signal'>,
  deps: Pick<Deps, 'strava' | 'activities' | 'syncStates' | 'cache' | 'clock' | 'policyOf'>,
): Promise<boolean> {
  const { athleteId } = input;
  const after = input.since === undefined ? undefined : new Date(input.since);
  let before = input.before === undefined ? undefined : new Date(input.before);
  let listed = 0;
  for (;;) {
    if (context.yield() || context.signal.aborted) {
      return false;
    }
    const fetchedAt = deps.clock.now();
    const activities = await deps.strava.listActivities(athleteId, {
      after,
      before,
      page: 1,
      priority: 'backfill',
    });
    if (activities.length === 0) {
      await deps.syncStates.save(athleteId, {
        backfill_summaries_done: true,
        backfill_before: null,
        last_deep_at: fetchedAt.toISOString(),
      });
      return true;
    }
    await applyActivities({ athleteId, activities, fetchedAt }, deps);
    listed += activities.length;
    before = nextBefore(
      activities.map(({ started_at }) => Date.parse(started_at)),
      before,
    );
    await deps.syncStates.save(athleteId, { backfill_before: before.toISOString() });
    context.progress(5, `summaries ${listed}`);
  }
}

/**
 * Where the next page begins. Strava's limit is exclusive and in whole seconds, so the oldest second is
 * asked for again (it may hold more than fitted); where that would not move, it is left behind.
 */
function nextBefore(startsMs: number[], before: Date | undefined): Date {
  const oldestMs = Math.floor(Math.min(...startsMs) / 1000) * 1000;
  const inclusive = new Date(oldestMs + 1000);
  const moves = before === undefined || inclusive < before;
  return moves && startsMs.some((ms) => ms >= oldestMs + 1000) ? inclusive : new Date(oldestMs);
}
