import type { Input, Output } from '../../contract/operation.ts';
import type { addPoint as operation } from '../../contract/points.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { noSuchActivity } from '../activities/own-activity.ts';
import type { PointDeps } from './own-points.ts';
import { toChanges, toPoints } from './to-point.ts';

/** Logs a point. Sent again with its id it is the same point; with this id and other content it is a conflict. */
export async function addPoint(
  { params, body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: PointDeps & Pick<Deps, 'random'>,
): Promise<Output<typeof operation>> {
  const activityId = params.activity_id;
  const id = body.id ?? deps.random.uuid();
  const changes = toChanges(body);
  const outcome = await deps.points.add(caller, { ...changes, id, activity_id: activityId });
  if (outcome === 'refused') {
    throw noSuchActivity();
  }
  const points = toPoints(await deps.points.list(caller, activityId));
  const point = points.find((one) => one.id === id);
  const isSame =
    point !== undefined && JSON.stringify(comparable(point)) === JSON.stringify(comparable(body));
  if (point === undefined || (outcome === 'taken' && !isSame)) {
    throw new AppError('conflict', {
      detail:
        'This id is taken by another point: make a new UUID for each, or correct it with PUT.',
    });
  }
  deps.later.run(deps.nudge.wake());
  return point;
}

function comparable(point: Parameters<typeof toChanges>[0]) {
  const changes = toChanges(point);
  return { ...changes, timestamp: Date.parse(changes.timestamp) };
}
