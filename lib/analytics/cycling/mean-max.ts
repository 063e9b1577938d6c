import type { Pause } from '../series.ts';

/** The most of a channel that was held on average for some durations, and when. */
export interface MeanMaxCurve {
  durationsS: Uint32Array;
  /** Aligned with `durationsS`. */
  means: Float64Array;
  /** Timer-time index of the window's first sample, or of the first after the pause it begins in. */
  startsS: Uint32Array;
}

/** No array longer than this is made for pauses, however many there are. */
const MOST_FILLED = 2 ** 23;

/**
 * Mean-maximal curve: the highest mean over any window, per duration. First window wins ties.
 *
 * Unit: the channel's. Settled but for gaps: a five-minute best must be five real minutes, so pauses are filled
 * with zeros and a missing second counts as zero; the figure is a lower bound.
 * Rules: durations longer than timer time are left out. The curve need not fall: only twice the duration is
 * never above the duration. Prefix sums, at most O(n) per duration, far less for long ones.
 */
export function meanMaxCurve(
  values: Float64Array,
  { durationsS, pauses = [] }: { durationsS: Uint32Array; pauses?: readonly Pause[] },
): MeanMaxCurve {
  const room = pauses.length === 0 ? Infinity : (MOST_FILLED - values.length) / pauses.length;
  const longest = Math.min(values.length, Math.max(0, Math.floor(room)));
  const asked = durationsS.filter((duration) => duration >= 1 && duration <= longest);
  const sums = filledSums(values, { pauses, mostS: asked.reduce((a, b) => Math.max(a, b), 0) });
  const means = new Float64Array(asked.length);
  const startsS = new Uint32Array(asked.length);
  const catchingUp = 1 / largestStep(sums);
  for (const [index, duration] of asked.entries()) {
    let most = -Infinity;
    let at = 0;
    for (let start = 0; start + duration < sums.length; ) {
      const sum = (sums[start + duration] as number) - (sums[start] as number);
      if (sum > most) {
        most = sum;
        at = start;
        start += 1;
      } else {
        // no window can catch up faster than by the largest sample a second
        start += 1 + Math.trunc((most - sum) * catchingUp);
      }
    }
    means[index] = most / duration;
    startsS[index] = at;
  }
  return { durationsS: asked, means, startsS: timerIndexes(startsS, { pauses, asked }) };
}

/** By how much a window can gain when it moves on by a sample; above 0. */
function largestStep(sums: Float64Array): number {
  let most = 0;
  let least = 0;
  for (let i = 1; i < sums.length; i += 1) {
    const value = (sums[i] as number) - (sums[i - 1] as number);
    if (value > most) {
      most = value;
    } else if (value < least) {
      least = value;
    }
  }
  return most > least ? most - least : 1;
}

/** No window is longer than `mostS`, so a pause need not be filled with more than that. */
function filledSums(
  values: Float64Array,
  { pauses, mostS }: { pauses: readonly Pause[]; mostS: number },
): Float64Array {
  const filled = pauses.reduce((sum, pause) => sum + filledS(pause, mostS), values.length);
  const sums = new Float64Array(filled + 1);
  let sum = 0;
  let at = 0;
  let next = 0;
  for (let i = 0; i < values.length; i += 1) {
    const pause = pauses[next];
    if (pause?.at === i) {
      const lasts = filledS(pause, mostS);
      sums.fill(sum, at + 1, at + 1 + lasts);
      at += lasts;
      next += 1;
    }
    const value = values[i] as number;
    sum += Number.isNaN(value) ? 0 : value;
    at += 1;
    sums[at] = sum;
  }
  return sums;
}

function filledS({ lastsS }: Pause, mostS: number): number {
  return Math.min(mostS, Math.max(0, Math.round(lastsS)));
}

function timerIndexes(
  startsS: Uint32Array,
  { pauses, asked }: { pauses: readonly Pause[]; asked: Uint32Array },
): Uint32Array {
  const mostS = asked.reduce((a, b) => Math.max(a, b), 0);
  return startsS.map((start) => {
    let before = 0;
    for (const pause of pauses) {
      const from = pause.at + before;
      if (start < from) {
        break;
      }
      const lasts = filledS(pause, mostS);
      if (start < from + lasts) {
        return pause.at;
      }
      before += lasts;
    }
    return start - before;
  });
}
