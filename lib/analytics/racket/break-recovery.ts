import { none, type Result } from '../result.ts';
import { prefixSums } from '../statistics/prefix-sums.ts';
import { centredMean } from '../statistics/rolling-mean.ts';

const SHORTEST_S = 40;
const AROUND_S = 10;

/**
 * How far heart rate fell in each break between games, bpm: from the highest 5-s mean around its beginning to the
 * lowest in it. Breaks under 40 s are left out, and those in which heart rate is missing.
 *
 * Reasons: `too_few` under two breaks. House heuristic.
 */
export function breakRecoveries({
  heartRateBpm,
  breaks,
}: {
  heartRateBpm: Float64Array;
  breaks: readonly { fromS: number; toS: number }[];
}): Result<number[]> {
  const smooth = centredMean(prefixSums(heartRateBpm), { radiusS: 2 });
  const falls = breaks
    .filter(({ fromS, toS }) => toS - fromS >= SHORTEST_S)
    .map(({ fromS, toS }) => {
      const start = Math.round(fromS);
      const before = smooth.subarray(Math.max(0, start - AROUND_S), start + AROUND_S);
      const within = smooth.subarray(start, Math.round(toS) + 1);
      const highest = before.reduce((most, bpm) => (bpm > most ? bpm : most), -Infinity);
      const lowest = within.reduce((least, bpm) => (bpm < least ? bpm : least), Infinity);
      return highest - lowest;
    })
    .filter((fall) => Number.isFinite(fall) && fall >= 0);
  return falls.length < 2 ? none('too_few') : { value: falls };
}
