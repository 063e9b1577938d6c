import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';

const PAGE = 200;

/** Job `nightly-reconcile`: one reconcile a silent athlete, enqueued in pages, longest silent first. */
export async function enqueueReconciles(
  { payload }: JobContext<'nightly-reconcile'>,
  deps: Pick<Deps, 'connections' | 'jobs' | 'clock'>,
): Promise<HandlerOutcome<'nightly-reconcile'>> {
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
