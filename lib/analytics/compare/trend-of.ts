import { fitLine } from '../statistics/fit-line.ts';
import { studentTTwoSided } from '../statistics/student-t.ts';
import type { ComparedActivity } from './compare-activities.ts';

export interface Trend {
  metric: string;
  /** In the metric’s unit. */
  slopePerWeek: number;
  /** 0 to 1. */
  confidence: number;
}

const DAY_MS = 86_400_000;
/** Closer together than this there is no course of time. */
const LEAST_SPAN_MS = DAY_MS;
/** Three points lie on a line too often to trust one. */
const MOST_OF_THREE = 0.3;

/**
 * The straight line through a metric by date, least squares. Confidence is 1 − p of its slope (Student’s t with
 * n − 2 degrees of freedom): of two activities 0, since any line fits, of three 0.3 at the most.
 */
export function trendOf(
  activities: readonly ComparedActivity[],
  metric: string,
): Trend | undefined {
  const points = activities
    .flatMap(({ startedAtMs, metrics }) => {
      const value = metrics.get(metric);
      return value === undefined ? [] : [{ startedAtMs, value }];
    })
    .sort((a, b) => a.startedAtMs - b.startedAtMs || a.value - b.value);
  const startMs = points[0]?.startedAtMs ?? 0;
  if (points.length < 2 || (points.at(-1)?.startedAtMs ?? 0) - startMs < LEAST_SPAN_MS) {
    return undefined;
  }
  const { slope, slopeSe } = fitLine({
    x: Float64Array.from(points, ({ startedAtMs }) => (startedAtMs - startMs) / (7 * DAY_MS)),
    y: Float64Array.from(points, ({ value }) => value),
  });
  const certain = 1 - studentTTwoSided({ t: slope / slopeSe, df: points.length - 2 });
  const most = points.length === 2 ? 0 : points.length === 3 ? MOST_OF_THREE : 1;
  return {
    metric,
    slopePerWeek: slope,
    // a line that is level, or through two points, has no t
    confidence: Number.isFinite(certain) ? Math.min(most, certain) : 0,
  };
}
