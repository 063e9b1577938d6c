import { isSet } from '../../analytics/recording.ts';
import { none, type Result } from '../../analytics/result.ts';

/**
 * Zones of pace as shares of threshold speed: they begin at 129, 114, 106, 99, 97 and 90 % of threshold pace.
 * Source: Friel, The Triathlete’s Training Bible.
 */
export const PACE_SCHEME = {
  id: 'friel_pace_7',
  title: 'Share of threshold pace',
  shares: [0, 1 / 1.29, 1 / 1.14, 1 / 1.06, 1 / 0.99, 1 / 0.97, 1 / 0.9],
  source: 'Friel, The Triathlete’s Training Bible',
} as const;

/** Lower bounds, m/s, ascending. */
export function paceBounds(thresholdMps: number | undefined): Result<Float64Array> {
  return isSet(thresholdMps)
    ? { value: Float64Array.from(PACE_SCHEME.shares, (share) => share * thresholdMps) }
    : none('no_threshold');
}
