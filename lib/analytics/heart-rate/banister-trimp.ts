import type { Sex, Thresholds } from '../recording.ts';
import { finite, none, type Result } from '../result.ts';
import { heartRateReserve } from './heart-rate-reserve.ts';

/** The weight of a minute at the share x of heart-rate reserve is x·a·e^(b·x). */
export const TRIMP_CONSTANTS = {
  male: { a: 0.64, b: 1.92 },
  female: { a: 0.86, b: 1.67 },
} as const satisfies Record<Sex, { a: number; b: number }>;

/** Beyond, a reading is not the heart. */
const LOWEST_OF_RESTING = 0.7;
const HIGHEST_OF_MAX = 1.5;

/**
 * Banister's training impulse: minutes, each weighted by the share of heart-rate reserve and its exponential.
 *
 * Unit: points. Range: 0 to 1000. Status: contested; the constants come from few subjects.
 * Source: Banister 1991; Morton, Fitz-Clarke & Banister 1990. Many programs give women .64 with 1.67, a quarter
 * less than published.
 * Rules: per sample of timer time (the mean heart rate gives less, the weight being convex); below resting counts
 * 0; readings below .7 × resting or above 1.5 × maximum are left out; missing seconds add nothing.
 */
export function banisterTrimp(
  heartRateBpm: Float64Array,
  {
    sex,
    constants,
    ...rates
  }: Pick<Thresholds, 'maxHeartRateBpm' | 'restingHeartRateBpm' | 'sex'> & {
    /** Instead of the ones by sex. */
    constants?: { a: number; b: number };
  },
): Result {
  const weights = constants ?? (sex === undefined ? undefined : TRIMP_CONSTANTS[sex]);
  const reserve = heartRateReserve(rates);
  if (reserve.value === undefined) {
    return reserve;
  }
  if (weights === undefined) {
    return none('no_sex');
  }
  const { restingBpm, reserveBpm } = reserve.value;
  const lowest = LOWEST_OF_RESTING * restingBpm;
  const highest = HIGHEST_OF_MAX * (restingBpm + reserveBpm);
  let sum = 0;
  let count = 0;
  let last = NaN;
  let weight = 0;
  for (let i = 0; i < heartRateBpm.length; i += 1) {
    const rate = heartRateBpm[i] as number;
    if (rate >= lowest && rate <= highest) {
      // heart rate seldom changes from one second to the next, and the exponential costs the most
      if (rate !== last) {
        const share = (rate - restingBpm) / reserveBpm;
        weight = share > 0 ? share * Math.exp(weights.b * share) : 0;
        last = rate;
      }
      sum += weight;
      count += 1;
    }
  }
  return count === 0 ? none('no_heart_rate') : finite((weights.a * sum) / 60);
}
