import { describe, expect, test } from 'vitest';
import { activityLoad } from '../../lib/analytics/load/activity-load.ts';
import { acuteChronicRatio } from '../../lib/analytics/load/acute-chronic-ratio.ts';
import {
  type DailyLoads,
  type DatedLoad,
  dailyLoads,
  mergeDailyLoads,
} from '../../lib/analytics/load/daily-loads.ts';
import { effortLoad } from '../../lib/analytics/load/effort-load.ts';
import {
  type FitnessCurve,
  fitnessCurve,
  fitnessRamp,
  isBuilding,
  updatedFitnessCurve,
} from '../../lib/analytics/load/fitness-curve.ts';
import { trainingMonotony } from '../../lib/analytics/load/training-monotony.ts';
import { exactSum } from '../../lib/analytics/statistics/exact-sum.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

const from = (loads: readonly number[], firstDay = 20_000): DailyLoads => ({
  firstDay,
  loads: Float64Array.from(loads),
});

interface CurveFigures {
  ctl: number[];
  atl: number[];
  tsb_prev_day: number[];
  tsb_same_day?: number[];
}

describe('the reference vector', () => {
  test('load.pmc.seed0: both smoothings and both forms over 14 days', () => {
    const { input, expected, tolerance } = referenceVector<
      { tss: number[] },
      Record<'exponential_gc_icu_sauce_elevate' | 'reciprocal_trainingpeaks', CurveFigures>
    >('load.pmc.seed0');
    const daily = from(input.tss);
    const figures = {
      exponential: expected.exponential_gc_icu_sauce_elevate,
      reciprocal: expected.reciprocal_trainingpeaks,
    };
    for (const smoothing of ['exponential', 'reciprocal'] as const) {
      const { ctl, atl, tsb_prev_day, tsb_same_day } = figures[smoothing];
      expectToMatch(
        fitnessCurve(daily, { smoothing }),
        { fitness: ctl, fatigue: atl, form: tsb_prev_day },
        { tolerance },
      );
      const { form } = fitnessCurve(daily, { smoothing, form: 'same_day' });
      expectToMatch(form, tsb_same_day, { tolerance });
    }
  });

  test('load.pmc.seed60_45: a curve that does not begin at zero, and its ramp', () => {
    const { input, expected, tolerance } = referenceVector<
      { tss: number[]; ctl0: number; atl0: number },
      CurveFigures & { ramp_7d: (number | null)[] }
    >('load.pmc.seed60_45');
    const curve = fitnessCurve(from(input.tss), {
      seed: { fitness: input.ctl0, fatigue: input.atl0 },
    });
    const { ctl, atl, tsb_prev_day, ramp_7d } = expected;
    expectToMatch(curve, { fitness: ctl, fatigue: atl, form: tsb_prev_day }, { tolerance });
    const ramps = input.tss.map((_, i) => fitnessRamp(curve, curve.firstDay + i));
    expectToMatch(ramps, ramp_7d, { tolerance });
  });

  test('load.pmc.steady: 100 every day from zero', () => {
    const { expected, tolerance } = referenceVector<unknown, Record<string, number>>(
      'load.pmc.steady',
    );
    const daily = from(Array<number>(42).fill(100));
    const exponential = fitnessCurve(daily);
    const reciprocal = fitnessCurve(daily, { smoothing: 'reciprocal' });
    expectToMatch(
      {
        ctl_day42_reciprocal: reciprocal.fitness[41],
        ctl_day42_exp: exponential.fitness[41],
        atl_day7_reciprocal: reciprocal.fatigue[6],
        atl_day7_exp: exponential.fatigue[6],
        alpha_ctl_exp: (exponential.fitness[0] as number) / 100,
        alpha_atl_exp: (exponential.fatigue[0] as number) / 100,
      },
      expected,
      { tolerance },
    );
  });

  test('load.acwr: coupled, uncoupled and weighted of the same four weeks', () => {
    const { input, expected, tolerance } = referenceVector<
      { load: number[] },
      Record<string, number>
    >('load.acwr');
    const loads = Float64Array.from(input.load);
    const by = (form: 'coupled' | 'uncoupled' | 'weighted') =>
      acuteChronicRatio({ loads, form }).value;
    expectToMatch(
      {
        acute_mean: by('coupled')?.acute,
        chronic_mean_coupled: by('coupled')?.chronic,
        acwr_coupled: by('coupled')?.ratio,
        chronic_mean_uncoupled: by('uncoupled')?.chronic,
        acwr_uncoupled: by('uncoupled')?.ratio,
        ewma_acute: by('weighted')?.acute,
        ewma_chronic: by('weighted')?.chronic,
        acwr_ewma: by('weighted')?.ratio,
        coupled_from_uncoupled: identity(by('uncoupled')?.ratio ?? 0),
      },
      expected,
      { tolerance },
    );
  });

  test('load.foster: a week by both standard deviations', () => {
    const { input, expected, tolerance } = referenceVector<
      { daily: number[] },
      Record<string, number>
    >('load.foster');
    const loads = Float64Array.from(input.daily);
    expectToMatch(
      trainingMonotony({ loads }).value,
      {
        totalLoad: expected.total,
        meanLoad: expected.mean,
        monotony: expected.monotony_pop,
        strain: expected.strain_pop,
      },
      { tolerance },
    );
    expectToMatch(
      trainingMonotony({ loads, sampleSd: true }).value,
      { monotony: expected.monotony_sample, strain: expected.strain_sample },
      { tolerance },
    );
  });

  test('load.foster.runalyze: two weeks, and one without spread', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: number[][] },
      { monotony_pop: (number | null)[] }
    >('load.foster.runalyze');
    const actual = input.cases.map(
      (daily) => trainingMonotony({ loads: Float64Array.from(daily) }).value?.monotony,
    );
    expectToMatch(actual, expected.monotony_pop, { tolerance });
  });
});

