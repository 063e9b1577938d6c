import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Activities } from '../../core/ports/activities.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from './own-activity.ts';
import { toActivity } from './to-activity.ts';

type Update = Parameters<Activities['update']>[1]['changes'];
/** Keys without a value are as good as absent. */
type Changes = { [K in keyof Update]?: Update[K] | undefined };

/** Changes the caller's activity under its If-Match condition, and drops what the cache knew of it. */
export async function changeActivity(
  input: { activityId: string; changes: Changes; ifVersion: number | undefined },
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf'>,
): Promise<ActivityRow> {
  const before = await ownActivity(input.activityId, caller, deps);
  if (input.ifVersion !== undefined && input.ifVersion !== before.version) {
    throw versionConflict(before, deps);
  }
  const changes = Object.fromEntries(
    Object.entries(input.changes).filter(([, value]) => value !== undefined),
  ) as Update;
  if (Object.keys(changes).length === 0) {
    return before;
  }
  const after = await deps.activities.update(caller, { ...input, changes });
  if (after === undefined) {
    // somebody changed it between our look and our write
    throw versionConflict(await ownActivity(input.activityId, caller, deps), deps);
  }
  await deps.cache.invalidate(caller.athleteId, ['activities']);
  return after;
}

function versionConflict(current: ActivityRow, deps: Pick<Deps, 'policyOf'>): AppError {
  return new AppError('version_conflict', {
    detail:
      'The activity changed since you read it: look at `current`, then send your change again.',
    current: toActivity(current, deps),
  });
}
