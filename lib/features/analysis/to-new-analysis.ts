import type { Analysis } from '../../analytics/analyse.ts';
import { sharedDurations } from '../../analytics/cycling/curve-durations.ts';
import { METRICS } from '../../analytics/registry.ts';
import type { SpanSummary } from '../../analytics/spans/summarise-span.ts';
import type { KnownThresholds, NewAnalysis } from '../../core/ports/analyses.ts';
import type { Json } from '../../core/ports/rows.ts';
import type { SummaryAnalysis } from './analyse-summary.ts';

/** The analysis as it is stored: plain JSON in the API's names, nothing rounded but what has no precision. */
export function toNewAnalysis(
  analysis: Analysis | SummaryAnalysis,
  of: {
    computedAt: Date;
    thresholds: KnownThresholds;
    inputs: { from: 'samples' | 'summary'; channels: string[] };
    quality: Analysis['quality'];
  },
): NewAnalysis {
  const { load } = analysis;
  const valueOf = (id: string) =>
    analysis.metrics.find((metric) => metric.id === id)?.value ?? null;
  return {
    algorithm_version: analysis.version,
    computed_at: of.computedAt.toISOString(),
    thresholds: of.thresholds as unknown as NonNullable<Json>,
    inputs: of.inputs,
    metrics: analysis.metrics.map(({ id, value, reason }) => ({
      id,
      value: value ?? null,
      reason: reason ?? null,
    })),
    load: load.value?.load ?? null,
    load_method: load.value?.method ?? null,
    laps: analysis.laps.map(({ name, ...span }) => ({ name: name ?? null, ...spanJson(span) })),
    intervals: analysis.intervals.map(spanJson),
    climbs: analysis.climbs.map(({ summary, ...climb }) => ({
      start_m: to(climb.startM, 0),
      end_m: to(climb.endM, 0),
      length_m: to(climb.lengthM, 0),
      gain_m: to(climb.gainM, 1),
      average_grade_pct: to(climb.averageGradePct, 2),
      score: to(climb.score, 0),
      category: climb.category ?? null,
      fiets: to(climb.fiets, 2),
      ...spanJson(summary),
    })),
    best_efforts: analysis.bestEfforts.map((effort) => ({
      of: effort.of,
      duration_s: to(effort.durationS, 1),
      from_s: effort.fromS,
      distance_m: effort.of === 'distance' ? effort.distanceM : null,
      power_w: effort.of === 'power' ? to(effort.value, 1) : null,
    })),
    zones: analysis.zones.map((zones) => ({
      scheme: zones.scheme,
      reason: zones.reason ?? null,
      lower_bounds:
        zones.reason === undefined ? Array.from(zones.lowerBounds, (v) => to(v, 2)) : [],
      seconds_s: zones.reason === undefined ? [...zones.seconds] : [],
      below_s: zones.reason === undefined ? zones.belowS : null,
      missing_s: zones.reason === undefined ? zones.missingS : null,
    })),
    curves: curvesJson(analysis.curves),
    quality: of.quality.map(({ code, detail, fromS, toS }) => ({
      code,
      detail,
      from_s: fromS,
      to_s: toS,
    })),
    intensity: valueOf('intensity') ?? valueOf('pace_intensity'),
    weighted_power_w: valueOf('weighted_power_w'),
  };
}

/** A value as precise as its metric is worth. */
export function roundedMetric(id: string, value: number | null): number | null {
  return value === null ? null : to(value, METRICS.get(id)?.precision ?? 3);
}

/**
 * Only the mean-maximal curve, at the durations that all curves share: a balance by the second is a series, and
 * goes with the samples.
 */
function curvesJson({ power }: Analysis['curves']): NonNullable<Json> {
  if (power === undefined) {
    return { power: null };
  }
  const shared = new Set(sharedDurations(power.durationsS.at(-1) ?? 0));
  const isShared = (_: number, index: number) => shared.has(power.durationsS[index] as number);
  return {
    power: {
      durations_s: [...power.durationsS].filter(isShared),
      powers_w: Array.from(power.means, (value) => to(value, 1)).filter(isShared),
      starts_s: [...power.startsS].filter(isShared),
    },
  };
}

function spanJson(span: SpanSummary) {
  return {
    from_s: span.fromS,
    to_s: span.toS,
    timer_time_s: to(span.timerTimeS, 0),
    elapsed_time_s: to(span.elapsedTimeS, 0),
    moving_time_s: to(span.movingTimeS, 0),
    distance_m: to(span.distanceM, 0),
    average_speed_mps: to(span.averageSpeedMps, 2),
    elevation_gain_m: to(span.elevationGainM, 0),
    average_heart_rate_bpm: to(span.averageHeartRateBpm, 0),
    max_heart_rate_bpm: to(span.maxHeartRateBpm, 0),
    average_power_w: to(span.averagePowerW, 0),
    max_power_w: to(span.maxPowerW, 0),
    weighted_power_w: to(span.weightedPowerW, 0),
    work_kj: to(span.workKj, 0),
    average_cadence_rpm: to(span.averageCadenceRpm, 0),
  };
}

function to(value: number, decimals: number): number;
function to(value: number | undefined, decimals: number): number | null;
function to(value: number | undefined, decimals: number): number | null {
  return value === undefined ? null : Math.round(value * 10 ** decimals) / 10 ** decimals;
}
