import type { updateActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { changeActivity } from './change-activity.ts';
import { ownActivity } from './own-activity.ts';
import { toActivity } from './to-activity.ts';

/** As Postgres has it, too. */
const LONGEST_MS = 31 * 86_400_000;

/** The athlete's own edit. Postgres marks the fields as the athlete's, so that the source leaves them alone. */
export async function updateActivity(
  { params, body, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf' | 'jobs' | 'clock' | 'nudge' | 'later'>,
): Promise<Output<typeof operation>> {
  if (body.ended_at !== undefined) {
    await requireEnd(body.ended_at, { activityId: params.activity_id, caller, deps });
  }
  const row = await changeActivity(
    { activityId: params.activity_id, changes: body, ifVersion },
    caller,
    deps,
  );
  if (body.sport !== undefined && row.analysis === 'pending' && row.streams !== 'pending') {
    // of another sport other things are to be said
    const payload = { athlete_id: caller.athleteId, activity_id: row.id };
    await startJob(newJob('analyse-activity', payload, { priority: 15 }), deps);
  }
  if (body.ended_at !== undefined) {
    // Postgres has enqueued its assembling
    deps.later.run(deps.nudge.wake());
  }
  return toActivity(row, deps);
}

/** Only what was recorded here is ended here, and not before it starts. */
async function requireEnd(
  endedAt: string,
  of: { activityId: string; caller: AthleteCaller; deps: Pick<Deps, 'activities'> },
): Promise<void> {
  const { source, started_at } = await ownActivity(of.activityId, of.caller, of.deps);
  if (source !== 'app' && source !== 'manual') {
    throw new AppError('conflict', {
      detail: `This activity is from ${source}, which tells when it ended.`,
    });
  }
  const lastsMs = Date.parse(endedAt) - Date.parse(started_at);
  if (lastsMs < 0 || lastsMs > LONGEST_MS) {
    const message = 'An activity ends after its start, and within 31 days.';
    throw new AppError('validation_failed', {
      detail: `body.ended_at: ${message}`,
      errors: [{ path: 'body.ended_at', message }],
    });
  }
}
