import type { Input, Output } from '../../contract/operation.ts';
import type { deletePoint as operation } from '../../contract/points.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { ownPoint, type PointDeps } from './own-points.ts';

/** Deletes a point for good. */
export async function deletePoint(
  { params, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: PointDeps,
): Promise<Output<typeof operation>> {
  const key = { activityId: params.activity_id, pointId: params.point_id, ifVersion };
  await ownPoint(key, caller, deps);
  if (!(await deps.points.remove(caller, key))) {
    // changed or deleted since we looked: this says which
    await ownPoint(key, caller, deps);
  }
  deps.later.run(deps.nudge.wake());
  return undefined;
}
