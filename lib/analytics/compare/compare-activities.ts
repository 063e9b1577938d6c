import type { Sport } from '../recording.ts';
import { isFor, METRICS } from '../registry.ts';
import { BETTER } from './better.ts';
import { type Trend, trendOf } from './trend-of.ts';

/** An activity to compare; without metrics it is not analysed. */
export interface ComparedActivity {
  id: string;
  sport: Sport;
  startedAtMs: number;
  /** Where it was done, `YYYY-MM-DD`. */
  date: string;
  metrics: ReadonlyMap<string, number>;
}

interface ComparedMetric {
  id: string;
  unit: string;
  /** One per activity, in their order. */
  values: (number | undefined)[];
  /** From the earliest activity that has one to the latest; undefined for signed metrics. */
  changePct: number | undefined;
  /** The first of equals; undefined where neither more nor less is better, and between sports. */
  bestId: string | undefined;
}

export interface Comparison {
  metrics: ComparedMetric[];
  trends: Trend[];
}

/** Under so many values there is nothing to compare. */
const FEWEST = 2;

/**
 * Two activities or more, metric by metric, in the order they come in; changes and trends go by date. Of different sports only
 * the metrics that are for all of them are compared, and only those that two activities have at the least.
 */
export function compareActivities(activities: readonly ComparedActivity[]): Comparison {
  const byDate = activities.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const isOneSport = new Set(activities.map(({ sport }) => sport)).size === 1;
  const metrics = [...METRICS.values()]
    .filter((metric) => activities.every(({ sport }) => isFor(sport, metric)))
    .map((metric): ComparedMetric => {
      const values = activities.map((activity) => activity.metrics.get(metric.id));
      const isSigned = metric.range[0] < 0;
      return {
        id: metric.id,
        unit: metric.unit,
        values,
        changePct: isSigned ? undefined : changePct(endsOf(byDate, metric.id)),
        bestId: isOneSport ? bestOf(activities, metric.id) : undefined,
      };
    })
    .filter(({ values }) => values.filter((value) => value !== undefined).length >= FEWEST);
  return { metrics, trends: metrics.flatMap(({ id }) => trendOf(activities, id) ?? []) };
}

/** A metric of the earliest activity that has one, and of the latest. */
export function endsOf(
  byDate: readonly ComparedActivity[],
  metric: string,
): { first: number; last: number } | undefined {
  const values = byDate.flatMap(({ metrics }) => metrics.get(metric) ?? []);
  const [first] = values;
  const last = values.at(-1);
  return first === undefined || last === undefined ? undefined : { first, last };
}

function changePct(ends: { first: number; last: number } | undefined): number | undefined {
  return ends !== undefined && ends.first > 0 ? (ends.last / ends.first - 1) * 100 : undefined;
}

function bestOf(activities: readonly ComparedActivity[], metric: string): string | undefined {
  const better = BETTER.get(metric);
  if (better === undefined) {
    return undefined;
  }
  const sign = better === 'more' ? 1 : -1;
  let best: { id: string; value: number } | undefined;
  for (const { id, metrics } of activities) {
    const value = metrics.get(metric);
    if (value !== undefined && (best === undefined || sign * value > sign * best.value)) {
      best = { id, value };
    }
  }
  return best?.id;
}
