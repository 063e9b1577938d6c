import type { AnalysisContext } from '../../analytics/analysis-context.ts';
import { isFor } from '../../analytics/registry.ts';
import { none, type Result } from '../../analytics/result.ts';
import { runningSpeedOf } from '../../analytics/running-speeds.ts';
import { ZONE_SCHEMES, type ZoneScheme, zoneBounds } from '../../analytics/zone-schemes.ts';
import { PACE_SCHEME, paceBounds } from '../thresholds/pace-scheme.ts';

export type ZoneOf = 'heart_rate' | 'power' | 'pace';

export interface ChartZones {
  scheme: string;
  /** Ascending, in the channel's unit. */
  lowerBounds: Float64Array;
  inclusive: 'lower' | 'upper';
}

/** By heart rate the first whose threshold is set: the threshold’s own zones, then reserve, then maximum. */
const BY_HEART_RATE: readonly ZoneScheme[] = [
  ZONE_SCHEMES.friel_cycling_7,
  ZONE_SCHEMES.friel_running_7,
  ZONE_SCHEMES.heart_rate_reserve_5,
  ZONE_SCHEMES.max_heart_rate_5,
];

/** What threshold speed is of; a ride or a match has no zones of pace. */
const ON_FOOT = ['running', 'walking', 'hiking'] as const;

/** The channel a distribution is of. */
export function zoneChannel(context: AnalysisContext, of: ZoneOf): Result<Float64Array> {
  const { heartRateBpm, powerW } = context.series;
  const speedMps = of === 'pace' ? context.once(runningSpeedOf) : undefined;
  const value = { heart_rate: heartRateBpm, power: powerW, pace: speedMps }[of];
  const reason = ({ heart_rate: 'no_heart_rate', power: 'no_power', pace: 'no_speed' } as const)[
    of
  ];
  return value === undefined ? none(reason) : { value };
}

/** The athlete's zones at the time of the activity. */
export function chartZones(
  { recording: { sport }, thresholds }: AnalysisContext,
  of: ZoneOf,
): Result<ChartZones> {
  if (of === 'pace') {
    const threshold = isFor(sport, { sports: ON_FOOT })
      ? thresholds.thresholdSpeedMps
      : sport === 'swimming'
        ? thresholds.cssMps
        : undefined;
    const { value: lowerBounds, reason } = paceBounds(threshold);
    return lowerBounds === undefined
      ? none(reason)
      : { value: { scheme: PACE_SCHEME.id, lowerBounds, inclusive: 'lower' } };
  }
  const schemes = of === 'power' ? [ZONE_SCHEMES.coggan_7] : BY_HEART_RATE;
  for (const scheme of schemes as readonly ZoneScheme[]) {
    const { value: lowerBounds } = zoneBounds(scheme, thresholds);
    if (lowerBounds !== undefined && isFor(sport, { sports: scheme.sports ?? 'any' })) {
      return { value: { scheme: scheme.id, lowerBounds, inclusive: scheme.inclusive } };
    }
  }
  return none('no_threshold');
}

/** The zones as the API shows them; where the first begins above 0, zone 0 is what lies below. */
export function shownZones({ lowerBounds }: ChartZones): {
  zone: number;
  from: number;
  to: number | null;
}[] {
  const bounds = Array.from(lowerBounds, (bound) => Math.round(bound * 1000) / 1000);
  const zones = bounds.map((from, index) => ({
    zone: index + 1,
    from,
    to: bounds[index + 1] ?? null,
  }));
  const [lowest = 0] = bounds;
  return lowest > 0 ? [{ zone: 0, from: 0, to: lowest }, ...zones] : zones;
}
