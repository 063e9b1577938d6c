import type { Thresholds } from '../recording.ts';
import { finite, none, type Result } from '../result.ts';
import { ZONE_SCHEMES, zoneBounds } from '../zone-schemes.ts';
import { zoneSeconds } from '../zone-seconds.ts';

/**
 * Edwards' training impulse: minutes in the five zones of maximal heart rate times 1 to 5; below 50 % nothing.
 *
 * Unit: points. Range: 0 to 1500. Status: contested. Source: Edwards, The Heart Rate Monitor Book 1993.
 */
export function edwardsTrimp(
  heartRateBpm: Float64Array,
  { maxHeartRateBpm }: Pick<Thresholds, 'maxHeartRateBpm'>,
): Result {
  const scheme = ZONE_SCHEMES.max_heart_rate_5;
  const bounds = zoneBounds(scheme, maxHeartRateBpm === undefined ? {} : { maxHeartRateBpm });
  if (bounds.value === undefined) {
    return bounds;
  }
  if (heartRateBpm.every(Number.isNaN)) {
    return none('no_heart_rate');
  }
  const { seconds } = zoneSeconds(heartRateBpm, { ...scheme, lowerBounds: bounds.value });
  return finite(seconds.reduce((sum, inZone, i) => sum + inZone * (i + 1), 0) / 60);
}
