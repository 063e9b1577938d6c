import { ZONE_SCHEMES, type ZoneScheme } from '../../analytics/zone-schemes.ts';
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
    zones: zoneSums(days),
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

/** By channel and scheme. */
function zoneSums(days: TrainingDay[]) {
  const sums = new Map<string, number[]>();
  for (const [scheme, seconds] of days.flatMap(({ zones }) =>
    zones.flatMap(Object.entries<number[]>),
  )) {
    const sum = sums.get(scheme) ?? [];
    sums.set(
      scheme,
      seconds.map((inZone, zone) => inZone + (sum[zone] ?? 0)),
    );
  }
  return [...sums]
    .map(([scheme, [below_s = 0, ...seconds]]) => ({
      of: (ZONE_SCHEMES as Record<string, ZoneScheme>)[scheme]?.of ?? 'heart_rate',
      scheme,
      seconds,
      below_s,
    }))
    .toSorted((a, b) => (a.of + a.scheme < b.of + b.scheme ? -1 : 1));
}