/** What Lolli et al. 2017 show: the coupled ratio is a function of the uncoupled one. */
const identity = (uncoupled: number) => (4 * uncoupled) / (3 + uncoupled);

type Change =
  | { kind: 'insert'; day: number; load: number }
  | { kind: 'edit'; pick: number; load: number }
  | { kind: 'move'; pick: number; day: number }
  | { kind: 'delete'; pick: number };

const day = fc.integer({ min: 20_000, max: 20_120 });
const load = fc.oneof(
  fc.double({ min: 0, max: 400, noNaN: true }),
  fc.constantFrom(0, Number.NaN, -5, 0.1, 0.2, 0.3),
);
const pick = fc.nat({ max: 99 });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('insert' as const), day, load }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), pick, load }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), pick, day }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), pick }) },
);

/** Applies a change to the activities and answers the earliest day that it touches. */
function apply(activities: DatedLoad[], change: Change): number {
  if (change.kind === 'insert') {
    activities.push({ day: change.day, load: change.load });
    return change.day;
  }
  const index = change.pick % Math.max(1, activities.length);
  const activity = activities[index];
  if (activity === undefined) {
    return Infinity;
  }
  if (change.kind === 'delete') {
    activities.splice(index, 1);
    return activity.day;
  }
  // edited and moved ones come last: the database promises no order either
  activities.splice(index, 1);
  const next =
    change.kind === 'edit'
      ? { day: activity.day, load: change.load }
      : { day: change.day, load: activity.load };
  activities.push(next);
  return Math.min(activity.day, next.day);
}

const LAST_DAY = 20_125;

