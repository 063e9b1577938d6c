import type { updateActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { changeActivity } from './change-activity.ts';
import { toActivity } from './to-activity.ts';

/** The athlete's own edit. Postgres marks the fields as the athlete's, so that the source leaves them alone. */
export async function updateActivity(
  { params, body, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf'>,
): Promise<Output<typeof operation>> {
  const row = await changeActivity(
    { activityId: params.activity_id, changes: body, ifVersion },
    caller,
    deps,
  );
  return toActivity(row, deps);
}
