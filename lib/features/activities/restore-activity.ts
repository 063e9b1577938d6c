import type { restoreActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { noSuchActivity } from './own-activity.ts';
import { toActivity } from './to-activity.ts';

/** Brings back what the athlete deleted; what the source deleted cannot come back from here. */
export async function restoreActivity(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const row = await deps.activities.get(caller, params.activity_id);
  if (row === undefined) {
    throw noSuchActivity();
  }
  if (row.deleted_at === null) {
    return toActivity(row, deps);
  }
  if (row.deleted_by === 'source') {
    throw new AppError('conflict', {
      detail: 'Strava no longer shows this activity: restore it there, then sync.',
    });
  }
  const restored = await deps.activities.update(caller, {
    activityId: row.id,
    changes: { deleted_at: null },
    ifVersion: undefined,
  });
  if (restored === undefined) {
    throw noSuchActivity();
  }
  await deps.cache.invalidate(caller.athleteId, ['activities', `streams/${row.id}`]);
  if (row.source === 'strava' && row.source_id !== null) {
    // what changed at Strava meanwhile was left alone while it was deleted
    const job = newJob('strava-activity', {
      athlete_id: caller.athleteId,
      source_id: row.source_id,
    });
    await startJob(job, deps);
  }
  return toActivity(restored, deps);
}
