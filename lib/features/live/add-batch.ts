import { hash } from 'node:crypto';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { batchText, type LiveBatch, packBatch } from '../../recording/live-batch.ts';
import { noSuchActivity, ownActivity } from '../activities/own-activity.ts';

/** The caller's activity, which an app records or recorded. */
export async function liveActivity(
  activityId: string,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities'>,
): Promise<ActivityRow> {
  const activity = await ownActivity(activityId, caller, deps);
  if (activity.source !== 'app' && activity.source !== 'manual') {
    throw new AppError('conflict', {
      detail: `This activity is from ${activity.source}: samples can be added to what an app recorded.`,
    });
  }
  return activity;
}

/** Stores a batch before anything is answered; the same content again is the same batch. */
export async function addBatch(
  batch: LiveBatch,
  at: { activityId: string; sampleCount: number; toMs: number },
  caller: AthleteCaller,
  deps: Pick<Deps, 'live'>,
): Promise<void> {
  const text = batchText(batch);
  const isStored = await deps.live.add(caller, {
    ...at,
    kind: batch.kind,
    sha256: hash('sha256', text),
    data: packBatch(text),
  });
  if (!isStored) {
    // deleted since we looked
    throw noSuchActivity();
  }
}
