import { combine, none, type Result } from '../result.ts';
import { meanOf, prefixSums } from '../statistics/prefix-sums.ts';
import { efficiencyFactor } from './efficiency-factor.ts';
import { variabilityIndex } from './variability-index.ts';
import { weightedPowerW } from './weighted-power.ts';

/** What an effort must be for its halves to be compared. */
export const STEADY_EFFORT = {
  shortestS: 40 * 60,
  mostVariable: 1.1,
  /** Share of seconds without heart rate. */
  mostMissing: 0.1,
} as const;

/**
 * Aerobic decoupling: by how much efficiency (output over heart rate) is lower in the second half.
 *
 * Unit: %; positive is drift. Range: −20 to 50. Status: diverging; that below 5 % is good is a convention.
 * Source: Friel 2012.
 * Rules: weighted power; halves of timer time, both of the same mask (seconds that have both); at least 40 min
 * (`too_short`), variability index at most 1.1 (`too_variable`), heart rate missing in less than 10 % of seconds
 * (`too_much_missing`). `skipS` leaves out a warm-up.
 */
export function decouplingPct({
  output,
  heartRateBpm,
  skipS = 0,
}: {
  /** Power, W, or grade-adjusted speed, m/s. */
  output: Float64Array;
  heartRateBpm: Float64Array;
  skipS?: number;
}): Result {
  const [first, second, problem] = steadyHalves({ output, heartRateBpm, skipS });
  if (problem !== undefined) {
    return problem;
  }
  return combine([efficiencyOf(first), efficiencyOf(second)], (before, after) =>
    decouplingOfHalvesPct({ before, after }),
  );
}

/** Of the efficiency factors of the two halves. */
export function decouplingOfHalvesPct({ before, after }: { before: number; after: number }) {
  return ((before - after) / before) * 100;
}

interface Half {
  output: Float64Array;
  heartRateBpm: Float64Array;
}

/** The two halves of a steady effort, of the seconds that have both channels; or why it is none. */
export function steadyHalves({
  output,
  heartRateBpm,
  skipS = 0,
}: {
  output: Float64Array;
  heartRateBpm: Float64Array;
  skipS?: number;
}): [Half, Half, undefined] | [undefined, undefined, { reason: NonNullable<Result['reason']> }] {
  const lasts = Math.min(output.length, heartRateBpm.length) - skipS;
  if (lasts < STEADY_EFFORT.shortestS) {
    return [undefined, undefined, none('too_short')];
  }
  const masked = [output, heartRateBpm].map((values) =>
    values
      .subarray(skipS)
      .map((value, i) =>
        Number.isNaN((output[skipS + i] as number) + (heartRateBpm[skipS + i] as number))
          ? NaN
          : value,
      ),
  ) as [Float64Array, Float64Array];
  const prefix = prefixSums(masked[0]);
  const there = prefix.counts[lasts] as number;
  if (there < lasts * (1 - STEADY_EFFORT.mostMissing)) {
    return [undefined, undefined, none('too_much_missing')];
  }
  const variability = combine([weightedPowerW(masked[0])], (weightedW) => {
    const averageW = meanOf(prefix, { from: 0, to: lasts });
    return variabilityIndex({ weightedW, averageW }).value ?? NaN;
  });
  if (!((variability.value ?? Infinity) <= STEADY_EFFORT.mostVariable)) {
    return [undefined, undefined, none('too_variable')];
  }
  const middle = Math.floor(lasts / 2);
  const half = (from: number, to: number): Half => ({
    output: masked[0].subarray(from, to),
    heartRateBpm: masked[1].subarray(from, to),
  });
  return [half(0, middle), half(middle, lasts), undefined];
}

function efficiencyOf({ output, heartRateBpm }: Half): Result {
  const prefix = prefixSums(heartRateBpm);
  return combine([weightedPowerW(output)], (weighted) => {
    const mean = meanOf(prefix, { from: 0, to: heartRateBpm.length });
    return efficiencyFactor({ output: weighted, heartRateBpm: mean }).value ?? NaN;
  });
}
