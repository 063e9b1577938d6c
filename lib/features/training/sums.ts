import type { TrainingDay } from '../../core/ports/training.ts';
import type { DayRange } from './calendar.ts';
import type { DatedDay } from './training-history.ts';

export type Sums = ReturnType<typeof sumsOf>;

/** What days add up to, as the API says it. */
export function sumsOf(days: TrainingDay[]) {
  const sums = {
    active_days: days.length,
    activities: 0,
    elapsed_time_s: 0,
    moving_time_s: 0,
    distance_m: 0,
    elevation_gain_m: 0,
    load: null as number | null,
  };
  for (const day of days) {
    sums.activities += day.activities;
    sums.elapsed_time_s += day.elapsedTimeS;
    sums.moving_time_s += day.movingTimeS;
    sums.distance_m += day.distanceM;
    sums.elevation_gain_m += day.elevationGainM;
    if (day.load !== undefined) {
      sums.load = (sums.load ?? 0) + day.load;
    }
  }
  return sums;
}

/** The sums of each period; days and periods ascending, and no day outside all of them. */
export function sumsByPeriod(days: DatedDay[], periods: DayRange[]): Sums[] {
  let at = 0;
  return periods.map(({ last }) => {
    const start = at;
    while (at < days.length && (days[at] as DatedDay).day <= last) {
      at += 1;
    }
    return sumsOf(days.slice(start, at));
  });
}
