import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';

/** The caller's activity, not deleted. Another athlete's is as unknown as one that never was. */
export async function ownActivity(
  activityId: string,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities'>,
): Promise<ActivityRow> {
  const row = await deps.activities.get(caller, activityId);
  if (row === undefined || row.deleted_at !== null) {
    throw noSuchActivity();
  }
  return row;
}

export function noSuchActivity(): AppError {
  return new AppError('not_found', { detail: 'You have no activity with this id.' });
}
