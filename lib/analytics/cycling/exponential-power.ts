import { finite, none, type Result } from '../result.ts';

const TIME_CONSTANT_S = 25;
/** Of the exponential rule: twice the time constant, in which the filter forgets how it began. */
const WARM_UP_S = 50;

/**
 * xPower: the fourth-power mean of exponentially weighted power, time constant 25 s.
 *
 * Unit: W. Range: 0 to 2500. Status: diverging.
 * Source: Skiba, Calculation of Power Output and Quantification of Training Stress in Distance Cyclists, 2007.
 * Rules: `exponential` weighs a sample by 1 − e^(−1/25), begins at the first sample and counts from the
 * 50th on; `goldencheetah` weighs it by 1/26, begins at 0 and leaves out nothing, which costs an hour 0.4 %.
 * Timer time; missing samples leave the filter as it is and do not count.
 */
export function exponentialPowerW(
  powerW: Float64Array,
  { rule = 'exponential' }: { rule?: 'exponential' | 'goldencheetah' } = {},
): Result {
  const exact = rule === 'exponential';
  const weight = exact ? 1 - Math.exp(-1 / TIME_CONSTANT_S) : 1 / (TIME_CONSTANT_S + 1);
  const countsFrom = exact ? WARM_UP_S : 1;
  let level = exact ? (powerW.find((power) => !Number.isNaN(power)) ?? NaN) : 0;
  let sum = 0;
  let count = 0;
  let seen = 0;
  for (let i = 0; i < powerW.length; i += 1) {
    const power = powerW[i] as number;
    if (!Number.isNaN(power)) {
      level += (power - level) * weight;
      seen += 1;
      if (seen >= countsFrom) {
        const square = level * level;
        sum += square * square;
        count += 1;
      }
    }
  }
  return count === 0 ? none('too_short') : finite(Math.sqrt(Math.sqrt(sum / count)));
}
