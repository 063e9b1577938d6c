import { dailyLoads } from '../../analytics/load/daily-loads.ts';
import { type FitnessCurve, fitnessCurve } from '../../analytics/load/fitness-curve.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { TrainingDay } from '../../core/ports/training.ts';
import type { Deps } from '../../core/ports.ts';
import { noAccount } from '../me/to-me.ts';
import { type DayRange, dateOf, dayOf, dayRange, localDay } from './calendar.ts';

/** Twenty years, one of them too many for nobody. */
export const MOST_DAYS = 7_320;

/** Beyond this nothing of a load is left in the curve, and the recording's clock was wrong. */
const MOST_PAST_DAYS = 36_000;

export interface Asked {
  range: DayRange;
  /** All days up to the last one, however long ago; ascending. */
  days: DatedDay[];
}

export type DatedDay = TrainingDay & { day: number };

/** The caller's training up to the last day asked for, in one request. */
export async function trainingHistory(
  query: { from?: string | undefined; to?: string | undefined; sport?: string | undefined },
  caller: AthleteCaller,
  { training, clock }: Pick<Deps, 'training' | 'clock'>,
  options: { zones?: boolean } = {},
): Promise<Asked> {
  const { to, sport } = query;
  const { athleteId } = caller;
  const history = await training.days(caller, { athleteId, to, sport, ...options });
  if (history === undefined) {
    throw noAccount();
  }
  const today = localDay(clock.now(), history.timeZone);
  const range = dayRange(query, { today, mostDays: MOST_DAYS });
  const days = history.days
    .map((day) => ({ ...day, day: dayOf(day.date) }))
    .filter(({ day }) => day <= range.last && day > range.last - MOST_PAST_DAYS);
  return { range, days };
}

/** The curve from the first activity to the last day asked for; `undefined` without any activity. */
export function curveOf({ days, range }: Asked): FitnessCurve | undefined {
  const { value } = dailyLoads(
    days.map(({ day, load }) => ({ day, load: load ?? 0 })),
    { lastDay: range.last },
  );
  return value === undefined ? undefined : fitnessCurve(value);
}

const NO_DAYS = fitnessCurve({ firstDay: 0, loads: new Float64Array() });

/** What the curve rests on, as the API says it. */
export function modelOf(curve: FitnessCurve = NO_DAYS) {
  const { settings, firstDay, fitness } = curve;
  return {
    version: '1',
    fitness_days: settings.fitnessDays,
    fatigue_days: settings.fatigueDays,
    smoothing: settings.smoothing,
    form: settings.form,
    status: 'contested' as const,
    building_until: fitness.length === 0 ? null : dateOf(firstDay + settings.fitnessDays - 1),
  };
}

/** Fitness, fatigue and form of a day; 0 before the first activity. */
export function curveAt(curve: FitnessCurve | undefined, day: number) {
  const i = curve === undefined ? -1 : day - curve.firstDay;
  return {
    fitness: hundredths(curve?.fitness[i] ?? 0),
    fatigue: hundredths(curve?.fatigue[i] ?? 0),
    form: hundredths(curve?.form[i] ?? 0),
  };
}

/** Points are shown to two decimals. */
export const hundredths = (points: number) => Math.round(points * 100) / 100;
