import { ANALYSIS_VERSION } from '../../analytics/registry.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';

const PAGE = 200;

/** Job `nightly-analyses`: one recompute for every athlete with analyses of an older algorithm, or lacking some. */
export async function enqueueRecomputes(
  { payload }: JobContext<'nightly-analyses'>,
  deps: Pick<Deps, 'analyses' | 'jobs' | 'clock'>,
): Promise<HandlerOutcome<'nightly-analyses'>> {
  const athleteIds = await deps.analyses.athletesToAnalyse({
    version: ANALYSIS_VERSION,
    afterAthleteId: payload.after_athlete_id,
    limit: PAGE,
  });
  await deps.jobs.enqueue(
    athleteIds.map((athleteId) =>
      newJob('recompute-analyses', { athlete_id: athleteId, reason: 'algorithm' }),
    ),
    deps.clock.now(),
  );
  const last = athleteIds.at(-1);
  return last === undefined || athleteIds.length < PAGE
    ? { done: { last_page: athleteIds.length } }
    : { handOver: { after_athlete_id: last } };
}
