import { none, type Result } from '../result.ts';
import { summarise } from '../statistics/welch-t-test.ts';

export interface RestingHeartRateDeviation {
  /** Today less the mean of the days before, bpm. */
  deltaBpm: number;
  meanBpm: number;
  sdBpm: number;
  /** `deltaBpm` in their standard deviations; `undefined` where they were all alike. */
  z: number | undefined;
  /** At least 3 bpm and 2 standard deviations up: the z alone fires too often on a spread of 1 bpm. */
  isRaised: boolean;
}

/**
 * Resting heart rate today against the 14 to 60 days before it, bpm. Days without a reading are NaN.
 *
 * Measure always alike (in bed, same device). Sample standard deviation. Never a diagnosis.
 * Reasons: `no_heart_rate` without a reading between 20 and 150 today, `too_few` under 14 days before.
 * Source: z by custom; the 3 bpm are a house guard.
 */
export function restingHeartRateDeviation({
  before,
  todayBpm,
}: {
  /** Daily, today left out, the last one yesterday. */
  before: Float64Array;
  todayBpm: number;
}): Result<RestingHeartRateDeviation> {
  if (!isPulse(todayBpm)) {
    return none('no_heart_rate');
  }
  const { count, mean, sd } = summarise([...before.subarray(-MOST_DAYS)].filter(isPulse));
  if (count < FEWEST_DAYS) {
    return none('too_few');
  }
  const deltaBpm = todayBpm - mean;
  const z = sd > 0 ? deltaBpm / sd : undefined;
  const isRaised = deltaBpm >= 3 && (z === undefined || z >= 2);
  return { value: { deltaBpm, meanBpm: mean, sdBpm: sd, z, isRaised } };
}

const FEWEST_DAYS = 14;
const MOST_DAYS = 60;

function isPulse(bpm: number): boolean {
  return bpm >= 20 && bpm <= 150;
}
