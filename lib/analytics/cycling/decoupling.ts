import { combine, none, type Result } from '../result.ts';
import type { Half } from '../spans/steady-halves.ts';
import { meanOf, prefixSums, wholeOf } from '../statistics/prefix-sums.ts';
import { efficiencyFactor } from './efficiency-factor.ts';
import { weightedPowerW } from './weighted-power.ts';

/**
 * Aerobic decoupling: by how much efficiency (output over heart rate) is lower in the second half.
 *
 * Unit: %; positive is drift. Range: −100 to 100. Status: diverging; that below 5 % is good is a convention.
 * Source: Friel 2012.
 * Rules: those of `steadyHalves`, and weighted power in each half.
 */
export function decouplingPct({
  value: halves,
  reason,
}: Result<readonly [first: Half, second: Half]>): Result {
  return halves === undefined
    ? none(reason)
    : combine([efficiencyOf(halves[0]), efficiencyOf(halves[1])], (before, after) =>
        decouplingOfHalvesPct({ before, after }),
      );
}

/** Of the efficiency factors of the two halves. */
export function decouplingOfHalvesPct({
  before,
  after,
}: {
  before: number;
  after: number;
}): number {
  return ((before - after) / before) * 100;
}

function efficiencyOf({ output, heartRateBpm }: Half): Result {
  const rates = prefixSums(heartRateBpm);
  const weighted = weightedPowerW(output);
  return weighted.value === undefined
    ? weighted
    : efficiencyFactor({
        output: weighted.value,
        heartRateBpm: meanOf(rates, wholeOf(rates)),
      });
}
