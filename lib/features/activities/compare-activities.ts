import {
  type ComparedActivity,
  compareActivities as compare,
} from '../../analytics/compare/compare-activities.ts';
import { summariseComparison } from '../../analytics/compare/summarise-comparison.ts';
import type { Sport } from '../../analytics/recording.ts';
import type { compareActivities as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { ActivityRow, Json } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { roundedMetric } from '../analysis/to-new-analysis.ts';
import { toActivity } from './to-activity.ts';

/** Some of the caller's activities side by side. */
export async function compareActivities(
  { body: { activity_ids: ids } }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'analyses' | 'athletes' | 'policyOf'>,
): Promise<Output<typeof operation>> {
  const [found, athlete] = await Promise.all([
    deps.analyses.compared(caller, ids),
    deps.athletes.get(caller),
  ]);
  const byId = new Map(found.map((one) => [one.activity.id, one]));
  const unknown = ids.filter((id) => !byId.has(id));
  if (unknown.length > 0) {
    throw new AppError('not_found', {
      detail: `You have no activity with the id ${unknown.join(', nor with ')}.`,
    });
  }
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  const activities = rows.map(({ activity, metrics }) => toCompared(activity, metrics));
  const comparison = compare(activities);
  const summary = summariseComparison(activities, comparison);
  return {
    activities: rows.map(({ activity }) => toActivity(activity, deps)),
    metrics: comparison.metrics.map(({ id, unit, values, changePct, bestId }) => ({
      id,
      unit,
      values: values.map((value) => roundedMetric(id, value ?? null)),
      change_pct: changePct === undefined ? null : Math.round(changePct * 10) / 10,
      best_activity_id: bestId ?? null,
    })),
    trends: comparison.trends.map(({ metric, slopePerWeek, confidence }) => ({
      metric,
      slope_per_week: slopePerWeek,
      confidence: Math.round(confidence * 1000) / 1000,
    })),
    summary: summary.in(athlete?.units === 'imperial' ? 'imperial' : 'metric'),
  };
}

function toCompared(activity: ActivityRow, stored: Json): ComparedActivity {
  const metrics = (stored ?? []) as { id: string; value: number | null }[];
  return {
    id: activity.id,
    sport: activity.sport as Sport,
    startedAtMs: Date.parse(activity.started_at),
    date: activity.local_date ?? activity.started_at.slice(0, 10),
    metrics: new Map(metrics.flatMap(({ id, value }) => (value === null ? [] : [[id, value]]))),
  };
}
