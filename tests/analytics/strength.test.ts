import { describe, expect, test } from 'vitest';
import { EFFORT_PERCENTS, effortShare } from '../../lib/analytics/strength/effort-table.ts';
import {
  estimatedOneRepMax,
  ONE_REP_MAX_FORMULAS,
  type OneRepMaxFormula,
} from '../../lib/analytics/strength/one-rep-max.ts';
import { strengthProgress } from '../../lib/analytics/strength/strength-progress.ts';
import {
  bestOneRepMax,
  meanIntensity,
  overload,
  type StrengthSet,
  strengthVolume,
} from '../../lib/analytics/strength/strength-volume.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

const bench = (weightKg: number, reps: number, effort?: number): StrengthSet => ({
  exercise: 'bench press',
  muscles: ['chest', 'triceps'],
  weightKg,
  reps,
  effort,
});

describe('the reference vector', () => {
  test('strength.e1rm: seven formulas by repetitions', () => {
    const { input, expected, tolerance } = referenceVector<
      { weight: number },
      Record<string, Record<string, number>>
    >('strength.e1rm');
    for (const [reps, figures] of Object.entries(expected)) {
      const actual = Object.fromEntries(
        Object.entries(ONE_REP_MAX_FORMULAS).map(([name, formula]) => [
          name,
          formula(input.weight, Number(reps)),
        ]),
      );
      expectToMatch(actual, figures, { tolerance, at: reps });
    }
  });

  test('strength.rpe: the table, and what it makes of 110 × 5 at 9', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: [number, number][] },
      { pct: number[]; sequence_half_rep_steps: number[]; e1rm_110x5_at9: number }
    >('strength.rpe');
    const percents = input.cases.map(
      ([reps, effort]) => (effortShare({ reps, effort }) as number) * 100,
    );
    expectToMatch(percents, expected.pct, { tolerance });
    expectToMatch(EFFORT_PERCENTS, expected.sequence_half_rep_steps, { tolerance });
    const { value } = estimatedOneRepMax({ set: bench(110, 5, 9), method: 'effort_table' });
    expectToMatch(
      value,
      { oneRepMaxKg: expected.e1rm_110x5_at9, confidence: 'good' },
      { tolerance },
    );
  });

  test('strength.volume: a session and the week before', () => {
    const { input, expected, tolerance } = referenceVector<
      { sets: [number, number][]; e1rm: number; prev_week_volume: number },
      Record<string, number>
    >('strength.volume');
    const sets = input.sets.map(([weightKg, reps]) => bench(weightKg, reps));
    const volume = strengthVolume({ sets }).value;
    expectToMatch(
      volume,
      { volumeLoadKg: expected.volume_load, reps: expected.reps, sets: 4, hardSets: 0 },
      { tolerance },
    );
    expectToMatch(
      {
        avg_intensity_pct: meanIntensity({ sets, oneRepMaxKg: input.e1rm }).value,
        best_e1rm_epley: bestOneRepMax(sets).value,
        overload_pct: overload({
          nowKg: volume?.volumeLoadKg ?? 0,
          beforeKg: input.prev_week_volume,
        }).value,
      },
      {
        avg_intensity_pct: expected.avg_intensity_pct,
        best_e1rm_epley: expected.best_e1rm_epley,
        overload_pct: expected.overload_pct,
      },
      { tolerance },
    );
  });
});

const volumeOf = (sets: StrengthSet[]) => strengthVolume({ sets }).value;
const weight = fc.double({ min: 1, max: 400, noNaN: true });

