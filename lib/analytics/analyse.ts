import {
  type AnalysisContext,
  type AnalysisOptions,
  createAnalysisContext,
} from './analysis-context.ts';
import { type Climb, findClimbs } from './course/climbs.ts';
import type { BestEffort, Curves } from './family.ts';
import { profileOf } from './intermediates.ts';
import type { LoadMethod } from './load/activity-load.ts';
import { bestLoad } from './load-metrics.ts';
import type { Metric } from './metric.ts';
import type { Recording, Thresholds } from './recording.ts';
import { ANALYSIS_VERSION, FAMILIES, isFor } from './registry.ts';
import { toSeries } from './resample.ts';
import { none, type Result } from './result.ts';
import type { QualityFlag } from './series.ts';
import { lapSpans } from './spans/lap-spans.ts';
import { type SpanSummary, summariseSpan } from './spans/summarise-span.ts';
import { type ZoneTimes, zoneTimes } from './zones.ts';

/** A metric's value, or why there is none. The registry tells the rest by `id`. */
type MetricResult = { id: string } & Result;

export interface Analysis {
  version: number;
  metrics: MetricResult[];
  /** What the metric `load` is, and by which method. */
  load: Result<{ load: number; method: LoadMethod }>;
  laps: (SpanSummary & { name: string | undefined })[];
  intervals: SpanSummary[];
  climbs: (Climb & { summary: SpanSummary })[];
  bestEfforts: BestEffort[];
  zones: ZoneTimes[];
  curves: Curves;
  quality: QualityFlag[];
}

/**
 * Everything there is to say about a recording in numbers: all metrics for its sport, each with a value or a
 * reason, and its parts. Never throws for any data, never answers NaN or an infinity outside of series.
 */
export function analyse(
  recording: Recording,
  thresholds: Thresholds = {},
  options: AnalysisOptions = {},
): Analysis {
  const { series, quality } = toSeries(recording, thresholds);
  const context = createAnalysisContext({ recording, series, thresholds, options });
  const families = FAMILIES.filter((family) => isFor(recording.sport, family));
  const metrics = families
    .flatMap((family) => family.metrics)
    .filter((metric) => isFor(recording.sport, metric))
    .map((metric) => ({ id: metric.id, ...plausible(metric, metric.compute(context)) }));
  return {
    version: ANALYSIS_VERSION,
    metrics,
    load: context.once(bestLoad),
    laps: lapSpans(recording.laps ?? [], series.elapsedS).map(({ name, ...span }) => ({
      name,
      ...summariseSpan(context, span),
    })),
    intervals: families
      .flatMap((family) => family.intervals?.(context) ?? [])
      .map((span) => summariseSpan(context, span)),
    climbs: climbsOf(context),
    bestEfforts: families.flatMap((family) => family.bestEfforts?.(context) ?? []),
    zones: zoneTimes(context),
    curves: Object.assign({}, ...families.map((family) => family.curves?.(context))) as Curves,
    quality,
  };
}

function plausible({ range: [lowest, highest] }: Metric, result: Result): Result {
  const { value } = result;
  return value === undefined || (value >= lowest && value <= highest)
    ? result
    : none('not_plausible');
}

function climbsOf(context: AnalysisContext): Analysis['climbs'] {
  const { value: profile } = context.once(profileOf);
  return profile === undefined
    ? []
    : findClimbs(profile).map((climb) => ({
        ...climb,
        summary: summariseSpan(context, { from: climb.fromS, to: climb.toS }),
      }));
}
