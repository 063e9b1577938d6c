import { finite, none, type Result } from '../result.ts';
import { fourthPowerMean } from '../statistics/power-mean.ts';
import { prefixSums } from '../statistics/prefix-sums.ts';
import { rollingMean } from '../statistics/rolling-mean.ts';

/** Of the rolling mean. */
export const WEIGHTED_POWER_WINDOW_S = 30;

/**
 * Weighted power ("normalized power"): the fourth-power mean of the 30-s rolling mean of power.
 *
 * Unit: W. Range: 0 to 2500. Status: the definition is settled, programs diverge on gaps and on the first 30 s.
 * Source: Allen & Coggan, Training and Racing with a Power Meter, ch. 7.
 * Rules: timer time, pauses cut out, the window runs on over them; only full windows; zeros count; a window
 * with a missing sample does not. `too_short` without a full window; worth interpreting from about 20 min.
 */
export function weightedPowerW(powerW: Float64Array): Result {
  const means = rollingMean(prefixSums(powerW), { windowS: WEIGHTED_POWER_WINDOW_S });
  return weightedPowerOfMeansW(means);
}

/** The same of 30-s rolling means at hand. */
export function weightedPowerOfMeansW(meansW: Float64Array): Result {
  if (meansW.every(Number.isNaN)) {
    return none('too_short');
  }
  return finite(fourthPowerMean(meansW));
}
