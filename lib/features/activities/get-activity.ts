import type { getActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { ownActivity } from './own-activity.ts';
import { toActivity } from './to-activity.ts';

/**
 * One activity. Opening one whose source was only skimmed (calories, notes and device come with Strava's
 * detail) or whose samples are still to come moves it to the front of the queue.
 */
export async function getActivity(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'policyOf' | 'jobs' | 'clock' | 'later' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const row = await ownActivity(params.activity_id, caller, deps);
  if (row.source === 'strava' && row.source_id !== null && !row.source_detail) {
    const job = newJob('strava-activity', {
      athlete_id: caller.athleteId,
      source_id: row.source_id,
    });
    deps.later.run(startJob({ ...job, priority: 10 }, deps));
  }
  return toActivity(row, deps);
}
