import { criticalPower } from '../../analytics/cycling/critical-power.ts';
import type { Output } from '../../contract/operation.ts';
import type { getTrends as operation } from '../../contract/training.ts';
import type { MarkKey, Progress } from '../../core/ports/training.ts';
import { type DayRange, dateOf, dayOf, periodsOf, startOf } from './calendar.ts';
import { lineThrough } from './line-through.ts';

type Measure = Output<typeof operation>['measures'][number];

/** What a coach follows in each sport. */
export const MEASURED: readonly (MarkKey & { unit: string; decimals: number })[] = [
  { sport: 'cycling', kind: 'power', span: 300, unit: 'W', decimals: 1 },
  { sport: 'cycling', kind: 'power', span: 1200, unit: 'W', decimals: 1 },
  { sport: 'cycling', kind: 'efficiency', span: 0, unit: 'W/bpm', decimals: 3 },
  { sport: 'running', kind: 'speed', span: 1000, unit: 'm/s', decimals: 3 },
  { sport: 'running', kind: 'speed', span: 5000, unit: 'm/s', decimals: 3 },
  { sport: 'running', kind: 'efficiency', span: 0, unit: 'm', decimals: 3 },
  { sport: 'swimming', kind: 'speed', span: 400, unit: 'm/s', decimals: 3 },
  { sport: 'rowing', kind: 'speed', span: 2000, unit: 'm/s', decimals: 3 },
  { sport: 'walking', kind: 'speed', span: 5000, unit: 'm/s', decimals: 3 },
];

/** Of the standard durations those that critical power is fitted to. */
export const FITTED_S = [120, 180, 300, 480, 600, 900, 1200] as const;

/** A best effort says what somebody could do for so long: nobody goes all out every week. */
const BEST_OF_WEEKS = 6;
const FITTED_MONTHS = 3;

/** The days before a range that its first values rest on. */
export const DAYS_BEFORE = 100;

const METRIC = { power: 'best_power', speed: 'best_speed', efficiency: 'efficiency' } as const;

/** What the athlete could do, week by week, as far as there is something to tell it by. */
export function measuresOf(
  progress: Progress,
  { range, sport }: { range: DayRange; sport: string | undefined },
): Measure[] {
  const measures = MEASURED.map((measured): Measure => {
    const { kind, span, unit, decimals } = measured;
    const isBest = kind !== 'efficiency';
    const points = weekly(progress, { measured, range, isBest, decimals });
    return {
      sport: measured.sport as Measure['sport'],
      metric: METRIC[kind as keyof typeof METRIC],
      duration_s: kind === 'power' ? span : null,
      distance_m: kind === 'speed' ? span : null,
      unit,
      points,
      ...lineThroughDates(points),
    };
  });
  const fitted = sport === undefined || sport === 'cycling' ? [critical(progress, range)] : [];
  return [...measures, ...fitted].filter(({ points }) => points.length > 0);
}

function weekly(
  { weeks }: Progress,
  of: { measured: MarkKey; range: DayRange; isBest: boolean; decimals: number },
): Measure['points'] {
  const { measured, range, isBest, decimals } = of;
  const byMonday = new Map(
    weeks
      .filter((week) => isSame(week, measured))
      .map(({ monday, best, mean }) => [dayOf(monday), isBest ? best : mean]),
  );
  return periodsOf('week', range).flatMap(({ first, last }) => {
    const monday = startOf('week', first);
    const looked = isBest ? BEST_OF_WEEKS : 1;
    const values = Array.from({ length: looked }, (_, back) => byMonday.get(monday - 7 * back));
    const known = values.filter((value) => value !== undefined);
    return known.length === 0
      ? []
      : [{ date: dateOf(last), value: rounded(Math.max(...known), decimals) }];
  });
}

const isSame = (a: MarkKey, b: MarkKey) =>
  a.sport === b.sport && a.kind === b.kind && a.span === b.span;

/** Critical power of each month with the two before it. */
function critical({ months }: Progress, range: DayRange): Measure {
  const byMonth = Map.groupBy(months, ({ month }) => month);
  const points = periodsOf('month', range).flatMap(({ first, last }) => {
    const bests = new Map<number, number>();
    for (let back = 0, day = first; back < FITTED_MONTHS; back += 1) {
      const month = startOf('month', day);
      for (const { durationS, watts } of byMonth.get(dateOf(month)) ?? []) {
        bests.set(durationS, Math.max(watts, bests.get(durationS) ?? 0));
      }
      day = month - 1;
    }
    const efforts = [...bests].map(([durationS, powerW]) => ({ durationS, powerW }));
    const { value } = criticalPower({ efforts, form: 'inverse_time' });
    return value === undefined
      ? []
      : [{ date: dateOf(last), value: rounded(value.criticalPowerW, 1) }];
  });
  const none = { duration_s: null, distance_m: null };
  return {
    sport: 'cycling',
    metric: 'critical_power',
    ...none,
    unit: 'W',
    points,
    ...lineThroughDates(points),
  };
}

const lineThroughDates = (points: Measure['points']) =>
  lineThrough(points.map(({ date, value }) => ({ week: dayOf(date) / 7, value })));

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
