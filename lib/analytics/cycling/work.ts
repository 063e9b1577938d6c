import { finite, none, type Result } from '../result.ts';

/**
 * Mechanical work: the sum of power over timer time.
 *
 * Unit: kJ. Range: 0 to 20 000. Settled. Missing seconds add nothing, so that it is a lower bound.
 */
export function workKj(powerW: Float64Array): Result {
  let joules = 0;
  let count = 0;
  for (let i = 0; i < powerW.length; i += 1) {
    const power = powerW[i] as number;
    if (!Number.isNaN(power)) {
      joules += power;
      count += 1;
    }
  }
  return count === 0 ? none('no_power') : finite(joules / 1000);
}
