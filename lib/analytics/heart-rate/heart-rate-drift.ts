import { combine, finite, none, type Result } from '../result.ts';
import type { Half } from '../spans/steady-halves.ts';
import { meanOf, prefixSums, wholeOf } from '../statistics/prefix-sums.ts';

/**
 * Heart-rate drift: by how much the mean of the second half is above that of the first at steady output.
 *
 * Unit: %. Range: −50 to 100. Status: contested. Source: Coyle & González-Alonso 2001.
 * Rules: those of `steadyHalves`; output is power, else speed.
 */
export function heartRateDriftPct({
  value: halves,
  reason,
}: Result<readonly [first: Half, second: Half]>): Result {
  return halves === undefined
    ? none(reason)
    : combine(
        [meanRateOf(halves[0]), meanRateOf(halves[1])],
        (was, is) => ((is - was) / was) * 100,
      );
}

function meanRateOf({ heartRateBpm }: Half): Result {
  const rates = prefixSums(heartRateBpm);
  return finite(meanOf(rates, wholeOf(rates)), 'no_heart_rate');
}
