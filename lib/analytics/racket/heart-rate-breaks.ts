import { none, type Result } from '../result.ts';
import { prefixSums } from '../statistics/prefix-sums.ts';
import { centredMean } from '../statistics/rolling-mean.ts';

interface HeartRateBreak {
  /** Seconds of timer time: the last near the peak, and the lowest. */
  fromS: number;
  toS: number;
  dropBpm: number;
}

export interface MatchByHeartRate {
  breaks: HeartRateBreak[];
  /** Play between the breaks, warm-up and what came after the last break included. */
  games: { fromS: number; toS: number }[];
}

/**
 * Games and the breaks between them, told from heart rate at 1 Hz alone. Times in s, drops in bpm.
 *
 * A break: the 5-s centred mean falls by 25 bpm or more from the highest since the last break, and rises by 5 again.
 * It begins with the last second within 4 bpm of that highest, or with the last peak after it where play went on
 * below, and ends with the lowest, 40 s or more later. A fall that never rises again is the end of the match.
 *
 * Never rallies: heart rate follows effort with a time constant of 20–60 s, so that a rest of 10 s between rallies is
 * a ripple of 3–10 bpm (`heartRateLag`), which a wrist sensor smooths away. House heuristic.
 *
 * Reasons: `no_heart_rate` where all is missing or outside 20–250, `too_short` under 5 minutes,
 * `too_much_missing` above a fifth.
 */
export function matchByHeartRate({
  heartRateBpm,
  dropBpm = 25,
  riseBpm = 5,
  plateauBpm = 4,
  shortestBreakS = 40,
  shortestS = 300,
}: {
  heartRateBpm: Float64Array;
  dropBpm?: number;
  riseBpm?: number;
  plateauBpm?: number;
  shortestBreakS?: number;
  shortestS?: number;
}): Result<MatchByHeartRate> {
  const real = heartRateBpm.map((bpm) => (bpm >= 20 && bpm <= 250 ? bpm : Number.NaN));
  const sums = prefixSums(real);
  const present = sums.counts[real.length] as number;
  if (present === 0) {
    return none('no_heart_rate');
  }
  if (real.length < shortestS) {
    return none('too_short');
  }
  if (present < 0.8 * real.length) {
    return none('too_much_missing');
  }
  const smooth = centredMean(sums, { radiusS: 2 });
  const breaks: HeartRateBreak[] = [];
  let highest = -Infinity;
  let plateauEnd = 0;
  let lowest = Infinity;
  let lowestAt = 0;
  let isFalling = false;
  for (const [i, bpm] of smooth.entries()) {
    if (Number.isNaN(bpm)) {
      continue;
    }
    if (!isFalling) {
      highest = Math.max(highest, bpm);
      plateauEnd = bpm >= highest - plateauBpm ? i : plateauEnd;
      isFalling = bpm <= highest - dropBpm;
      lowest = Infinity;
    }
    if (isFalling) {
      if (bpm < lowest) {
        lowest = bpm;
        lowestAt = i;
      }
      if (bpm >= lowest + riseBpm) {
        const fromS = fallBegins(smooth, { after: plateauEnd, lowestAt });
        if (lowestAt - fromS >= shortestBreakS) {
          breaks.push({ fromS, toS: lowestAt, dropBpm: highest - lowest });
        }
        isFalling = false;
        highest = bpm;
        plateauEnd = i;
      }
    }
  }
  const edges = [0, ...breaks.flatMap(({ fromS, toS }) => [fromS, toS]), endOfPlay()];
  const games = breaks
    .map((_, k) => k)
    .concat(breaks.length)
    .map((k) => ({ fromS: edges[2 * k] as number, toS: edges[2 * k + 1] as number }));
  return { value: { breaks, games } };

  function endOfPlay(): number {
    return isFalling ? plateauEnd : heartRateBpm.length;
  }
}

const RIPPLE_BPM = 2;

/** The peak that the fall to the lowest came from: the highest on the way back before it rises from a trough again. */
function fallBegins(
  smooth: Float64Array,
  { after, lowestAt }: { after: number; lowestAt: number },
): number {
  let peakAt = lowestAt;
  for (let i = lowestAt; i >= after; i -= 1) {
    const bpm = smooth[i] as number;
    const peak = smooth[peakAt] as number;
    if (bpm < peak - RIPPLE_BPM) {
      break;
    }
    peakAt = bpm > peak ? i : peakAt;
  }
  return Math.max(after, peakAt);
}
