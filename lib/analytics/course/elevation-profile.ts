import { none, type Result } from '../result.ts';

/** Altitude at even steps of distance. */
export interface ElevationProfile {
  startM: number;
  stepM: number;
  altitudeM: Float64Array;
  /** Timer-time index at which each step was reached. */
  reachedS: Uint32Array;
}

/** A longer course is taken in longer steps. */
const MOST_STEPS = 50_000;

/**
 * Altitude over distance instead of time: on the line between the samples around each step. O(n + steps).
 *
 * `no_distance` under two steps. Samples without distance or altitude are passed over.
 */
export function elevationProfile({
  distanceM,
  altitudeM,
  stepM = 20,
}: {
  /** Never falling. */
  distanceM: Float64Array;
  altitudeM: Float64Array;
  stepM?: number;
}): Result<ElevationProfile> {
  const all = new Uint32Array(distanceM.length);
  let count = 0;
  for (let i = 0; i < distanceM.length; i += 1) {
    if (!Number.isNaN((distanceM[i] as number) + (altitudeM[i] as number))) {
      all[count] = i;
      count += 1;
    }
  }
  const there = all.subarray(0, count);
  const startM = distanceM[there[0] ?? 0] ?? NaN;
  const lengthM = (distanceM[there.at(-1) ?? 0] ?? NaN) - startM;
  const step = Math.max(stepM, lengthM / MOST_STEPS);
  if (!(lengthM >= 2 * step)) {
    return none('no_distance');
  }
  const steps = Math.floor(lengthM / step + 1e-9) + 1;
  const altitudes = new Float64Array(steps);
  const reachedS = new Uint32Array(steps);
  let next = 0;
  for (let k = 0; k < steps; k += 1) {
    const at = Math.min(startM + k * step, startM + lengthM);
    while (next < there.length - 1 && (distanceM[there[next] as number] as number) < at) {
      next += 1;
    }
    const after = there[next] as number;
    const before = there[Math.max(0, next - 1)] as number;
    const from = distanceM[before] as number;
    const gap = (distanceM[after] as number) - from;
    const share = gap > 0 ? (at - from) / gap : 1;
    const low = altitudeM[before] as number;
    altitudes[k] = low + share * ((altitudeM[after] as number) - low);
    reachedS[k] = after;
  }
  return { value: { startM, stepM: step, altitudeM: altitudes, reachedS } };
}