describe('the law', () => {
  test('after any sequence of inserts, edits, moves and deletes the updated curve equals a computed one', () => {
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 14 }),
        fc.constantFrom('exponential' as const, 'reciprocal' as const),
        fc.constantFrom('previous_day' as const, 'same_day' as const),
        (changes, smoothing, form) => {
          const activities: DatedLoad[] = [];
          let curve: FitnessCurve | undefined;
          for (const change of changes) {
            const fromDay = apply(activities, change);
            const daily = dailyLoads(activities, { lastDay: LAST_DAY }).value;
            if (daily === undefined) {
              curve = undefined;
            } else if (curve === undefined) {
              curve = fitnessCurve(daily, { smoothing, form });
            } else {
              curve = updatedFitnessCurve(curve, { daily, fromDay });
            }
          }
          const daily = dailyLoads(activities.toReversed(), { lastDay: LAST_DAY }).value;
          const afresh = daily && fitnessCurve(daily, { smoothing, form });
          return (
            isSame(curve?.fitness, afresh?.fitness) &&
            isSame(curve?.fatigue, afresh?.fatigue) &&
            isSame(curve?.form, afresh?.form) &&
            curve?.firstDay === afresh?.firstDay
          );
        },
      ),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test('an update leaves the curve it was given as it was', () => {
    const curve = fitnessCurve(from([50, 60, 70, 80]));
    const before = structuredClone(curve);
    updatedFitnessCurve(curve, { daily: from([50, 60, 0, 200, 10]), fromDay: 20_002 });
    expect(curve).toStrictEqual(before);
  });

  test('splitting the activities, summing each part by day and merging changes nothing', () => {
    const activity = fc.record({ day, load: fc.double({ min: 0, max: 400, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(activity, { minLength: 2, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (activities, sides) => {
          const whole = dailyLoads(activities).value as DailyLoads;
          const left = dailyLoads(activities.filter((_, i) => sides[i])).value;
          const right = dailyLoads(activities.filter((_, i) => !sides[i])).value;
          fc.pre(left !== undefined && right !== undefined);
          const merged = mergeDailyLoads(left, right);
          expect(merged.firstDay).toBe(whole.firstDay);
          expectToMatch(merged.loads, Array.from(whole.loads), { tolerance: 1e-14 });
          expect(mergeDailyLoads(right, left)).toStrictEqual(merged);
          const curve = fitnessCurve(whole);
          expectToMatch(fitnessCurve(merged).form, Array.from(curve.form), { tolerance: 1e-12 });
        },
      ),
    );
  });

  test('cutting the days in two and going on from the first part changes nothing', () => {
    const days = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), {
      minLength: 2,
      maxLength: 200,
    });
    fc.assert(
      fc.property(days, fc.nat(), (loads, at) => {
        const cut = 1 + (at % (loads.length - 1));
        const first = fitnessCurve(from(loads.slice(0, cut)));
        const whole = fitnessCurve(from(loads));
        const daily = from(loads);
        const fromDay = daily.firstDay + cut;
        expect(updatedFitnessCurve(first, { daily, fromDay })).toStrictEqual(whole);
        const seed = {
          fitness: first.fitness[cut - 1] as number,
          fatigue: first.fatigue[cut - 1] as number,
        };
        const second = fitnessCurve(from(loads.slice(cut), fromDay), { seed });
        expect(second.form).toStrictEqual(whole.form.slice(cut));
      }),
    );
  });

  test('the curve is linear in the load', () => {
    const loads = [100, 0, 50, 120, 0, 80, 150];
    const once = fitnessCurve(from(loads));
    const thrice = fitnessCurve(from(loads.map((load) => load * 3)));
    expectToMatch(
      thrice.form,
      Array.from(once.form, (form) => form * 3),
      { tolerance: 1e-12 },
    );
  });

  test('a sum of a day does not depend on the order of its activities', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (values) => {
        expect(exactSum(values)).toBe(exactSum(values.toReversed()));
        expect(exactSum(values)).toBe(exactSum(values.toSorted((a, b) => a - b)));
      }),
    );
    expect(exactSum([1e100, 1, -1e100])).toBe(1);
    // half a digit is lost; the last term says which way to round
    expect(exactSum([1, 2 ** -53, 2 ** -106])).toBe(1 + 2 ** -52);
    expect(exactSum([1, 2 ** -53])).toBe(1);
    expect(exactSum(Array<number>(10).fill(0.1))).toBe(1);
  });

  test('the first 42 days are still building, unless the curve was seeded', () => {
    const daily = from(Array<number>(60).fill(50));
    const curve = fitnessCurve(daily);
    expect(isBuilding(curve, daily.firstDay + 41)).toBe(true);
    expect(isBuilding(curve, daily.firstDay + 42)).toBe(false);
    const seeded = fitnessCurve(daily, { seed: { fitness: 40, fatigue: 40 } });
    expect(isBuilding(seeded, daily.firstDay)).toBe(false);
  });

  test('the most trusted method that has a load is taken, and said', () => {
    const heart = { value: 62 };
    expect(activityLoad({ power: { value: 70 }, heart_rate: heart }).value).toStrictEqual({
      load: 70,
      method: 'power',
    });
    expect(
      activityLoad({ power: { reason: 'no_power' }, pace: undefined, heart_rate: heart }).value,
    ).toStrictEqual({ load: 62, method: 'heart_rate' });
    expect(activityLoad({ power: { value: 1e7 }, effort: { value: 50 } }).value?.method).toBe(
      'effort',
    );
    expect(
      activityLoad({ power: { reason: 'no_power' }, pace: { reason: 'no_threshold' } }).reason,
    ).toBe('no_threshold');
    expect(activityLoad({ heart_rate: { reason: 'no_heart_rate' } }).reason).toBe('no_heart_rate');
    expect(activityLoad({}).reason).toBe('too_few');
  });

  test('an hour that felt 8 of 10 is 100 points and 480 of effort times minutes', () => {
    expect(effortLoad({ effort: 8, durationS: 3600 }).value).toStrictEqual({
      load: 100,
      sessionEffort: 480,
    });
  });
});

