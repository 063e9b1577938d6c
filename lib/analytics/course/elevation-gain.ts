import { none, type Result } from '../result.ts';

export interface ElevationGain {
  gainM: number;
  lossM: number;
}

/** How much altitude must turn back before it counts, by how it was measured. */
export const ELEVATION_THRESHOLD_M = { barometric: 3, gps: 10 } as const;

/**
 * Elevation gain and loss by reversal hysteresis: the climbs and descents between turning points, where a turn
 * counts once altitude has come back by the threshold.
 *
 * Unit: m. Range: 0 to 20 000. Status: diverging, widely. Source: house, of the zig-zag family.
 * Rules: noise below the threshold gives 0, slow climbs count in full, gain minus loss is end minus start within
 * the threshold. Threshold 3 m (barometric) or 10 m (GPS); missing samples are passed over.
 */
export function elevationGain(
  altitudeM: Float64Array,
  { thresholdM = ELEVATION_THRESHOLD_M.barometric }: { thresholdM?: number } = {},
): Result<ElevationGain> {
  let lowest = Infinity;
  let highest = -Infinity;
  let direction = 0;
  let gainM = 0;
  let lossM = 0;
  for (let i = 0; i < altitudeM.length; i += 1) {
    const altitude = altitudeM[i] as number;
    // of the leg under way: where it began and how far it has come
    if (direction <= 0 && altitude < lowest) {
      lowest = altitude;
    }
    if (direction >= 0 && altitude > highest) {
      highest = altitude;
    }
    if (direction <= 0 && altitude - lowest >= thresholdM) {
      lossM += direction < 0 ? highest - lowest : 0;
      direction = 1;
      highest = altitude;
    } else if (direction >= 0 && highest - altitude >= thresholdM) {
      gainM += direction > 0 ? highest - lowest : 0;
      direction = -1;
      lowest = altitude;
    }
  }
  gainM += direction > 0 ? highest - lowest : 0;
  lossM += direction < 0 ? highest - lowest : 0;
  if (highest === -Infinity && lowest === Infinity) {
    return none('no_altitude');
  }
  return Number.isFinite(gainM + lossM) ? { value: { gainM, lossM } } : none('not_plausible');
}
