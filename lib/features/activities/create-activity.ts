import type { createActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { toActivity } from './to-activity.ts';

/** Where a file of an activity is sent, with its `activity_id`. */
const UPLOAD_URL = '/api/v1/activities/import';

/**
 * Begins a live recording, or enters an activity. The same id again answers the same activity; an id that some
 * other activity has is a conflict, whoever’s it is.
 */
export async function createActivity(
  { body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf' | 'random' | 'nudge' | 'later'>,
): Promise<Output<typeof operation>> {
  const id = body.id ?? deps.random.uuid();
  const created = await deps.activities.create(caller, { ...body, id });
  if (created !== undefined) {
    await deps.cache.invalidate(caller.athleteId, ['activities']);
    if (created.ended_at !== null) {
      deps.later.run(deps.nudge.wake());
    }
  }
  const known = created ?? (await deps.activities.get(caller, id));
  if (known?.deleted_at !== null || !isSameTime(known.started_at, body.started_at)) {
    throw new AppError('conflict', {
      detail: 'This id is taken by another activity: make a new UUID for each.',
    });
  }
  return { ...toActivity(known, deps), upload_url: UPLOAD_URL };
}

const isSameTime = (one: string, other: string) => Date.parse(one) === Date.parse(other);