const week = (value: number) => new Float64Array(7).fill(value);
const month = (value: number) => new Float64Array(28).fill(value);

describe('there is a reason, not a figure, for', () => {
  test.each<[string, { reason?: string; value?: unknown }]>([
    ['no days’ monotony', trainingMonotony({ loads: new Float64Array(0) })],
    ['one day’s monotony', trainingMonotony({ loads: Float64Array.of(5) })],
    ['a week of rest’s monotony', trainingMonotony({ loads: week(0) })],
    ['a constant week’s monotony', trainingMonotony({ loads: week(0.1) })],
    [
      'a negative week’s monotony',
      trainingMonotony({ loads: Float64Array.of(-1, 2, 3, 4, 5, 6, 7) }),
    ],
    ['a missing week’s monotony', trainingMonotony({ loads: week(Number.NaN) })],
    ['an infinite week’s monotony', trainingMonotony({ loads: week(Infinity) })],
    ['27 days’ ratio', acuteChronicRatio({ loads: new Float64Array(27).fill(50) })],
    ['a ratio to nothing', acuteChronicRatio({ loads: month(0) })],
    ['a ratio of missing days', acuteChronicRatio({ loads: month(Number.NaN) })],
    ['a ratio of negative days', acuteChronicRatio({ loads: month(-4) })],
    ['no activities’ days', dailyLoads([])],
    [
      'days of a wrong clock',
      dailyLoads([
        { day: 0, load: 5 },
        { day: 400_000, load: 5 },
      ]),
    ],
    ['half a day', dailyLoads([{ day: 20_000.5, load: 5 }])],
    ['an unknown day', dailyLoads([{ day: Number.NaN, load: 5 }])],
    ['no effort', effortLoad({ effort: 0, durationS: 3600 })],
    ['an effort of 11', effortLoad({ effort: 11, durationS: 3600 })],
    ['a missing effort', effortLoad({ effort: Number.NaN, durationS: 3600 })],
    ['an effort of a moment', effortLoad({ effort: 5, durationS: 5 })],
  ])('%s', (_, { reason, value }) => {
    expect(reason).toBeTypeOf('string');
    expect(value).toBeUndefined();
  });

  test('whatever the loads, the curve has neither NaN nor infinities', () => {
    const anything = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -1));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (loads) => {
        expectNothingUnreal(fitnessCurve(from(loads)));
        expectNothingUnreal(trainingMonotony({ loads: Float64Array.from(loads.slice(0, 7)) }));
        expectNothingUnreal(acuteChronicRatio({ loads: Float64Array.from(loads) }));
      }),
    );
  });
});

function isSame(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  return a?.length === b?.length && (a === undefined || a.every((value, i) => value === b?.[i]));
}
