import type { addMotion as operation } from '../../contract/live.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { LONGEST_LIVE_S } from '../../recording/assemble-live.ts';
import { addBatch, liveActivity } from './add-batch.ts';

/** Stores a batch of motion. */
export async function addMotion(
  { params, body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'live'>,
): Promise<Output<typeof operation>> {
  const { start_time, sample_rate_hz: hz, accelerometer, gyroscope } = body;
  const { id: activityId, started_at } = await liveActivity(params.activity_id, caller, deps);
  const startMs = Date.parse(start_time);
  const sampleCount = accelerometer.x.length;
  const toMs = startMs + Math.round(((sampleCount - 1) * 1000) / hz);
  const activityMs = Date.parse(started_at);
  if (toMs < activityMs || startMs >= activityMs + LONGEST_LIVE_S * 1000) {
    throw new AppError('validation_failed', {
      detail: 'body.start_time: This is before the activity, or more than a week after its start.',
      errors: [
        {
          path: 'body.start_time',
          message: 'This is before the activity, or more than a week after its start.',
        },
      ],
    });
  }
  const batch = {
    kind: 'motion' as const,
    startMs,
    hz,
    accelerometer,
    ...(gyroscope === undefined ? {} : { gyroscope }),
  };
  await addBatch(batch, { activityId, sampleCount, toMs }, caller, deps);
  return { accepted: sampleCount };
}
