import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';

const PAGE = 200;

/**
 * A connection that has been dead for so long was ended by the athlete, and the event that said so was
 * lost. Until then it may be a token that we lost: the athlete is asked to connect again.
 */
const DEAD_MS = 14 * 86_400_000;

/** Job `nightly-reconcile`: one reconcile an athlete, enqueued in pages, longest ago first. */
export async function enqueueReconciles(
  { payload }: JobContext<'nightly-reconcile'>,
  deps: Pick<Deps, 'connections' | 'jobs' | 'clock'>,
): Promise<HandlerOutcome<'nightly-reconcile'>> {
  if (payload.after_athlete_id === undefined) {
    await enqueueDead(deps);
  }
  const athleteIds = await deps.connections.dueForReconcile({
    before: new Date(payload.before),
    limit: PAGE,
    afterAthleteId: payload.after_athlete_id,
  });
  await deps.jobs.enqueue(
    athleteIds.map((athleteId) => newJob('reconcile-athlete', { athlete_id: athleteId })),
    deps.clock.now(),
  );
  const last = athleteIds.at(-1);
  if (last === undefined || athleteIds.length < PAGE) {
    return { done: { last_page: athleteIds.length } };
  }
  return { handOver: { ...payload, after_athlete_id: last } };
}

/** Their job asks Strava once more, and purges where the connection really is dead. */
async function enqueueDead(deps: Pick<Deps, 'connections' | 'jobs' | 'clock'>): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - DEAD_MS);
  const dead = await deps.connections.deadSince({ before, limit: PAGE });
  await deps.jobs.enqueue(
    dead.map(({ athleteId, stravaAthleteId }) =>
      newJob('strava-deauthorised', {
        athlete_id: athleteId,
        source_id: String(stravaAthleteId),
      }),
    ),
    now,
  );
}
