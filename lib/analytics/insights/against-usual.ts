import { quantileSorted } from '../statistics/quantile.ts';
import { studentTTwoSided } from '../statistics/student-t.ts';
import { change, metric, unitOf } from './evidence.ts';
import type { Evidence, InsightFacts } from './insight.ts';

/** An activity beside what is usual for the athlete. */
export interface AgainstUsual {
  value: Evidence;
  /** The median of activities like it: `usual.<id>`. */
  usual: Evidence;
  /** How many those were, and in how many days before. */
  count: Evidence;
  days: Evidence;
  changePct: Evidence;
  /** 0 to 1: how rarely the athlete’s own spread would give as much. */
  certainty: number;
}

/** Under so many a median is no habit. */
const FEWEST = 5;
/** Like it: between 0.6 and 1.6 times as long. */
const DURATION_RATIO = 1.6;
/** Like it, where output is compared with heart rate: so close in heart rate. */
const HEART_RATE_RATIO = 1.07;
/** Where nearly all are alike, a hair is no surprise. */
const LEAST_SPREAD = 0.005;
const MAD_TO_SD = 1.4826;

/**
 * A metric beside the median of the athlete’s own activities of the same sport, of a similar duration and, asked
 * for, heart rate. Undefined under five of them, or where more than one in ten would differ as much: Student’s t
 * for one more observation, with the median absolute deviation as the spread.
 */
export function againstUsual(
  facts: InsightFacts,
  id: string,
  { alikeIn = [] }: { alikeIn?: readonly 'heart_rate'[] } = {},
): AgainstUsual | undefined {
  const value = metric(facts, id);
  const values = likeIt(facts, alikeIn).flatMap((metrics) => metrics.get(id) ?? []);
  if (value === undefined || values.length < FEWEST) {
    return undefined;
  }
  const median = medianOf(values);
  const spread = medianOf(values.map((one) => Math.abs(one - median))) * MAD_TO_SD;
  const sd = Math.max(spread, LEAST_SPREAD * Math.abs(median));
  if (!(sd > 0) || median === 0) {
    return undefined;
  }
  const n = values.length;
  const t = (value.value - median) / (sd * Math.sqrt(1 + 1 / n));
  const p = studentTTwoSided({ t, df: n - 1 });
  const usual = { metric: `usual.${id}`, value: median, unit: unitOf(id) };
  return p > 0.1
    ? undefined
    : {
        value,
        usual,
        count: { metric: 'history.activities', value: n, unit: '' },
        days: { metric: 'history.days', value: facts.history.days, unit: 'd' },
        changePct: change(id, usual, value),
        certainty: (1 - p) * (n / (n + 1)),
      };
}

function likeIt(
  { metrics, history }: InsightFacts,
  alikeIn: readonly 'heart_rate'[],
): ReadonlyMap<string, number>[] {
  const ids = ['duration' as const, ...alikeIn];
  const isNear = (other: ReadonlyMap<string, number>, kind: 'duration' | 'heart_rate') => {
    const most = kind === 'duration' ? DURATION_RATIO : HEART_RATE_RATIO;
    const of = kind === 'duration' ? durationOf : heartRateOf;
    const [a, b] = [of(metrics), of(other)];
    return a !== undefined && b !== undefined && Math.max(a, b) <= most * Math.min(a, b);
  };
  return history.activities.filter((other) => ids.every((kind) => isNear(other, kind)));
}

const durationOf = (metrics: ReadonlyMap<string, number>) =>
  metrics.get('moving_time_s') ?? metrics.get('timer_time_s') ?? metrics.get('elapsed_time_s');

const heartRateOf = (metrics: ReadonlyMap<string, number>) => metrics.get('average_heart_rate_bpm');

function medianOf(values: readonly number[]): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}
