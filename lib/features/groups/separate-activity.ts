import type { separateActivity as operation } from '../../contract/groups.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';
import { toActivity } from '../activities/to-activity.ts';

/** Takes one of the caller's activities out of its group, for good. */
export async function separateActivity(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf'>,
): Promise<Output<typeof operation>> {
  const { id } = await ownActivity(params.activity_id, caller, deps);
  if (!(await deps.activities.separate(id))) {
    throw new AppError('conflict', {
      detail: 'This activity stands alone: there is nothing to separate it from.',
    });
  }
  await deps.cache.invalidate(caller.athleteId, ['activities']);
  return toActivity(await ownActivity(id, caller, deps), deps);
}
