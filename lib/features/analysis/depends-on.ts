import type { Sport } from '../../analytics/recording.ts';
import { isFor, METRICS } from '../../analytics/registry.ts';
import type { SeriesChannel } from '../../analytics/series.ts';
import { ZONE_SCHEMES, type ZoneScheme } from '../../analytics/zone-schemes.ts';
import {
  type KnownThresholds,
  THRESHOLD_FIELDS,
  type ThresholdField,
} from '../../core/ports/analyses.ts';
import { ENGINE_NAMES } from './resolve-thresholds.ts';

/** What the engine makes of a stored channel. Speed and distance stand in for each other. */
const SERIES: Record<string, SeriesChannel[]> = {
  heart_rate: ['heartRateBpm'],
  power: ['powerW'],
  cadence: ['cadenceRpm'],
  speed: ['speedMps', 'distanceM'],
  distance: ['speedMps', 'distanceM'],
  latlng: ['latDeg', 'lngDeg', 'speedMps', 'distanceM'],
  altitude: ['altitudeM'],
  temperature: ['temperatureC'],
  grade: ['gradePct'],
  moving: ['moving'],
  motion: ['motion'],
};

const FIELD_OF = new Map<string, ThresholdField>(
  THRESHOLD_FIELDS.map((field) => [ENGINE_NAMES[field], field]),
);

/**
 * The thresholds that the figures of such a recording rest on: by the needs of the metrics for its sport whose
 * channels it has, and by its zones. Load needs what the loads need that it is chosen from.
 */
function thresholdsNeeded(of: { sport: string; channels: readonly string[] }): Set<ThresholdField> {
  const sport = of.sport as Sport;
  const series = channelsFor(of.channels);
  const needed = new Set<ThresholdField>();
  for (const metric of METRICS.values()) {
    const needs = isFor(sport, metric) ? metric.needs.map((need) => need.split('|')) : [];
    const fields = needs.flatMap((names) => names.flatMap((name) => FIELD_OF.get(name) ?? []));
    const hasChannels = needs.every((names) =>
      names.some((name) => series.has(name) || !isChannel(name)),
    );
    if (hasChannels) {
      for (const field of fields) needed.add(field);
    }
  }
  for (const scheme of Object.values<ZoneScheme>(ZONE_SCHEMES)) {
    const isThere = series.has(scheme.of === 'power' ? 'powerW' : 'heartRateBpm');
    if (isThere && isFor(sport, { sports: scheme.sports ?? 'any' })) {
      for (const field of fieldsOf(scheme.relativeTo)) needed.add(field);
    }
  }
  return needed;
}

/** Whether an analysis computed with some thresholds is out of date now that others are known. */
export function isOutdated(
  analysed: { sport: string; channels: readonly string[]; thresholds: KnownThresholds },
  now: { thresholds: KnownThresholds; fields: readonly string[] | undefined },
): boolean {
  return [...thresholdsNeeded(analysed)].some(
    (field) =>
      (now.fields === undefined || now.fields.includes(field)) &&
      analysed.thresholds[field]?.value !== now.thresholds[field]?.value,
  );
}

/** The engine's channels that stored ones give. */
export function channelsFor(stored: readonly string[]): Set<string> {
  return new Set<string>(stored.flatMap((channel) => SERIES[channel] ?? []));
}

const CHANNELS = new Set<string>(Object.values(SERIES).flat());

/** Whether a need is a channel, and no threshold. */
export function isChannel(name: string): boolean {
  return CHANNELS.has(name);
}

function fieldsOf(relativeTo: ZoneScheme['relativeTo']): ThresholdField[] {
  return relativeTo === 'heart_rate_reserve'
    ? ['resting_heart_rate_bpm', 'max_heart_rate_bpm']
    : [FIELD_OF.get(relativeTo) ?? 'ftp_w'];
}
