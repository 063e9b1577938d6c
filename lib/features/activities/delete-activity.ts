import type { deleteActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { changeActivity } from './change-activity.ts';

/** Soft: the row stays as a tombstone, so that no sync brings it back and the athlete can restore it. */
export async function deleteActivity(
  { params, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf' | 'clock'>,
): Promise<Output<typeof operation>> {
  const changes = { deleted_at: deps.clock.now().toISOString() };
  await changeActivity({ activityId: params.activity_id, changes, ifVersion }, caller, deps);
  await deps.cache.invalidate(caller.athleteId, [`streams/${params.activity_id}`]);
  return undefined;
}