describe('the law', () => {
  test('one repetition to failure is its own weight, by every formula', () => {
    for (const method of Object.keys(ONE_REP_MAX_FORMULAS) as OneRepMaxFormula[]) {
      expect(estimatedOneRepMax({ set: bench(100, 1), method }).value?.oneRepMaxKg).toBe(100);
    }
  });

  test('twice the weight is twice the maximum', () => {
    fc.assert(
      fc.property(weight, fc.integer({ min: 1, max: 12 }), (kg, reps) => {
        const once = estimatedOneRepMax({ set: bench(kg, reps) }).value?.oneRepMaxKg as number;
        const twice = estimatedOneRepMax({ set: bench(kg * 2, reps) }).value?.oneRepMaxKg;
        expect(twice).toBeCloseTo(once * 2, 9);
      }),
    );
  });

  test('a repetition left in reserve is as good as one done', () => {
    expect(estimatedOneRepMax({ set: bench(100, 4, 9) }).value?.oneRepMaxKg).toBe(
      estimatedOneRepMax({ set: bench(100, 5, 10) }).value?.oneRepMaxKg,
    );
    expect(effortShare({ reps: 4, effort: 9 })).toBe(effortShare({ reps: 5, effort: 10 }));
  });

  test('more repetitions, or more in reserve, is a smaller share of the maximum', () => {
    for (let reps = 1; reps < 12; reps += 1) {
      for (let effort = 6; effort <= 10; effort += 0.5) {
        const share = effortShare({ reps, effort }) as number;
        expect(share).toBeGreaterThan(effortShare({ reps: reps + 1, effort }) as number);
      }
    }
  });

  test('the volume of a session is that of its parts', () => {
    const set = fc
      .tuple(weight, fc.integer({ min: 1, max: 20 }))
      .map(([kg, reps]) => bench(kg, reps, 8));
    const some = fc.array(set, { minLength: 1 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(volumeOf([...a, ...b])?.volumeLoadKg).toBeCloseTo(
          (volumeOf(a)?.volumeLoadKg ?? 0) + (volumeOf(b)?.volumeLoadKg ?? 0),
          6,
        );
        expect(volumeOf([...a, ...b])?.hardSetsByMuscle['chest']).toBe(a.length + b.length);
      }),
    );
  });

  test('a pull-up lifts the body, and without its weight is not counted', () => {
    const pullUp: StrengthSet = { exercise: 'pull-up', weightKg: 10, reps: 5, bodyWeightShare: 1 };
    expect(strengthVolume({ sets: [pullUp], bodyWeightKg: 70 }).value?.volumeLoadKg).toBe(400);
    expect(strengthVolume({ sets: [pullUp] }).reason).toBe('too_few');
  });

  test('a maximum that rises 1 kg a week is said to', () => {
    const bests = [0, 7, 14, 21].map((day) => ({ day, oneRepMaxKg: 100 + day / 7 }));
    const { value } = strengthProgress(bests);
    expect(value?.kgPerWeek).toBeCloseTo(1, 9);
    expect(value?.kgPerWeekSe).toBeCloseTo(0, 9);
  });
});

describe('there is a reason, not a figure, for', () => {
  test.each<[string, { reason?: string; value?: unknown }]>([
    ['no weight', estimatedOneRepMax({ set: bench(0, 5) })],
    ['a negative weight', estimatedOneRepMax({ set: bench(-10, 5) })],
    ['a missing weight', estimatedOneRepMax({ set: bench(Number.NaN, 5) })],
    ['an absurd weight', estimatedOneRepMax({ set: bench(1e9, 5) })],
    ['no repetition', estimatedOneRepMax({ set: bench(100, 0) })],
    ['13 repetitions', estimatedOneRepMax({ set: bench(100, 13) })],
    ['10 with 3 in reserve', estimatedOneRepMax({ set: bench(100, 10, 7) })],
    ['an easy set', estimatedOneRepMax({ set: bench(100, 5, 4) })],
    ['an effort of 11', estimatedOneRepMax({ set: bench(100, 5, 11) })],
    ['no sets’ volume', strengthVolume({ sets: [] })],
    ['no sets’ best', bestOneRepMax([])],
    ['an intensity of nothing', meanIntensity({ sets: [], oneRepMaxKg: 100 })],
    [
      'an intensity without a maximum',
      meanIntensity({ sets: [bench(100, 5)], oneRepMaxKg: undefined }),
    ],
    ['more than nothing', overload({ nowKg: 100, beforeKg: 0 })],
    [
      'two sessions’ progress',
      strengthProgress([
        { day: 0, oneRepMaxKg: 1 },
        { day: 20, oneRepMaxKg: 2 },
      ]),
    ],
    ['a week’s progress', strengthProgress([0, 3, 7].map((day) => ({ day, oneRepMaxKg: 100 })))],
  ])('%s', (_, { reason, value }) => {
    expect(reason).toBeTypeOf('string');
    expect(value).toBeUndefined();
  });

  test('whatever the numbers, nothing is NaN or infinite and nothing throws', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, 5, 8, Number.NaN, Infinity, -1));
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const sets = [bench(a, b, c), bench(b, c, a)];
        for (const method of ['epley', 'brzycki', 'effort_table'] as const) {
          expectNothingUnreal(sets.map((set) => estimatedOneRepMax({ set, method })));
        }
        expectNothingUnreal(strengthVolume({ sets, bodyWeightKg: c }));
        expectNothingUnreal(meanIntensity({ sets, oneRepMaxKg: a }));
        expectNothingUnreal(bestOneRepMax(sets));
        expectNothingUnreal(overload({ nowKg: a, beforeKg: b }));
        expectNothingUnreal(strengthProgress([a, b, c].map((day) => ({ day, oneRepMaxKg: b }))));
      }),
    );
  });
});
