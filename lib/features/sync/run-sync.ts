import { BACKEND } from '../../core/caller.ts';
import type { SyncStateRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { backfillSummaries, isWalkDue } from './backfill-summaries.ts';
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
 * first, from where the last run stopped, then all streams. With `since` either looks no further back.
 * Near the deadline it hands over to itself.
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

  const walks = isWalkDue(state, context);
  const backfilling = walks || payload.mode === 'full';
  if (walks) {
    if (!(await backfillSummaries({ athleteId, state }, context, deps))) {
      return { handOver: payload, step: 'summaries' };
    }
  } else if (isWindowDue(state, context)) {
    context.progress(5, 'summaries');
    const after = windowStart(state, { payload, startedAt });
    await syncWindow({ athleteId, after, priority: 'incremental' }, deps);
  }
  // not before the job itself, whose time another instance's clock told: see isWindowDue
  const listedAtMs = Math.max(startedAt.getTime(), job.createdAt.getTime());
  await deps.syncStates.save(athleteId, { last_listed_at: new Date(listedAtMs).toISOString() });

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

/** A run that was parked or handed over has listed already. */
function isWindowDue(
  state: SyncStateRow | undefined,
  { job, payload }: Pick<JobContext<'sync'>, 'job' | 'payload'>,
): boolean {
  const listedAt = state?.last_listed_at ?? null;
  const isListed = listedAt !== null && Date.parse(listedAt) >= job.createdAt.getTime();
  return !isListed && (payload.mode === 'incremental' || payload.since !== undefined);
}

function windowStart(
  state: SyncStateRow | undefined,
  { payload, startedAt }: { payload: JobContext<'sync'>['payload']; startedAt: Date },
): Date {
  if (payload.since !== undefined) {
    return new Date(payload.since);
  }
  const lastMs = Date.parse(state?.last_listed_at ?? startedAt.toISOString());
  return new Date(lastMs - OVERLAP_MS);
}

/** Summaries are the first tenth of the work. */
function streamsProgress(done: number, total: number): number {
  return total === 0 ? 99 : Math.min(99, Math.floor(10 + (89 * done) / total));
}
