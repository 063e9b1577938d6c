import type { Input, Output } from '../../contract/operation.ts';
import type { replacePoint as operation } from '../../contract/points.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { ownPoint, type PointDeps } from './own-points.ts';
import { toChanges } from './to-point.ts';

/** Corrects a point, which may move its place. */
export async function replacePoint(
  { params, body, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: PointDeps,
): Promise<Output<typeof operation>> {
  const key = { activityId: params.activity_id, pointId: params.point_id, ifVersion };
  await ownPoint(key, caller, deps);
  const isReplaced = await deps.points.replace(caller, { ...key, changes: toChanges(body) });
  deps.later.run(deps.nudge.wake());
  // where somebody else was faster, this says so
  return ownPoint({ ...key, ifVersion: isReplaced ? undefined : ifVersion }, caller, deps);
}
