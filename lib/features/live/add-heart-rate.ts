import type { addHeartRate as operation } from '../../contract/live.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { isHeartRate, LONGEST_LIVE_S } from '../../recording/assemble-live.ts';
import type { HeartRateSample } from '../../recording/live-batch.ts';
import { addBatch, liveActivity } from './add-batch.ts';

type Rejected = Output<typeof operation>['rejected'][number];

const MOST_TOLD = 100;

/** Stores a batch of heart rate. A sample that says nothing does not lose the others. */
export async function addHeartRate(
  { params, body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'live'>,
): Promise<Output<typeof operation>> {
  const { id: activityId, started_at } = await liveActivity(params.activity_id, caller, deps);
  const startMs = Date.parse(started_at);
  const rejected: Rejected[] = [];
  const samples: HeartRateSample[] = [];
  let toMs = startMs;
  for (const [index, { timestamp, heart_rate_bpm: bpm, confidence }] of body.data.entries()) {
    const atMs = Date.parse(timestamp);
    const reason = reasonAgainst({ atMs, bpm }, startMs);
    if (reason !== undefined) {
      rejected.push({ index, reason });
    } else {
      samples.push({ atMs, bpm, ...(confidence === undefined ? {} : { confidence }) });
      toMs = Math.max(toMs, atMs);
    }
  }
  if (samples.length > 0) {
    const at = { activityId, sampleCount: samples.length, toMs };
    await addBatch({ kind: 'heart_rate', samples }, at, caller, deps);
  }
  return { accepted: samples.length, rejected: rejected.slice(0, MOST_TOLD) };
}

function reasonAgainst(
  { atMs, bpm }: HeartRateSample,
  startMs: number,
): Rejected['reason'] | undefined {
  if (!isHeartRate(bpm)) {
    return 'not_plausible';
  }
  return atMs < startMs
    ? 'before_start'
    : atMs >= startMs + LONGEST_LIVE_S * 1000
      ? 'too_late'
      : undefined;
}
