import { finite, type Result } from '../result.ts';

/**
 * Maximal oxygen uptake from what the field can measure, four ways.
 *
 * Unit: ml/kg/min, but where said. Range: 20 to 95. Status: contested, ±10 %: to be shown as a range with its
 * method. Sources by function; the rule of all: `not_plausible` where the arithmetic leads nowhere.
 */

/** From the best 5 min. Sitko et al. 2021. */
export function vo2maxFromFiveMinutes(of: { bestW: number; weightKg: number }): Result {
  return finite(16.6 + 8.87 * (of.bestW / of.weightKg));
}

/** From the peak of a ramp, l/min. Hawley & Noakes 1992. */
export function vo2maxFromPeakPowerLMin(of: { peakW: number }): Result {
  return finite(0.01141 * of.peakW + 0.435);
}

/** The uptake at a steady power. American College of Sports Medicine, cycling. */
export function oxygenUptakeAtPower(of: { powerW: number; weightKg: number }): Result {
  return finite((10.8 * of.powerW) / of.weightKg + 7);
}

/** From heart rates, of well-trained men. Uth et al. 2004. */
export function vo2maxFromHeartRates(of: {
  maxHeartRateBpm: number;
  restingHeartRateBpm: number;
}): Result {
  return finite(15.3 * (of.maxHeartRateBpm / of.restingHeartRateBpm));
}
