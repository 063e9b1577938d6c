import { BACKEND } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';
import { needsReauth } from '../strava/scopes.ts';
import { fetchPendingStreams } from './fetch-pending-streams.ts';
import { syncWindow } from './sync-window.ts';

const DAY_MS = 86_400_000;
/** The span that is compared every time: one read of Strava for nearly every athlete. */
const WINDOW_MS = 30 * DAY_MS;
/**
 * How often the whole history is compared: finds what was uploaded late into the past, unannounced. Every
 * 28th night at the latest, whatever time of day the last one was.
 */
const DEEP_EVERY_MS = 27 * DAY_MS;

/** Job `reconcile-athlete`: makes good what webhooks lost. */
export async function reconcileAthlete(
  { payload, yield: nearDeadline, signal }: JobContext<'reconcile-athlete'>,
  deps: Pick<
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
  >,
): Promise<HandlerOutcome<'reconcile-athlete'>> {
  const athleteId = payload.athlete_id;
  const [connection, state] = await Promise.all([
    deps.connections.get(BACKEND, athleteId),
    deps.syncStates.get(BACKEND, athleteId),
  ]);
  if (connection === undefined || needsReauth(connection)) {
    return { done: { outcome: connection === undefined ? 'disconnected' : 'needs_reauth' } };
  }
  if (state?.backfill_summaries_done !== true) {
    // nobody else would take up a backfill that was given up while Strava was down
    const job = newJob('sync', { athlete_id: athleteId, mode: 'full' });
    await deps.jobs.enqueue([job], deps.clock.now());
    return { done: { outcome: 'backfilling' } };
  }
  const now = deps.clock.now();
  const deep =
    state.last_deep_at === null || now.getTime() - Date.parse(state.last_deep_at) >= DEEP_EVERY_MS;
  const counts = await syncWindow(
    {
      athleteId,
      after: deep ? undefined : new Date(now.getTime() - WINDOW_MS),
      priority: 'backfill',
    },
    deps,
  );
  await deps.syncStates.save(athleteId, {
    last_listed_at: now.toISOString(),
    ...(deep ? { last_deep_at: now.toISOString() } : {}),
  });
  await deps.connections.markReconciled(athleteId, now);
  const { finished } = await fetchPendingStreams(
    {
      athleteId,
      priority: 'backfill',
      stop: () => nearDeadline() || signal.aborted,
      onFetched: () => undefined,
    },
    deps,
  );
  return finished ? { done: counts } : { handOver: payload };
}
