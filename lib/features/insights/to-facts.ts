import type { ClimbFacts, InsightFacts, SpanFacts } from '../../analytics/insights/insight.ts';
import type { Sport } from '../../analytics/recording.ts';
import type { KnownThresholds } from '../../core/ports/analyses.ts';
import type { InsightInput } from '../../core/ports/insights.ts';

interface StoredSpan {
  timer_time_s: number | null;
  distance_m: number | null;
  average_speed_mps: number | null;
  elevation_gain_m: number | null;
  average_heart_rate_bpm: number | null;
  average_power_w: number | null;
}

interface StoredClimb extends StoredSpan {
  gain_m: number;
  average_grade_pct: number;
  category: string | null;
}

interface StoredZones {
  scheme: string;
  reason: string | null;
  seconds_s: number[];
  below_s: number | null;
}

/** A stored analysis and its history as insights are found in them: the same numbers, without the missing. */
export function toFacts(
  { sport, analysis, history, records }: InsightInput,
  { days }: { days: number },
): InsightFacts {
  const metrics = analysis.metrics as { id: string; value: number | null }[];
  const thresholds = analysis.thresholds as unknown as KnownThresholds;
  return {
    sport: sport as Sport,
    metrics: known(metrics.map(({ id, value }) => [id, value])),
    thresholds: known(Object.entries(thresholds).map(([id, one]) => [id, one?.value ?? null])),
    intervals: (analysis.intervals as unknown as StoredSpan[]).map(toSpan),
    climbs: (analysis.climbs as unknown as StoredClimb[]).map(toClimb),
    zones: (analysis.zones as unknown as StoredZones[])
      .filter(({ reason }) => reason === null)
      .map(({ scheme, seconds_s, below_s }) => ({
        scheme,
        secondsS: seconds_s,
        belowS: below_s ?? 0,
      })),
    records,
    history: { days, activities: history.map((row) => new Map(Object.entries(row))) },
  };
}

function known(entries: [string, number | null][]): Map<string, number> {
  return new Map(entries.flatMap(([id, value]) => (value === null ? [] : [[id, value]])));
}

function toSpan(span: StoredSpan): SpanFacts {
  return {
    timerTimeS: span.timer_time_s ?? 0,
    distanceM: span.distance_m ?? undefined,
    averageSpeedMps: span.average_speed_mps ?? undefined,
    elevationGainM: span.elevation_gain_m ?? undefined,
    averageHeartRateBpm: span.average_heart_rate_bpm ?? undefined,
    averagePowerW: span.average_power_w ?? undefined,
  };
}

function toClimb(climb: StoredClimb): ClimbFacts {
  return {
    ...toSpan(climb),
    gainM: climb.gain_m,
    averageGradePct: climb.average_grade_pct,
    category: climb.category ?? undefined,
  };
}
