import { BACKEND } from '../../core/caller.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { assembleLive, LONGEST_LIVE_S } from '../../recording/assemble-live.ts';
import { type LiveBatch, unpackBatch } from '../../recording/live-batch.ts';
import { packChannels } from '../../recording/pack-channels.ts';

/** What is put together while batches come is put together again, so many times at once. */
const TRIES = 3;

type LiveDeps = Pick<Deps, 'activities' | 'live' | 'cache' | 'log'>;

/**
 * Job `assemble-recording`: one recording of all the batches of an activity that ended, which then is analysed. An
 * end that no athlete set follows the last sample.
 */
export async function assembleRecording(
  { payload }: JobContext<'assemble-recording'>,
  deps: LiveDeps,
): Promise<HandlerOutcome<'assemble-recording'>> {
  const { athlete_id: athleteId, activity_id: activityId } = payload;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const activity = await deps.activities.get(BACKEND, activityId);
    const endedAt = activity?.ended_at ?? undefined;
    if (activity === undefined || activity.athlete_id !== athleteId || endedAt === undefined) {
      return { done: { outcome: 'gone' } };
    }
    const packed = await deps.live.batches(activityId);
    const batches = packed.flatMap((data) => readBatch(data, { activityId, log: deps.log }));
    const startMs = Date.parse(activity.started_at);
    const movedEnd = isSetByAthlete(activity) ? undefined : lastSampleMs(batches, startMs);
    const endMs = movedEnd ?? Date.parse(endedAt);
    const assembled = assembleLive({ batches, startMs, endMs });
    const outcome = await deps.live.store({
      activityId,
      batches: packed.length,
      endedAt,
      assembled: {
        ...assembled,
        channels: packed.length === 0 ? [] : packChannels(assembled.channels),
        endedAt: movedEnd === undefined ? undefined : new Date(movedEnd),
      },
    });
    if (outcome !== 'stale') {
      await deps.cache.invalidate(athleteId, ['activities', `streams/${activityId}`]);
      return { done: { outcome, batches: packed.length, samples: assembled.sampleCount } };
    }
  }
  return { handOver: payload };
}

/** A row that is no batch holds nothing up: athletes can write past the API. */
function readBatch(
  data: Uint8Array,
  { activityId, log }: { activityId: string; log: Deps['log'] },
): LiveBatch[] {
  try {
    return [unpackBatch(data)];
  } catch (error) {
    log.warn('live_batch_unreadable', { activity_id: activityId, error });
    return [];
  }
}

function isSetByAthlete({ field_origins: origins }: Pick<ActivityRow, 'field_origins'>): boolean {
  return typeof origins === 'object' && origins !== null && 'ended_at' in origins;
}

/** A ms after the last sample; `undefined` where there is none in a time that can be. */
function lastSampleMs(batches: readonly LiveBatch[], startMs: number): number | undefined {
  let last = -Infinity;
  const latestMs = startMs + LONGEST_LIVE_S * 1000;
  for (const batch of batches) {
    const times =
      batch.kind === 'heart_rate'
        ? batch.samples.map(({ atMs }) => atMs)
        : [batch.startMs + ((batch.accelerometer.x.length - 1) * 1000) / batch.hz];
    for (const atMs of times) {
      last = atMs >= startMs && atMs < latestMs ? Math.max(last, atMs) : last;
    }
  }
  return last === -Infinity ? undefined : Math.round(last) + 1;
}
