import type { Recording, RecordingPlan, ScalarChannel } from '../model.ts';
import { randomOf } from '../random.ts';

/** Second by second (or coarser) measurements, not rounded; NaN is missing. */
export interface Samples {
  count: number;
  timeS: Float64Array;
  moving: Uint8Array;
  lat: Float64Array;
  lng: Float64Array;
  scalars: Record<ScalarChannel, Float64Array>;
  /** Times, s, at which the device began a new lap. */
  lapTimesS: number[];
}

const channelNames: readonly ScalarChannel[] = [
  'distance',
  'altitude',
  'velocity_smooth',
  'heartrate',
  'cadence',
  'watts',
  'temp',
  'grade_smooth',
];

/** Steps per unit that Strava serves: whole beats and watts, decimetres, mm/s. */
const stepsPerUnit: Record<ScalarChannel, number> = {
  distance: 10,
  altitude: 10,
  velocity_smooth: 1000,
  heartrate: 1,
  cadence: 1,
  watts: 1,
  temp: 1,
  grade_smooth: 10,
};

let scratch: Samples | undefined;

/**
 * Room for so many samples. It is the same room every time, because allocating it anew costs more
 * than filling it: whoever asks has to be done with it before the next one does.
 */
export function roomForSamples(capacity: number): Samples {
  if (scratch === undefined || scratch.timeS.length < capacity) {
    const scalars = {} as Record<ScalarChannel, Float64Array>;
    for (const name of channelNames) scalars[name] = new Float64Array(capacity);
    scratch = {
      count: 0,
      timeS: new Float64Array(capacity),
      moving: new Uint8Array(capacity),
      lat: new Float64Array(capacity),
      lng: new Float64Array(capacity),
      scalars,
      lapTimesS: [],
    };
  }
  scratch.count = 0;
  scratch.lapTimesS = [];
  return scratch;
}

/** Indices a smart-recording device keeps: one in 1 to 7 s, and both sides of every pause. */
function smartIndices(samples: Samples, seed: number): number[] {
  const random = randomOf(seed, 'smart');
  const kept: number[] = [];
  let next = 0;
  for (let i = 0; i < samples.count; i += 1) {
    const here = samples.timeS[i]!;
    const jumps =
      (i + 1 < samples.count && samples.timeS[i + 1]! - here > 1) ||
      (i > 0 && here - samples.timeS[i - 1]! > 1);
    const turns = i > 0 && samples.moving[i] !== samples.moving[i - 1];
    if (here >= next || jumps || turns || i === samples.count - 1) {
      kept.push(i);
      next = here + 1 + Math.floor(random() * random() * 7);
    }
  }
  return kept;
}

function taken(source: Float64Array, indices: readonly number[], steps: number): Float64Array {
  const result = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i += 1) {
    result[i] = Math.round(source[indices[i]!]! * steps) / steps;
  }
  return result;
}

/** The samples as the device of the plan stores them and Strava serves them: chosen and rounded. */
export function recordingOf(
  samples: Samples,
  plan: RecordingPlan,
  present: readonly (ScalarChannel | 'latlng')[],
): Recording {
  const indices =
    plan.sampling === 'smart'
      ? smartIndices(samples, plan.seed)
      : Array.from({ length: samples.count }, (_, i) => i);
  const timeS = taken(samples.timeS, indices, 1);
  const moving = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i += 1) moving[i] = samples.moving[indices[i]!]!;
  const recording: Recording = { timeS, moving, channels: {}, lapStarts: [0] };
  for (const name of channelNames) {
    if (!present.includes(name)) continue;
    recording.channels[name] = taken(samples.scalars[name], indices, stepsPerUnit[name]);
  }
  if (present.includes('latlng')) {
    recording.lat = taken(samples.lat, indices, 1e6);
    recording.lng = taken(samples.lng, indices, 1e6);
  }
  let from = 0;
  for (const lapTimeS of samples.lapTimesS) {
    while (from < timeS.length && timeS[from]! < lapTimeS) from += 1;
    const last = recording.lapStarts.at(-1) as number;
    // A lap needs two samples; a mark at the very end is the device being stopped.
    if (from > last + 1 && from < timeS.length - 2) recording.lapStarts.push(from);
  }
  return recording;
}
