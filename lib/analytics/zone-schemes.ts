import { isSet, type Sport, type Thresholds } from './recording.ts';
import { none, type Result } from './result.ts';

/** How a channel is divided into zones: bounds as shares of thresholds, and on which side a bound falls. */
export interface ZoneScheme {
  id: string;
  title: string;
  of: 'heart_rate' | 'power';
  /** Lower bounds of the zones but the first, whose lower bound is 0. */
  shares: readonly number[];
  /** `upper`: a value on a bound belongs to the zone below it, `lower`: to the one above. */
  inclusive: 'lower' | 'upper';
  /** What a share is a share of: a threshold, or the reserve between resting and maximal heart rate. */
  relativeTo: 'ftpW' | 'heart_rate_reserve' | 'lthrBpm' | 'maxHeartRateBpm';
  /** The first zone begins at the first share: below is no zone, and counts as such. */
  below?: 'no_zone';
  sports?: readonly Sport[];
  source: string;
}

/**
 * The schemes. Coggan's table has whole per cents (zone 2 is 56–75 %), so its zones hold their upper bound.
 * Heart-rate tables name the share a zone begins at, so theirs hold the lower one.
 */
export const ZONE_SCHEMES = {
  coggan_7: {
    id: 'coggan_7',
    title: 'Power, Coggan',
    of: 'power',
    shares: [0.55, 0.75, 0.9, 1.05, 1.2, 1.5],
    inclusive: 'upper',
    relativeTo: 'ftpW',
    source: 'Allen & Coggan, Training and Racing with a Power Meter, ch. 3',
  },
  max_heart_rate_5: {
    id: 'max_heart_rate_5',
    title: 'Share of maximal heart rate',
    of: 'heart_rate',
    shares: [0.5, 0.6, 0.7, 0.8, 0.9],
    inclusive: 'lower',
    relativeTo: 'maxHeartRateBpm',
    below: 'no_zone',
    source: 'Edwards 1993',
  },
  heart_rate_reserve_5: {
    id: 'heart_rate_reserve_5',
    title: 'Share of heart-rate reserve',
    of: 'heart_rate',
    shares: [0.5, 0.6, 0.7, 0.8, 0.9],
    inclusive: 'lower',
    relativeTo: 'heart_rate_reserve',
    below: 'no_zone',
    source: 'Karvonen et al. 1957',
  },
  friel_cycling_7: {
    id: 'friel_cycling_7',
    title: 'Share of threshold heart rate, cycling',
    of: 'heart_rate',
    shares: [0.81, 0.9, 0.94, 1, 1.03, 1.06],
    inclusive: 'lower',
    relativeTo: 'lthrBpm',
    sports: ['cycling'],
    source: 'Friel, The Cyclist’s Training Bible',
  },
  friel_running_7: {
    id: 'friel_running_7',
    title: 'Share of threshold heart rate, running',
    of: 'heart_rate',
    shares: [0.85, 0.9, 0.95, 1, 1.03, 1.06],
    inclusive: 'lower',
    relativeTo: 'lthrBpm',
    sports: ['running', 'walking', 'hiking'],
    source: 'Friel, The Triathlete’s Training Bible',
  },
  goldencheetah_5: {
    id: 'goldencheetah_5',
    title: 'Share of threshold heart rate, five zones',
    of: 'heart_rate',
    shares: [0.68, 0.83, 0.94, 1.05],
    inclusive: 'lower',
    relativeTo: 'lthrBpm',
    sports: [],
    source: 'GoldenCheetah’s defaults',
  },
} as const satisfies Record<string, ZoneScheme>;

/** The zones of an athlete: their lower bounds in the channel's unit, ascending. */
export function zoneBounds(scheme: ZoneScheme, thresholds: Thresholds): Result<Float64Array> {
  const shares = scheme.below === 'no_zone' ? scheme.shares : [0, ...scheme.shares];
  if (scheme.relativeTo !== 'heart_rate_reserve') {
    const threshold = thresholds[scheme.relativeTo];
    return isSet(threshold)
      ? { value: Float64Array.from(shares, (share) => share * threshold) }
      : none('no_threshold');
  }
  const { restingHeartRateBpm: resting, maxHeartRateBpm: most } = thresholds;
  if (!isSet(resting) || !isSet(most)) {
    return none('no_threshold');
  }
  return most > resting
    ? { value: Float64Array.from(shares, (share) => resting + share * (most - resting)) }
    : none('thresholds_contradict');
}
