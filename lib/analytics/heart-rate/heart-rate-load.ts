import { isSet, type Thresholds } from '../recording.ts';
import { combine, finite, none, type Result } from '../result.ts';
import { banisterTrimp, TRIMP_CONSTANTS } from './banister-trimp.ts';
import { heartRateReserve } from './heart-rate-reserve.ts';

/**
 * Load of an effort from heart rate: its training impulse over that of an hour at the threshold, × 100.
 *
 * Unit: points. Range: 0 to 500. Status: diverging and contested; short intervals score low, heart rate lags.
 * Source: the ratio of Banister's impulses, as Sauce, Elevate and GoldenCheetah take it.
 * Rules: per sample; where the sex is not known the constants of men, for in the ratio the two nearly cancel.
 */
export function heartRateLoad(
  heartRateBpm: Float64Array,
  {
    sex = 'male',
    lthrBpm,
    ...rates
  }: Pick<Thresholds, 'lthrBpm' | 'maxHeartRateBpm' | 'restingHeartRateBpm' | 'sex'>,
): Result {
  if (!isSet(lthrBpm)) {
    return none('no_threshold');
  }
  const constants = TRIMP_CONSTANTS[sex];
  const hour = banisterTrimp(Float64Array.of(lthrBpm), { ...rates, constants });
  return combine([banisterTrimp(heartRateBpm, { ...rates, constants }), hour], (trimp, second) =>
    second > 0 ? (trimp / (second * 3600)) * 100 : NaN,
  );
}

/**
 * The same by the square: hours × (share/share at the threshold)² × 100, of heart-rate reserve or of plain heart
 * rate, and of the mean, as those who use it do. For explaining their figures.
 */
export function squaredHeartRateLoad({
  averageBpm,
  timerS,
  lthrBpm,
  of,
  ...rates
}: Pick<Thresholds, 'lthrBpm' | 'maxHeartRateBpm' | 'restingHeartRateBpm'> & {
  averageBpm: number;
  timerS: number;
  of: 'heart_rate' | 'reserve';
}): Result {
  if (!isSet(lthrBpm)) {
    return none('no_threshold');
  }
  const reserve = heartRateReserve(rates);
  if (of === 'reserve' && reserve.value === undefined) {
    return reserve;
  }
  const restingBpm = of === 'reserve' ? (reserve.value?.restingBpm ?? NaN) : 0;
  if (lthrBpm <= restingBpm) {
    return none('thresholds_contradict');
  }
  const share = Math.max(0, averageBpm - restingBpm) / (lthrBpm - restingBpm);
  return finite((timerS / 3600) * share ** 2 * 100, 'no_heart_rate');
}
