import { gradeRatio } from '../course/grade-ratio.ts';
import { finite, none, type Result } from '../result.ts';
import { prefixSums } from '../statistics/prefix-sums.ts';
import { centredMean } from '../statistics/rolling-mean.ts';
import { airDensityKgM3, virtualPower } from './virtual-power.ts';

/**
 * Estimated average power of a ride without a power meter: the mean of virtual power, second by second.
 *
 * Unit: W. Range: 0 to 1000. Status: house; wind, draft and position are unknown.
 * Rules: speed as an 11-s mean, grade over 30 m, still air of the standard atmosphere; seconds without grade or
 * speed do not count. Never goes into curves, CP, W′ or load.
 */
export function estimatedPowerW({
  speedMps,
  distanceM,
  altitudeM,
  massKg,
}: {
  speedMps: Float64Array;
  distanceM: Float64Array;
  altitudeM: Float64Array;
  massKg: number;
}): Result {
  const grades = gradeRatio({ distanceM, altitudeM });
  const speeds = centredMean(prefixSums(speedMps), { radiusS: 5 });
  let sum = 0;
  let count = 0;
  for (let i = 0; i < speeds.length; i += 1) {
    const speed = speeds[i] as number;
    const grade = grades[i] as number;
    if (!Number.isNaN(speed + grade)) {
      const accelerationMps2 = ((speeds[i + 1] ?? speed) - (speeds[i - 1] ?? speed)) / 2;
      sum += virtualPower(
        { speedMps: speed, gradeRatio: grade, accelerationMps2: accelerationMps2 || 0 },
        { massKg, airKgM3: airDensityKgM3(altitudeM[i] as number) },
      ).legsW;
      count += 1;
    }
  }
  return count === 0 ? none('no_distance') : finite(sum / count);
}
