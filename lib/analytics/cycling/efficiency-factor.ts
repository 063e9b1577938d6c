import { finite, none, type Result } from '../result.ts';

/**
 * Efficiency factor: output over heart rate. Output is weighted power (cycling) or grade-adjusted speed
 * (running, in m/s here, where others use yards per minute).
 *
 * Unit: W/bpm, or m/s per bpm. Range: about 0.5 to 3 W/bpm. Source: Friel, The Power Meter Handbook 2012.
 * Compares an athlete with themselves, over like efforts, only.
 */
export function efficiencyFactor({
  output,
  heartRateBpm,
}: {
  output: number;
  heartRateBpm: number;
}): Result {
  return heartRateBpm > 0 ? finite(output / heartRateBpm) : none('no_heart_rate');
}
