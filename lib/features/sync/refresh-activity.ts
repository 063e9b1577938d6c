import { BACKEND } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError, type StravaErrorKind } from '../../core/strava.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';
import { streamsRetryAt } from '../../jobs/streams-retry-at.ts';
import { applyActivities, removeActivities } from './apply-activities.ts';
import { fetchStreams } from './fetch-streams.ts';

type RefreshDeps = Pick<
  Deps,
  | 'strava'
  | 'activities'
  | 'streams'
  | 'jobs'
  | 'cache'
  | 'clock'
  | 'log'
  | 'policyOf'
  | 'connections'
>;

/** Strava cannot be asked now, whoever asks for whatever. */
const NOT_NOW: StravaErrorKind[] = ['RateLimited', 'AppInactive', 'Upstream'];

/**
 * Job `strava-activity`: converges one activity on what Strava shows now, whatever the event said that
 * caused it. Gone or hidden: emptied. Streams that are not ready yet are asked for again later.
 */
export async function refreshActivity(
  { payload }: JobContext<'strava-activity'>,
  deps: RefreshDeps,
): Promise<HandlerOutcome<'strava-activity'>> {
  const { athlete_id: athleteId, source_id: sourceId } = payload;
  if ((await deps.connections.get(BACKEND, athleteId)) === undefined) {
    return { done: { outcome: 'disconnected' } };
  }
  const fetchedAt = deps.clock.now();
  const activity = await deps.strava
    .getActivity(athleteId, { sourceId, priority: 'webhook' })
    .catch((error: unknown) => {
      if (error instanceof StravaError && error.kind === 'NotVisible') {
        return undefined;
      }
      throw error;
    });
  if (activity === undefined) {
    await removeActivities({ athleteId, sourceIds: [sourceId], fetchedAt }, deps);
    return { done: { outcome: 'removed' } };
  }
  const [applied] = await applyActivities({ athleteId, activities: [activity], fetchedAt }, deps);
  if (applied === undefined || applied.outcome === 'kept_deleted') {
    return { done: { outcome: applied?.outcome ?? 'disconnected' } };
  }
  if (applied.streams !== 'pending') {
    return { done: { outcome: applied.outcome } };
  }
  const one = { athleteId, activityId: applied.id, sourceId };
  const streams = await fetchStreams({ ...one, priority: 'webhook' }, deps).catch(
    async (error: unknown) => {
      if (!(error instanceof StravaError && NOT_NOW.includes(error.kind))) {
        throw error;
      }
      // a job of their own: trying this one again would ask for the detail again
      await askForStreams({ ...one, attempt: 1, runAt: error.retryAt ?? deps.clock.now() }, deps);
      return 'later' as const;
    },
  );
  if (streams === 'pending') {
    await askAgainLater({ ...one, attempt: 1 }, deps);
  }
  return { done: { outcome: applied.outcome, streams } };
}

/** Job `strava-streams`: the second and later looks for streams that were not ready. */
export async function retryStreams(
  { payload }: JobContext<'strava-streams'>,
  deps: RefreshDeps,
): Promise<HandlerOutcome<'strava-streams'>> {
  const { athlete_id: athleteId, activity_id: activityId, source_id: sourceId, attempt } = payload;
  const row = await deps.activities.get(BACKEND, activityId);
  if (row === undefined || row.deleted_at !== null || row.streams !== 'pending') {
    return { done: { streams: row?.streams ?? 'gone' } };
  }
  const last = streamsRetryAt({ attempt: attempt + 1, now: deps.clock.now() }) === undefined;
  const streams = await fetchStreams(
    { athleteId, activityId, sourceId, priority: 'webhook', last },
    deps,
  );
  if (streams === 'pending') {
    await askAgainLater({ athleteId, activityId, sourceId, attempt: attempt + 1 }, deps);
  }
  return { done: { streams } };
}

/** Strava announces an activity before its streams can be read: look again after 5, 15 and 45 minutes. */
export async function askAgainLater(
  input: { athleteId: string; activityId: string; sourceId: string; attempt: number },
  deps: Pick<Deps, 'jobs' | 'clock'>,
): Promise<void> {
  const runAt = streamsRetryAt({ attempt: input.attempt, now: deps.clock.now() });
  if (runAt !== undefined) {
    await askForStreams({ ...input, runAt }, deps);
  }
}

async function askForStreams(
  input: { athleteId: string; activityId: string; sourceId: string; attempt: number; runAt: Date },
  deps: Pick<Deps, 'jobs' | 'clock'>,
): Promise<void> {
  const { athleteId, activityId, sourceId, attempt, runAt } = input;
  const ids = { athlete_id: athleteId, activity_id: activityId, source_id: sourceId };
  const job = newJob('strava-streams', { ...ids, attempt }, { runAt });
  await deps.jobs.enqueue([job], deps.clock.now());
}
