import type { SyncStateRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { JobContext } from '../../jobs/handler.ts';
import { applyActivities } from './apply-activities.ts';
import { isLastPage } from './is-last-page.ts';
import { suspectUnlisted } from './suspect-unlisted.ts';

/**
 * Walks through an athlete's whole history in pages of 200, newest first, moving `before` rather than the
 * page number, because activities that appear meanwhile would shift pages. The position is stored after each
 * page, so whoever goes on goes on there. At the end, what the walk did not meet is looked at one by one.
 * Answers false where the deadline came first.
 */
export async function backfillSummaries(
  input: { athleteId: string; state: SyncStateRow | undefined },
  context: Pick<JobContext<'sync'>, 'job' | 'progress' | 'yield' | 'signal'>,
  deps: Pick<
    Deps,
    'strava' | 'activities' | 'syncStates' | 'jobs' | 'cache' | 'clock' | 'policyOf'
  >,
): Promise<boolean> {
  const { athleteId } = input;
  let { startedAt, before } = placeOf(input.state) ?? (await begin(athleteId, context, deps));
  let listed = 0;
  for (;;) {
    if (context.yield() || context.signal.aborted) {
      return false;
    }
    const fetchedAt = deps.clock.now();
    const activities = await deps.strava.listActivities(athleteId, {
      after: undefined,
      before,
      page: 1,
      priority: 'backfill',
    });
    await applyActivities({ athleteId, activities, fetchedAt }, deps);
    if (isLastPage(activities)) {
      await suspectUnlisted({ athleteId, after: undefined, startedAt }, deps);
      await deps.syncStates.save(athleteId, {
        backfill_summaries_done: true,
        backfill_before: null,
        last_deep_at: startedAt.toISOString(),
      });
      return true;
    }
    listed += activities.length;
    before = nextBefore(
      activities.map(({ started_at }) => Date.parse(started_at)),
      before,
    );
    await deps.syncStates.save(athleteId, { backfill_before: before.toISOString() });
    context.progress(5, `summaries ${listed}`);
  }
}

interface Place {
  startedAt: Date;
  before: Date | undefined;
}

/** Where the walk under way stands; `undefined`: there is none. */
function placeOf(state: SyncStateRow | undefined): Place | undefined {
  if (state?.backfill_summaries_done !== false || state.backfill_started_at === null) {
    return undefined;
  }
  return {
    startedAt: new Date(state.backfill_started_at),
    before: state.backfill_before === null ? undefined : new Date(state.backfill_before),
  };
}

async function begin(
  athleteId: string,
  { job }: Pick<JobContext<'sync'>, 'job'>,
  deps: Pick<Deps, 'syncStates' | 'clock'>,
): Promise<Place> {
  // Not before the job that asked for it, whose time another instance's clock told: see isWalkDue.
  const startedAt = new Date(Math.max(deps.clock.now().getTime(), job.createdAt.getTime()));
  await deps.syncStates.save(athleteId, {
    backfill_started_at: startedAt.toISOString(),
    backfill_before: null,
    backfill_summaries_done: false,
  });
  return { startedAt, before: undefined };
}

/** A walk is to be made: none was ever finished, or this job asks for another one and began none yet. */
export function isWalkDue(
  state: SyncStateRow | undefined,
  { job, payload }: Pick<JobContext<'sync'>, 'job' | 'payload'>,
): boolean {
  if (payload.since !== undefined) {
    return false;
  }
  if (state?.backfill_summaries_done !== true || state.backfill_started_at === null) {
    return true;
  }
  return payload.mode === 'full' && Date.parse(state.backfill_started_at) < job.createdAt.getTime();
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
