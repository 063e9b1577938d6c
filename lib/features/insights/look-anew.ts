import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';

/** Has insights of an activity looked for now, ahead of what waits. Answers the job's id. */
export function lookAnew(
  activityId: string,
  { athleteId }: AthleteCaller,
  deps: Pick<Deps, 'jobs' | 'clock' | 'nudge'>,
): Promise<string> {
  const payload = { athlete_id: athleteId, activity_id: activityId };
  return startJob(newJob('find-insights', payload, { priority: 15 }), deps);
}
