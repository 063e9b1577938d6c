import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';
import { type Point, toPoints } from './to-point.ts';

export type PointDeps = Pick<Deps, 'activities' | 'points' | 'nudge' | 'later'>;

/** The points of the caller's activity. */
export async function ownPoints(
  activityId: string,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'points'>,
): Promise<Point[]> {
  const { id } = await ownActivity(activityId, caller, deps);
  return toPoints(await deps.points.list(caller, id));
}

/** The caller's point, of the version the caller saw. */
export async function ownPoint(
  key: { activityId: string; pointId: string; ifVersion: number | undefined },
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'points'>,
): Promise<Point> {
  const points = await ownPoints(key.activityId, caller, deps);
  const point = points.find(({ id }) => id === key.pointId);
  if (point === undefined) {
    throw new AppError('not_found', { detail: 'This activity has no point with this id.' });
  }
  if (key.ifVersion !== undefined && key.ifVersion !== point.version) {
    throw new AppError('version_conflict', {
      detail:
        'The point changed since you read it: look at `current`, then send your change again.',
      current: point,
    });
  }
  return point;
}
