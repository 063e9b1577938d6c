import type { Thresholds } from '../../analytics/recording.ts';
import type { AnalysisInput, ThresholdsRow } from '../../core/ports/analyses.ts';
import { dayOf, resolveThresholds, toEngine } from '../analysis/resolve-thresholds.ts';

/** The athlete's thresholds on the day of an activity, as its analysis takes them. */
export function thresholdsFor(of: {
  activity: { started_at: string };
  athlete: AnalysisInput['athlete'];
  thresholds: readonly ThresholdsRow[];
}): Thresholds {
  const { activity, athlete, thresholds } = of;
  const date = dayOf(new Date(activity.started_at), athlete.time_zone);
  const known = resolveThresholds(thresholds, { date, profileWeightKg: athlete.weight_kg });
  return toEngine(known, athlete);
}
