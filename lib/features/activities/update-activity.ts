import type { updateActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { changeActivity } from './change-activity.ts';
import { toActivity } from './to-activity.ts';

/** The athlete's own edit. Postgres marks the fields as the athlete's, so that the source leaves them alone. */
export async function updateActivity(
  { params, body, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const row = await changeActivity(
    { activityId: params.activity_id, changes: body, ifVersion },
    caller,
    deps,
  );
  if (body.sport !== undefined && row.analysis === 'pending' && row.streams !== 'pending') {
    // of another sport other things are to be said
    const payload = { athlete_id: caller.athleteId, activity_id: row.id };
    await startJob(newJob('analyse-activity', payload, { priority: 15 }), deps);
  }
  return toActivity(row, deps);
}
