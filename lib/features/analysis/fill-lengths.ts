import type { RecordedChannels } from '../../analytics/recording.ts';

/** Samples put between those there are, s apart. */
const STEP_S = 5;

/** Slower than this nobody swims: the clock stood, or the swimmer did. */
const SLOWEST_MPS = 0.25;

/** Longer than this no length takes. */
const LONGEST_S = 300;

/**
 * Of a swim in a pool a watch gives a sample a length, which looks like a recording with nothing but pauses.
 * Where distance says that a length was swum, its time, distance and heart rate go on straight lines from
 * sample to sample. Answers how far apart the samples were, s; undefined: nothing was filled.
 */
export function fillLengths(channels: RecordedChannels): {
  channels: RecordedChannels;
  stepS: number | undefined;
} {
  const { time = [], distance, heart_rate } = channels;
  const steps = time.flatMap((at, i) => {
    const before = time[i - 1];
    return typeof at === 'number' && typeof before === 'number' ? [at - before] : [];
  });
  const stepS = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)];
  if (distance === undefined || stepS === undefined || stepS <= 2 * STEP_S) {
    return { channels, stepS: undefined };
  }
  const filled: {
    time: (number | null)[];
    distance: (number | null)[];
    heart_rate: (number | null)[];
  } = { time: [], distance: [], heart_rate: [] };
  const add = (at: number | null, m: number | null, bpm: number | null) => {
    filled.time.push(at);
    filled.distance.push(m);
    filled.heart_rate.push(bpm);
  };
  for (const [i, at] of time.entries()) {
    const before = time[i - 1];
    const m = distance[i];
    const fromM = distance[i - 1];
    const bpm = heart_rate?.[i] ?? null;
    const fromBpm = heart_rate?.[i - 1] ?? null;
    if (
      typeof at === 'number' &&
      typeof before === 'number' &&
      typeof m === 'number' &&
      typeof fromM === 'number' &&
      at - before <= LONGEST_S &&
      m - fromM >= SLOWEST_MPS * (at - before)
    ) {
      const count = Math.ceil((at - before) / STEP_S);
      for (let k = 1; k < count; k += 1) {
        const share = k / count;
        const filledBpm =
          bpm === null || fromBpm === null ? null : fromBpm + share * (bpm - fromBpm);
        add(before + share * (at - before), fromM + share * (m - fromM), filledBpm);
      }
    }
    add(at, m ?? null, bpm);
  }
  const { heart_rate: rates, ...rest } = filled;
  return {
    channels: rates.some((bpm) => bpm !== null) ? { ...rest, heart_rate: rates } : rest,
    stepS,
  };
}
