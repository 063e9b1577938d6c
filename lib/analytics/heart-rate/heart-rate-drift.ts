import { steadyHalves } from '../cycling/decoupling.ts';
import { combine, finite, type Result } from '../result.ts';
import { meanOf, prefixSums, wholeOf } from '../statistics/prefix-sums.ts';

/**
 * Heart-rate drift: by how much the mean of the second half is above that of the first at steady output.
 *
 * Unit: %. Range: −20 to 40. Status: contested. Source: Coyle & González-Alonso 2001.
 * Rules: those of decoupling: the same halves of an effort of at least 40 min whose output (power, else speed)
 * was steady.
 */
export function heartRateDriftPct(of: {
  output: Float64Array;
  heartRateBpm: Float64Array;
  skipS?: number;
}): Result {
  const [first, second, problem] = steadyHalves(of);
  if (problem !== undefined) {
    return problem;
  }
  const [before, after] = [first, second].map(({ heartRateBpm }) => {
    const prefix = prefixSums(heartRateBpm);
    return finite(meanOf(prefix, wholeOf(prefix)), 'no_heart_rate');
  }) as [Result, Result];
  return combine([before, after], (was, is) => ((is - was) / was) * 100);
}
