import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';

/** Refuses early what could not be attached: another athlete's activity, one of a file or Strava, one with samples. */
export async function requireRoom(
  activityId: string | undefined,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities'>,
): Promise<void> {
  if (activityId === undefined) {
    return;
  }
  const { source, streams } = await ownActivity(activityId, caller, deps);
  if ((source !== 'app' && source !== 'manual') || streams === 'ready') {
    throw new AppError('conflict', {
      detail:
        'This activity has its samples: import the file without activity_id, and it is linked to it.',
    });
  }
}
