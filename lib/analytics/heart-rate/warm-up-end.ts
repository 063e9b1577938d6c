import { isSet } from '../recording.ts';
import { none, type Result } from '../result.ts';
import { prefixSums } from '../statistics/prefix-sums.ts';
import { rollingMean } from '../statistics/rolling-mean.ts';

/** What ends a warm-up. */
const RULE = { fraction: 0.7, meanWindowS: 30, holdS: 120, latestS: 20 * 60 } as const;

/**
 * Where the warm-up ended: the first second whose trailing 30-s mean of heart rate is at least 70 % of the maximum
 * and stays there for 120 s.
 *
 * Unit: s of timer time. Range: 29 to 1200. Status: house; there is no published standard.
 * Rules: later than 20 min is none (`not_reached`). A lap the athlete named warm-up knows better.
 */
export function warmUpEndS(
  heartRateBpm: Float64Array,
  {
    maxHeartRateBpm,
    fraction = RULE.fraction,
    meanWindowS = RULE.meanWindowS,
    holdS = RULE.holdS,
  }: {
    maxHeartRateBpm: number | undefined;
    fraction?: number;
    meanWindowS?: number;
    holdS?: number;
  },
): Result {
  if (!isSet(maxHeartRateBpm)) {
    return none('no_threshold');
  }
  if (heartRateBpm.every(Number.isNaN)) {
    return none('no_heart_rate');
  }
  const means = rollingMean(prefixSums(heartRateBpm), { windowS: meanWindowS });
  let since = -1;
  for (let i = 0; i < means.length; i += 1) {
    if ((means[i] as number) >= fraction * maxHeartRateBpm) {
      since = since < 0 ? i : since;
      if (i - since + 1 >= holdS) {
        return since <= RULE.latestS ? { value: since } : none('not_reached');
      }
    } else {
      since = -1;
    }
  }
  return none('not_reached');
}
