import { none, type Result } from '../result.ts';
import { exactSum } from '../statistics/exact-sum.ts';

/** The load of every calendar day from the first to the last, rest days with 0. */
export interface DailyLoads {
  /** Days since 1 January 1970, of the athlete's local date. */
  firstDay: number;
  loads: Float64Array;
}

/** What one activity adds to its day. */
export interface DatedLoad {
  /** Days since 1 January 1970, of the athlete's local date. */
  day: number;
  load: number;
}

/**
 * The load of every day from the first activity to `lastDay` (the last activity's, unless said), in points.
 *
 * The order of the activities does not matter, to the last digit: a day's sum is exact. Loads below 0 or
 * that nobody can have done count as none. Activities after `lastDay` are left out.
 *
 * Reasons: `too_few` without an activity, `not_plausible` where a day is no whole number or the days span more than
 * 100 years, which is a wrong clock.
 */
export function dailyLoads(
  activities: Iterable<DatedLoad>,
  { lastDay }: { lastDay?: number | undefined } = {},
): Result<DailyLoads> {
  const byDay = new Map<number, number[]>();
  let firstDay = Infinity;
  let latestDay = -Infinity;
  for (const { day, load } of activities) {
    if (day > (lastDay ?? Infinity)) {
      continue;
    }
    if (!Number.isSafeInteger(day)) {
      return none('not_plausible');
    }
    const loads = byDay.get(day);
    if (loads === undefined) {
      byDay.set(day, [countable(load)]);
    } else {
      loads.push(countable(load));
    }
    firstDay = Math.min(firstDay, day);
    latestDay = Math.max(latestDay, day);
  }
  if (byDay.size === 0) {
    return none('too_few');
  }
  const days = (lastDay ?? latestDay) - firstDay + 1;
  if (!(days <= MOST_DAYS && Number.isInteger(days))) {
    return none('not_plausible');
  }
  const loads = new Float64Array(days);
  for (const [day, values] of byDay) {
    loads[day - firstDay] = exactSum(values);
  }
  return { value: { firstDay, loads } };
}

/** Two sets of daily loads as one: each day's sum, from the earlier first to the later last day. */
export function mergeDailyLoads(a: DailyLoads, b: DailyLoads): DailyLoads {
  const firstDay = Math.min(a.firstDay, b.firstDay);
  const end = Math.max(a.firstDay + a.loads.length, b.firstDay + b.loads.length);
  const loads = new Float64Array(end - firstDay);
  for (const part of [a, b]) {
    part.loads.forEach((load, i) => {
      const at = part.firstDay - firstDay + i;
      loads[at] = (loads[at] as number) + countable(load);
    });
  }
  return { firstDay, loads };
}

/** A load that can be reckoned with: not below 0, nor beyond what a day can hold; else none. */
export function countable(load: number): number {
  return load > 0 && load <= MOST_POINTS ? load : 0;
}

/** Effort × minutes of an all-out day, the largest unit in use, is 14,400. */
const MOST_POINTS = 100_000;

const MOST_DAYS = 36_525;
