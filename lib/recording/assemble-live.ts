import { motionBySecond } from '../analytics/racket/motion-activity.ts';
import type { Channels } from './channels.ts';
import type { HeartRateSample, LiveBatch } from './live-batch.ts';

/** Longer nobody records: what lies beyond is a wrong clock. */
export const LONGEST_LIVE_S = 7 * 86_400;

export interface AssembledLive {
  /** One sample for every second; empty where nothing was measured. */
  channels: Channels;
  sampleCount: number;
  averageHeartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
}

/**
 * One recording of all the batches of an activity. It depends on the set of samples only: the same samples in any
 * order, batched in any way, repeated and overlapping, give the same recording bit by bit.
 *
 * Heart rate: of samples at the same ms the one the sensor was surest of counts (without confidence before any with
 * one below 1), then the higher; confidence 0, and rates outside 20–250, say nothing. A second has the mean of its
 * samples. Motion: times are to the ms; of samples at the same ms the faster sampled counts, then the harder hit,
 * and one that comes within half a period of the one before is that one again. A second has the sum of its changes
 * of acceleration, to 0.001 (`motionBySecond`). Samples before the start and from the end on are left out.
 */
export function assembleLive({
  batches,
  startMs,
  endMs,
}: {
  batches: readonly LiveBatch[];
  startMs: number;
  endMs: number;
}): AssembledLive {
  const seconds = Math.min(LONGEST_LIVE_S, Math.max(0, Math.ceil((endMs - startMs) / 1000)));
  const heartRate = heartRateBySecond(
    batches.flatMap((batch) => (batch.kind === 'heart_rate' ? batch.samples : [])),
    { startMs, endMs, seconds },
  );
  const motion = motionOf(
    batches.filter((batch) => batch.kind === 'motion'),
    { startMs, endMs, seconds },
  );
  const rates = heartRate.filter((bpm) => bpm !== null);
  const hasMotion = motion.some((value) => value !== null);
  if (rates.length === 0 && !hasMotion) {
    return {
      channels: {},
      sampleCount: 0,
      averageHeartRateBpm: undefined,
      maxHeartRateBpm: undefined,
    };
  }
  return {
    channels: {
      time: Array.from({ length: seconds }, (_, second) => second),
      ...(rates.length === 0 ? {} : { heart_rate: heartRate }),
      ...(hasMotion ? { motion } : {}),
    },
    sampleCount: seconds,
    averageHeartRateBpm:
      rates.length === 0 ? undefined : rates.reduce((sum, bpm) => sum + bpm, 0) / rates.length,
    maxHeartRateBpm: rates.length === 0 ? undefined : rates.reduce((a, b) => Math.max(a, b)),
  };
}

interface Window {
  startMs: number;
  endMs: number;
  seconds: number;
}

function heartRateBySecond(
  samples: readonly HeartRateSample[],
  { startMs, endMs, seconds }: Window,
): (number | null)[] {
  const sums = new Float64Array(seconds);
  const counts = new Uint32Array(seconds);
  const sorted = samples
    .filter(({ atMs }) => atMs >= startMs && atMs < endMs)
    .sort((a, b) => a.atMs - b.atMs || sureness(b) - sureness(a) || b.bpm - a.bpm);
  for (const [i, sample] of sorted.entries()) {
    const second = Math.floor((sample.atMs - startMs) / 1000);
    const isAgain = sorted[i - 1]?.atMs === sample.atMs;
    if (!isAgain && sample.confidence !== 0 && isHeartRate(sample.bpm) && second < seconds) {
      sums[second] = (sums[second] as number) + sample.bpm;
      counts[second] = (counts[second] as number) + 1;
    }
  }
  return Array.from(counts, (count, second) =>
    count === 0 ? null : (sums[second] as number) / count,
  );
}

const sureness = ({ confidence, bpm }: HeartRateSample) =>
  isHeartRate(bpm) ? (confidence ?? 1) : 0;

/** What a heart can do; sensors say 0 or 255 when they have lost it. */
export function isHeartRate(bpm: number): boolean {
  return bpm >= 20 && bpm <= 250;
}

type MotionBatch = Extract<LiveBatch, { kind: 'motion' }>;

function motionOf(batches: readonly MotionBatch[], window: Window): (number | null)[] {
  const activity = motionBySecond(motionSamples(batches, window), window);
  return Array.from(activity, (value) =>
    Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null,
  );
}

/** Every sample once, by time. */
function motionSamples(batches: readonly MotionBatch[], { startMs, endMs }: Window) {
  const most = batches.reduce((sum, { accelerometer }) => sum + accelerometer.x.length, 0);
  const all = new Samples(most);
  for (const { startMs: fromMs, hz, accelerometer } of batches) {
    const periodMs = 1000 / hz;
    const { x, y, z } = accelerometer;
    for (let i = 0; i < x.length; i += 1) {
      const atMs = Math.round(fromMs + i * periodMs);
      const norm = Math.hypot(x[i] as number, y[i] as number, z[i] as number);
      if (atMs >= startMs && atMs < endMs && Number.isFinite(norm)) {
        all.add(atMs - startMs, norm, periodMs);
      }
    }
  }
  const kept = new Samples(all.length);
  let lastMs = -Infinity;
  for (const i of all.byTime()) {
    const atMs = all.timesMs[i] as number;
    const periodMs = all.periodsMs[i] as number;
    if (atMs - lastMs >= periodMs / 2) {
      kept.add(atMs, all.norms[i] as number, periodMs);
      lastMs = atMs;
    }
  }
  return {
    timesS: kept.timesMs.subarray(0, kept.length).map((ms) => ms / 1000),
    norms: kept.norms.subarray(0, kept.length),
    periodsS: kept.periodsMs.subarray(0, kept.length).map((ms) => ms / 1000),
  };
}

/** A million samples are no million objects. */
class Samples {
  length = 0;
  readonly timesMs: Float64Array;
  readonly norms: Float64Array;
  readonly periodsMs: Float64Array;

  constructor(most: number) {
    this.timesMs = new Float64Array(most);
    this.norms = new Float64Array(most);
    this.periodsMs = new Float64Array(most);
  }

  add(timeMs: number, norm: number, periodMs: number): void {
    this.timesMs[this.length] = timeMs;
    this.norms[this.length] = norm;
    this.periodsMs[this.length] = periodMs;
    this.length += 1;
  }

  byTime(): Uint32Array {
    const { timesMs, norms, periodsMs } = this;
    const at = (values: Float64Array, i: number) => values[i] as number;
    const order = Uint32Array.from({ length: this.length }, (_, i) => i);
    return order.sort(
      (a, b) =>
        at(timesMs, a) - at(timesMs, b) ||
        at(periodsMs, a) - at(periodsMs, b) ||
        at(norms, b) - at(norms, a),
    );
  }
}
