import { BACKEND } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { backfillSummaries } from './backfill-summaries.ts';
import { fetchPendingStreams } from './fetch-pending-streams.ts';
import { syncWindow } from './sync-window.ts';

/** How far an incremental sync looks back behind the last one: late uploads and edits are found within. */
const OVERLAP_MS = 14 * 86_400_000;

type SyncDeps = Pick<
  Deps,
  | 'strava'
  | 'activities'
  | 'streams'
  | 'connections'
  | 'syncStates'
  | 'jobs'
  | 'cache'
  | 'clock'
  | 'log'
  | 'policyOf'
>;

/**
 * Job `sync`. Incremental: the overlap window, then the streams that lack. Full: all summaries, newest
 * first, from where the last run stopped, then all streams. Near the deadline it hands over to itself.
 */
export async function runSync(
  context: JobContext<'sync'>,
  deps: SyncDeps,
): Promise<HandlerOutcome<'sync'>> {
  const { payload, job } = context;
  const athleteId = payload.athlete_id;
  if ((await deps.connections.get(BACKEND, athleteId)) === undefined) {
    return { done: { outcome: 'disconnected' } };
  }
  const state = await deps.syncStates.get(BACKEND, athleteId);
  const startedAt = deps.clock.now();
  await deps.syncStates.save(athleteId, { mode: payload.mode, job_id: job.id });

  const summariesDone = state?.backfill_summaries_done === true;
  const backfilling = payload.mode === 'full' || !summariesDone;
  if (!summariesDone) {
    const before = state?.backfill_before ?? undefined;
    if (!(await backfillSummaries({ athleteId, since: payload.since, before }, context, deps))) {
      return { handOver: payload, step: 'summaries' };
    }
  } else if (payload.mode === 'incremental') {
    const last = state.last_listed_at === null ? startedAt : new Date(state.last_listed_at);
    const after =
      payload.since === undefined ? new Date(last.getTime() - OVERLAP_MS) : new Date(payload.since);
    context.progress(5, 'summaries');
    await syncWindow({ athleteId, after, priority: 'incremental' }, deps);
  }
  await deps.syncStates.save(athleteId, { last_listed_at: startedAt.toISOString() });

  const { total, done } = await deps.activities.countStrava(BACKEND, athleteId);
  let settled = done;
  const { finished } = await fetchPendingStreams(
    {
      athleteId,
      priority: backfilling ? 'backfill' : 'incremental',
      stop: () => context.yield() || context.signal.aborted,
      onFetched: () => {
        settled += 1;
        context.progress(streamsProgress(settled, total), `streams ${settled}/${total}`);
      },
    },
    deps,
  );
  if (!finished) {
    return {
      handOver: payload,
      progress: streamsProgress(settled, total),
      step: `streams ${settled}/${total}`,
    };
  }
  const counts = await deps.activities.countStrava(BACKEND, athleteId);
  await deps.syncStates.save(athleteId, {
    last_success_at: deps.clock.now().toISOString(),
  });
  return { done: { activities_total: counts.total, activities_done: counts.done } };
}

/** Summaries are the first tenth of the work. */
function streamsProgress(done: number, total: number): number {
  return total === 0 ? 99 : Math.min(99, Math.floor(10 + (89 * done) / total));
}
