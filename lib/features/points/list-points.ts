import type { Input, Output } from '../../contract/operation.ts';
import type { listPoints as operation } from '../../contract/points.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { ownPoints, type PointDeps } from './own-points.ts';

/** The points of a match, in order. */
export async function listPoints(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: PointDeps,
): Promise<Output<typeof operation>> {
  const items = await ownPoints(params.activity_id, caller, deps);
  return { items, total: items.length };
}
