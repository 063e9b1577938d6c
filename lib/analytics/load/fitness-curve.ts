import { countable, type DailyLoads } from './daily-loads.ts';

/** Day by day from `firstDay` on; all arrays are equally long. In points of load a day. */
export interface FitnessCurve {
  firstDay: number;
  /** Slow mean of the load (CTL). */
  fitness: Float64Array;
  /** Fast mean (ATL). */
  fatigue: Float64Array;
  /** Fitness less fatigue, of the day before unless set otherwise (TSB). */
  form: Float64Array;
  settings: FitnessSettings;
}

export interface FitnessSettings {
  /** Time constants, days. */
  fitnessDays: number;
  fatigueDays: number;
  /** `exponential`: the step is 1 − e^(−1/τ). `reciprocal`: 1/τ, as TrainingPeaks does. */
  smoothing: 'exponential' | 'reciprocal';
  /** `previous_day`: how the athlete starts the day. `same_day`: with the day's own load counted. */
  form: 'previous_day' | 'same_day';
  /** Where the curve begins, the evening before the first day. */
  seed: { fitness: number; fatigue: number };
}

const FITNESS_DEFAULTS: FitnessSettings = {
  fitnessDays: 42,
  fatigueDays: 7,
  smoothing: 'exponential',
  form: 'previous_day',
  seed: { fitness: 0, fatigue: 0 },
};

/**
 * Fitness, fatigue and form from daily loads: exponentially weighted means of the load, x += α·(load − x), and
 * their difference. The first 42 days are still building up: see `isBuilding`.
 *
 * Bookkeeping of load, not fitness or fatigue: the model is Banister's without its gains, it ignores what kind of
 * stress it was, and form does not predict an athlete's performance. Loads that are not finite or negative
 * count as rest. O(days).
 * Source: Banister 1975; Coggan's Performance Manager; definitions differ, see the settings.
 */
export function fitnessCurve(
  daily: DailyLoads,
  settings: Partial<FitnessSettings> = {},
): FitnessCurve {
  const days = daily.loads.length;
  const curve: FitnessCurve = {
    firstDay: daily.firstDay,
    fitness: new Float64Array(days),
    fatigue: new Float64Array(days),
    form: new Float64Array(days),
    settings: { ...FITNESS_DEFAULTS, ...settings },
  };
  fillFrom(curve, daily, 0);
  return curve;
}

/**
 * The curve after loads changed, `fromDay` being the earliest day that did: what is before is taken over, the
 * rest computed again. Equal to `fitnessCurve` of the new loads to the last digit. Of a move, `fromDay` is the
 * earlier of the two days. The curve given stays as it is.
 */
export function updatedFitnessCurve(
  curve: FitnessCurve,
  { daily, fromDay }: { daily: DailyLoads; fromDay: number },
): FitnessCurve {
  const { settings } = curve;
  const kept = Math.min(fromDay - curve.firstDay, curve.fitness.length, daily.loads.length);
  if (curve.firstDay !== daily.firstDay || !(kept > 0)) {
    return fitnessCurve(daily, settings);
  }
  const days = daily.loads.length;
  const grown = (before: Float64Array) => {
    const after = new Float64Array(days);
    after.set(before.subarray(0, kept));
    return after;
  };
  const next: FitnessCurve = {
    firstDay: daily.firstDay,
    fitness: grown(curve.fitness),
    fatigue: grown(curve.fatigue),
    form: grown(curve.form),
    settings,
  };
  fillFrom(next, daily, kept);
  return next;
}

/** How fast fitness rose over the last 7 days, points a day per week; `undefined` in the first week. */
export function fitnessRamp(curve: FitnessCurve, day: number): number | undefined {
  const now = curve.fitness[day - curve.firstDay];
  const before = curve.fitness[day - curve.firstDay - 7];
  return now === undefined || before === undefined ? undefined : now - before;
}

/** Whether the curve has not seen a whole time constant of days yet and is too low for what the athlete does. */
export function isBuilding(curve: FitnessCurve, day: number): boolean {
  const { seed, fitnessDays } = curve.settings;
  return seed.fitness === 0 && day - curve.firstDay < fitnessDays;
}

function fillFrom(
  { fitness, fatigue, form, settings }: FitnessCurve,
  daily: DailyLoads,
  from: number,
) {
  const slow = stepOf(settings.fitnessDays, settings.smoothing);
  const fast = stepOf(settings.fatigueDays, settings.smoothing);
  const isSameDay = settings.form === 'same_day';
  let x = fitness[from - 1] ?? settings.seed.fitness;
  let y = fatigue[from - 1] ?? settings.seed.fatigue;
  for (let i = from; i < fitness.length; i += 1) {
    const load = countable(daily.loads[i] as number);
    const before = x - y;
    x += slow * (load - x);
    y += fast * (load - y);
    fitness[i] = x;
    fatigue[i] = y;
    form[i] = isSameDay ? x - y : before;
  }
}

function stepOf(days: number, smoothing: FitnessSettings['smoothing']): number {
  return smoothing === 'exponential' ? -Math.expm1(-1 / days) : 1 / days;
}
