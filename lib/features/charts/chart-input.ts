import type { AnalysisContext } from '../../analytics/analysis-context.ts';
import type { PointRow } from '../../core/ports/live.ts';

/** What every chart is drawn from. */
export interface ChartInput {
  activityId: string;
  /** ms since 1970. */
  startedAtMs: number;
  context: AnalysisContext;
  /** The most points to draw. */
  points: number;
  /** Points of a match, in order; none where the chart has no use for them. */
  logged: readonly PointRow[];
}

/** What every chart says of itself. */
export function frame<C extends string>(
  chart: C,
  { activityId }: ChartInput,
  reason: string | undefined,
): { chart: C; activity_id: string; reason: string | null } {
  return { chart, activity_id: activityId, reason: reason ?? null };
}

/** The time of day of an elapsed time, RFC 3339. */
export function timestampOf({ startedAtMs }: ChartInput, elapsedS: number): string {
  return new Date(startedAtMs + Math.round(elapsedS * 1000)).toISOString();
}
