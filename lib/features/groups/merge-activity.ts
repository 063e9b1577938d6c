import type { mergeActivity as operation } from '../../contract/groups.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';
import { toActivity } from '../activities/to-activity.ts';

/** Makes one bout of two of the caller's activities. */
export async function mergeActivity(
  { params, body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf'>,
): Promise<Output<typeof operation>> {
  const { id } = await ownActivity(params.activity_id, caller, deps);
  const other = await ownActivity(body.with, caller, deps);
  if (id === other.id) {
    throw new AppError('conflict', { detail: 'An activity is one bout with itself already.' });
  }
  if (!(await deps.activities.merge(id, other.id))) {
    throw new AppError('conflict', { detail: 'One of the two was deleted meanwhile.' });
  }
  await deps.cache.invalidate(caller.athleteId, ['activities']);
  return toActivity(await ownActivity(id, caller, deps), deps);
}
