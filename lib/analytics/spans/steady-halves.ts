import { variabilityIndex } from '../cycling/variability-index.ts';
import { weightedPowerW } from '../cycling/weighted-power.ts';
import { none, type Result } from '../result.ts';
import { meanOf, prefixSums, wholeOf } from '../statistics/prefix-sums.ts';

/** What an effort must be for its halves to be compared. */
const STEADY_EFFORT = {
  shortestS: 40 * 60,
  mostVariable: 1.1,
  /** Share of seconds without both channels. */
  mostMissing: 0.1,
} as const;

export interface Half {
  output: Float64Array;
  heartRateBpm: Float64Array;
}

/**
 * The two halves of a steady effort, of the seconds that have both output (power, speed) and heart rate.
 *
 * Halves of timer time, after `skipS` of warm-up. At least 40 min (`too_short`), less than 10 % of seconds without
 * both (`too_much_missing`), variability index of output at most 1.1 (`too_variable`).
 */
export function steadyHalves({
  output,
  heartRateBpm,
  skipS = 0,
}: Half & { skipS?: number }): Result<readonly [first: Half, second: Half]> {
  const lasts = Math.min(output.length, heartRateBpm.length) - skipS;
  if (lasts < STEADY_EFFORT.shortestS) {
    return none('too_short');
  }
  const masked = { output: new Float64Array(lasts), heartRateBpm: new Float64Array(lasts) };
  for (let i = 0; i < lasts; i += 1) {
    const out = output[skipS + i] as number;
    const rate = heartRateBpm[skipS + i] as number;
    masked.output[i] = Number.isNaN(rate) ? NaN : out;
    masked.heartRateBpm[i] = Number.isNaN(out) ? NaN : rate;
  }
  const sums = prefixSums(masked.output);
  if ((sums.counts[lasts] as number) <= lasts * (1 - STEADY_EFFORT.mostMissing)) {
    return none('too_much_missing');
  }
  const weightedW = weightedPowerW(masked.output).value ?? NaN;
  const { value } = variabilityIndex({ weightedW, averageW: meanOf(sums, wholeOf(sums)) });
  if (value === undefined || value > STEADY_EFFORT.mostVariable) {
    return none('too_variable');
  }
  const middle = Math.floor(lasts / 2);
  const half = (from: number, to: number): Half => ({
    output: masked.output.subarray(from, to),
    heartRateBpm: masked.heartRateBpm.subarray(from, to),
  });
  return { value: [half(0, middle), half(middle, lasts)] };
}
