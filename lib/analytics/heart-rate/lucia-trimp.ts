import { isSet, type Thresholds } from '../recording.ts';
import { finite, none, type Result } from '../result.ts';
import { zoneSeconds } from '../zone-seconds.ts';

/**
 * Lucia's training impulse: minutes below the first ventilatory threshold, between the two and above the second
 * times 1, 2 and 3.
 *
 * Unit: points. Range: 0 to 1000. Status: contested. Source: Lucía et al. 2003.
 */
export function luciaTrimp(
  heartRateBpm: Float64Array,
  { vt1Bpm, vt2Bpm }: Pick<Thresholds, 'vt1Bpm' | 'vt2Bpm'>,
): Result {
  if (!isSet(vt1Bpm) || !isSet(vt2Bpm)) {
    return none('no_threshold');
  }
  if (vt2Bpm <= vt1Bpm) {
    return none('thresholds_contradict');
  }
  if (heartRateBpm.every(Number.isNaN)) {
    return none('no_heart_rate');
  }
  const lowerBounds = Float64Array.of(0, vt1Bpm, vt2Bpm);
  const { seconds } = zoneSeconds(heartRateBpm, { lowerBounds, inclusive: 'lower' });
  return finite(seconds.reduce((sum, inZone, i) => sum + inZone * (i + 1), 0) / 60);
}
