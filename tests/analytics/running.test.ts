import { describe, expect, test } from 'vitest';
import { bestEffort } from '../../lib/analytics/running/best-effort.ts';
import { criticalSpeed } from '../../lib/analytics/running/critical-speed.ts';
import { distanceSplits } from '../../lib/analytics/running/distance-splits.ts';
import { timeAtDistance } from '../../lib/analytics/running/distance-track.ts';
import {
  gradeAdjustedSpeed,
  meanMovingSpeed,
} from '../../lib/analytics/running/grade-adjusted-speed.ts';
import { gradeFactor } from '../../lib/analytics/running/grade-factor.ts';
import { minettiCost } from '../../lib/analytics/running/minetti-cost.ts';
import { paceFade } from '../../lib/analytics/running/pace-fade.ts';
import { racePrediction, riegelTime } from '../../lib/analytics/running/race-predictions.ts';
import { runCadence, stepsPerMinute } from '../../lib/analytics/running/run-cadence.ts';
import { runLoad } from '../../lib/analytics/running/run-load.ts';
import {
  estimatedRunningPower,
  runningOxygenUptake,
} from '../../lib/analytics/running/running-power.ts';
import {
  oxygenCost,
  speedAtVdot,
  sustainableShare,
  timeAtVdot,
  vdotOf,
} from '../../lib/analytics/running/vdot.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

const floats = (values: readonly number[]) => Float64Array.from(values);
const seconds = (count: number, valueAt: (i: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => valueAt(i));
const ramp = (count: number, step: number) => seconds(count, (i) => i * step);

describe('the reference vector', () => {
  test('run.minetti: cost and ratio by grade', () => {
    const { expected, tolerance } = referenceVector<unknown, Record<string, object>>('run.minetti');
    for (const [grade, figures] of Object.entries(expected)) {
      const gradeRatio = Number(grade);
      const cost = minettiCost({ gradeRatio });
      const ratio = gradeFactor({ gradeRatio, model: 'minetti' });
      expectToMatch({ cost, ratio }, figures, { tolerance, at: grade });
    }
  });

  test('run.minetti.walk: cost by grade', () => {
    const { expected, tolerance } = referenceVector<unknown, Record<string, number>>(
      'run.minetti.walk',
    );
    for (const [grade, cost] of Object.entries(expected)) {
      const actual = minettiCost({ gradeRatio: Number(grade), gait: 'walk' });
      expectToMatch(actual, cost, { tolerance, at: grade });
    }
  });

  test('run.gap.strava_digitised: the factor by grade', () => {
    const { expected, tolerance } = referenceVector<unknown, Record<string, number>>(
      'run.gap.strava_digitised',
    );
    for (const [grade, factor] of Object.entries(expected)) {
      const actual = gradeFactor({ gradeRatio: Number(grade) / 100 });
      expectToMatch(actual, factor, { tolerance, at: grade });
    }
  });

  test('run.gap.poly: the chart stays within 3 % of a quintic through the same curve', () => {
    const { expected } = referenceVector<unknown, Record<string, { elevate: number }>>(
      'run.gap.poly',
    );
    for (const [grade, { elevate }] of Object.entries(expected)) {
      const actual = gradeFactor({ gradeRatio: Number(grade) / 100 });
      expect(Math.abs(actual / elevate - 1), grade).toBeLessThan(0.03);
    }
  });

  test('run.gap.pace: 5:00/km at 5 %', () => {
    const { input, expected, tolerance } = referenceVector<
      { pace_s_per_km: number; grade: number },
      { minetti_cost: number; strava_table: number }
    >('run.gap.pace');
    const speedMps = floats([1000 / input.pace_s_per_km]);
    const gradeRatio = floats([input.grade]);
    const paceBy = (model: 'heart_rate' | 'minetti') =>
      1000 / (gradeAdjustedSpeed({ speedMps, gradeRatio, model })[0] as number);
    expectToMatch(paceBy('minetti'), expected.minetti_cost, { tolerance });
    expectToMatch(paceBy('heart_rate'), expected.strava_table, { tolerance });
  });

  test('run.gap.stream: mean speed over up and down', () => {
    const { input, expected, tolerance } = referenceVector<
      { speed_mps: number; grade_rle_pct: [number, number][] },
      { gap_speed_strava: number; gap_speed_minetti: number }
    >('run.gap.stream');
    const gradeRatio = floats(
      input.grade_rle_pct.flatMap(([percent, count]) => Array<number>(count).fill(percent / 100)),
    );
    const speedMps = gradeRatio.map(() => input.speed_mps);
    const meanBy = (model: 'heart_rate' | 'minetti') =>
      meanMovingSpeed(gradeAdjustedSpeed({ speedMps, gradeRatio, model })).value?.speedMps;
    expectToMatch(meanBy('heart_rate'), expected.gap_speed_strava, { tolerance });
    expectToMatch(meanBy('minetti'), expected.gap_speed_minetti, { tolerance });
  });

  test('run.rtss: 30 min at 5:00 with a threshold of 4:30', () => {
    const { input, expected, tolerance } = referenceVector<
      { ft_pace_s_km: number; ngp_s_km: number; sec: number },
      { rtss: number }
    >('run.rtss');
    const { value } = runLoad({
      speedMps: 1000 / input.ngp_s_km,
      thresholdSpeedMps: 1000 / input.ft_pace_s_km,
      durationS: input.sec,
    });
    expectToMatch(value, { intensity: 0.9, load: expected.rtss }, { tolerance });
  });

  test('run.rtss.slowtwitch: an hour at two thirds and at half of the threshold speed', () => {
    const { input, expected, tolerance } = referenceVector<
      { threshold_min_mile: number; cases_min_mile: number[]; sec: number },
      { values: number[] }
    >('run.rtss.slowtwitch');
    const loads = input.cases_min_mile.map(
      (pace) =>
        runLoad({
          speedMps: 1609.344 / 60 / pace,
          thresholdSpeedMps: 1609.344 / 60 / input.threshold_min_mile,
          durationS: input.sec,
        }).value?.load,
    );
    expectToMatch(loads, expected.values, { tolerance });
  });

  test('run.power: proportional, mechanical, and oxygen', () => {
    const { input, expected, tolerance } = referenceVector<
      { kg: number; height_m: number; v: number },
      Record<string, number>
    >('run.power');
    const body = { massKg: input.kg, heightM: input.height_m, speedMps: input.v };
    const actual = {
      govss_flat: estimatedRunningPower({ form: 'mechanical', ...body, gradeRatio: 0 }),
      govss_up5: estimatedRunningPower({ form: 'mechanical', ...body, gradeRatio: 0.05 }),
      elevate_1_04: estimatedRunningPower({ massKg: input.kg, adjustedSpeedMps: input.v }),
      acsm_vo2_flat: runningOxygenUptake({ speedMps: input.v, gradeRatio: 0 }),
      acsm_vo2_up5: runningOxygenUptake({ speedMps: input.v, gradeRatio: 0.05 }),
    };
    expectToMatch(actual, expected, { tolerance });
  });

  test('run.cs: critical speed, D′ and their errors, two points, inverse time', () => {
    const { input, expected, tolerance } = referenceVector<
      { t: number[]; d: number[] },
      Record<string, number> & { inverse_time: { cs: number; dprime: number } }
    >('run.cs');
    const efforts = input.t.map((timeS, i) => ({ timeS, distanceM: input.d[i] as number }));
    expectToMatch(
      criticalSpeed({ efforts }).value,
      {
        criticalSpeedMps: expected.cs_mps,
        reserveM: expected.d_prime_m,
        r2: expected.r2,
        see: expected.see_m,
        criticalSpeedSe: expected.se_cs,
        reserveSe: expected.se_dprime,
        doubts: [],
      },
      { tolerance },
    );
    expectToMatch(
      criticalSpeed({ efforts: [efforts[0], efforts[2]].filter((effort) => effort !== undefined) })
        .value,
      {
        criticalSpeedMps: expected.cs_two_point,
        reserveM: expected.d_prime_two_point,
        criticalSpeedSe: null,
        doubts: ['two_efforts'],
      },
      { tolerance },
    );
    expectToMatch(
      criticalSpeed({ efforts, model: 'inverse_time' }).value,
      { criticalSpeedMps: expected.inverse_time.cs, reserveM: expected.inverse_time.dprime },
      { tolerance },
    );
  });

  test('run.best_effort: the fastest windows, interpolated', () => {
    const { input, expected, tolerance } = referenceVector<
      { dist: number[]; time: number[]; targets: number[] },
      Record<string, { sec: number; start_m: number } | null>
    >('run.best_effort');
    const track = { distanceM: floats(input.dist), timeS: floats(input.time) };
    for (const targetM of input.targets) {
      const { value, reason } = bestEffort({ track, targetM });
      const target = expected[targetM];
      if (target === null || target === undefined) {
        expect(reason).toBe('too_short');
      } else {
        expectToMatch(value, { timeS: target.sec, startM: target.start_m }, { tolerance });
      }
    }
  });

  test('run.vdot.table: every published cell within 0.1, and every time by the formula', () => {
    const { expected } = referenceVector<
      unknown,
      {
        table: Record<string, Record<string, { published_s: number; formula_time_s: number }>>;
        max_abs_vdot_error: number;
      }
    >('run.vdot.table');
    let cells = 0;
    let worst = 0;
    for (const [vdot, row] of Object.entries(expected.table)) {
      for (const [distance, { published_s, formula_time_s }] of Object.entries(row)) {
        const distanceM = Number(distance);
        const of = vdotOf({ distanceM, timeS: published_s, anyDuration: true }) as number;
        worst = Math.max(worst, Math.abs(of - Number(vdot)));
        const timeS = timeAtVdot({ vdot: Number(vdot), distanceM });
        expect(Math.abs((timeS as number) - formula_time_s)).toBeLessThanOrEqual(0.051);
        cells += 1;
      }
    }
    expect(cells).toBe(48);
    expect(worst).toBeLessThan(0.1);
    expect(worst).toBeCloseTo(expected.max_abs_vdot_error, 6);
  });

  test('run.vdot: five races', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: [number, number][] },
      Record<string, number>
    >('run.vdot');
    for (const [distanceM, timeS] of input.cases) {
      const actual = vdotOf({ distanceM, timeS });
      expectToMatch(actual, expected[`${distanceM}/${timeS}`], { tolerance });
    }
  });

  test('run.vdot.velocity: speeds at VO₂max and at threshold', () => {
    const { input, expected, tolerance } = referenceVector<
      { vdot: number },
      Record<string, number>
    >('run.vdot.velocity');
    const threshold = speedAtVdot({ vdot: input.vdot, share: 0.88 }) as number;
    expectToMatch(
      {
        v100_m_min: speedAtVdot({ vdot: input.vdot }),
        v88: threshold,
        t_pace_s_km_88pct: 60_000 / threshold,
        daniels_vo2_250: oxygenCost(250),
        frac_10min: sustainableShare(10),
        frac_60min: sustainableShare(60),
      },
      Object.fromEntries(
        Object.entries(expected).filter(([key]) => !/gc_regression|coef_trap/.test(key)),
      ),
      { tolerance },
    );
    expect(oxygenCost(250)).not.toBeCloseTo(expected.coef_trap_0_182253 as number, 4);
  });

  test('run.predict: 10 km in 45:30 by three models', () => {
    const { input, expected, tolerance } = referenceVector<
      { d1: number; t1: number; targets: number[] },
      Record<string, Record<string, number>>
    >('run.predict');
    const race = { distanceM: input.d1, timeS: input.t1 };
    for (const targetM of input.targets) {
      const figures = expected[targetM] as Record<string, number>;
      const prediction = racePrediction({ ...race, targetM });
      expectToMatch(
        {
          riegel_1_06: prediction?.riegelS,
          riegel_1_10: riegelTime({ ...race, targetM, exponent: 1.1 }),
          cameron: prediction?.cameronS,
          vdot: prediction?.vdotS,
        },
        figures,
        { tolerance },
      );
      const times = Object.values(figures);
      const band = { fastS: Math.min(...times), slowS: Math.max(...times) };
      expectToMatch(prediction?.band, band, { tolerance });
    }
  });

  test('run.stride: step and stride from speed and cadence', () => {
    const { input, expected, tolerance } = referenceVector<
      { v: number; cadence_spm: number; height_m: number },
      Record<string, number>
    >('run.stride');
    const oneLeg = seconds(60, () => expected.rpm_one_leg as number);
    const speedMps = seconds(60, () => input.v);
    const { value } = runCadence({ stepsPerMinute: stepsPerMinute({ cadence: oneLeg }), speedMps });
    expectToMatch(
      value,
      {
        stepsPerMinute: input.cadence_spm,
        stepLengthM: expected.step_length_m,
        strideLengthM: expected.stride_length_m,
      },
      { tolerance },
    );
  });
});

describe('published examples', () => {
  test('Riegel: 5 km in 25:00 is 10 km in 52:08', () => {
    const timeS = riegelTime({ distanceM: 5000, timeS: 1500, targetM: 10_000, exponent: 1.06 });
    expect(Math.abs(timeS - (52 * 60 + 8))).toBeLessThan(1);
  });

  test('Minetti’s quintic is within a standard deviation of what was measured', () => {
    const measured = [
      { gradeRatio: -0.45, cost: 3.92, sd: 0.81 },
      { gradeRatio: -0.2, cost: 1.73, sd: 0.36 },
      { gradeRatio: 0, cost: 3.4, sd: 0.24 },
      { gradeRatio: 0.45, cost: 18.93, sd: 1.74 },
    ];
    for (const { gradeRatio, cost, sd } of measured) {
      expect(Math.abs(minettiCost({ gradeRatio }) - cost), `${gradeRatio}`).toBeLessThan(sd);
    }
  });
});

const value = fc.double({ min: -1e9, max: 1e9, noDefaultInfinity: true });
const step = fc.double({ min: 0, max: 20, noNaN: true });

/** What goes up in distance and time by these steps. */
const track = fc
  .array(fc.tuple(step, fc.integer({ min: 1, max: 30 })), {
    minLength: 2,
    maxLength: 60,
  })
  .map((steps) => {
    let distance = 0;
    let time = 0;
    const points = [[0, 0], ...steps.map(([m, s]) => [(distance += m), (time += s)])];
    return {
      distanceM: floats(points.map(([m]) => m as number)),
      timeS: floats(points.map(([, s]) => s as number)),
    };
  });

describe('the law', () => {
  test('no window is faster than the best effort', () => {
    fc.assert(
      fc.property(track, fc.double({ min: 1, max: 300, noNaN: true }), (track, targetM) => {
        const { value } = bestEffort({ track, targetM, ceilingMps: Infinity });
        const { distanceM, timeS } = track;
        const isSteady = distanceM.every(
          (m, i) =>
            i === 0 ||
            m - (distanceM[i - 1] as number) <=
              12.5 * ((timeS[i] as number) - (timeS[i - 1] as number)),
        );
        fc.pre(isSteady);
        expect(value === undefined).toBe((distanceM.at(-1) as number) < targetM);
        const lastStartM = (distanceM.at(-1) as number) - targetM;
        // from anywhere, not only from samples
        for (let startM = 0; startM <= lastStartM; startM += 7.3) {
          const endS = timeAtDistance(track, { atM: startM + targetM }) as number;
          const startS = timeAtDistance(track, { atM: startM, at: 'last' }) as number;
          expect(value?.timeS).toBeLessThanOrEqual(endS - startS + 1e-6);
        }
      }),
    );
  });

  test('VDOT and its inverse undo each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 25, max: 85, noNaN: true }),
        fc.double({ min: 800, max: 50_000, noNaN: true }),
        (vdot, distanceM) => {
          const timeS = timeAtVdot({ vdot, distanceM }) as number;
          expect(vdotOf({ distanceM, timeS, anyDuration: true })).toBeCloseTo(vdot, 6);
        },
      ),
    );
  });

  test('a longer race at the same VDOT takes longer, at a slower pace', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 25, max: 85, noNaN: true }),
        fc.double({ min: 800, max: 40_000, noNaN: true }),
        (vdot, distanceM) => {
          const shorter = timeAtVdot({ vdot, distanceM }) as number;
          const longer = timeAtVdot({ vdot, distanceM: distanceM * 1.1 }) as number;
          expect(longer / 1.1).toBeGreaterThan(shorter);
        },
      ),
    );
  });

  test('critical speed and D′ come back from efforts made by them', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 6, noNaN: true }),
        fc.double({ min: 50, max: 400, noNaN: true }),
        fc.constantFrom('distance_time' as const, 'inverse_time' as const),
        (speed, reserve, model) => {
          const efforts = [150, 400, 800, 1100].map((timeS) => ({
            timeS,
            distanceM: speed * timeS + reserve,
          }));
          const { value } = criticalSpeed({ efforts, model });
          expect(value?.criticalSpeedMps).toBeCloseTo(speed, 8);
          expect(value?.reserveM).toBeCloseTo(reserve, 6);
        },
      ),
    );
  });

  test('splits add up to the whole, in distance and in time', () => {
    fc.assert(
      fc.property(track, fc.double({ min: 5, max: 500, noNaN: true }), (track, everyM) => {
        const { value } = distanceSplits({ track, everyM });
        const totalM = track.distanceM.at(-1) as number;
        fc.pre(value !== undefined && totalM > everyM / 50);
        const sum = (of: (split: { distanceM: number; timeS: number }) => number) =>
          (value ?? []).reduce((total, split) => total + of(split), 0);
        // a crumb under 1 % of a split is left out
        expect(totalM - sum(({ distanceM }) => distanceM)).toBeLessThanOrEqual(everyM * 0.0100001);
        expect(sum(({ timeS }) => timeS)).toBeLessThanOrEqual(
          (track.timeS.at(-1) as number) + 1e-6,
        );
      }),
    );
  });

  test('an even pace does not fade, and a slower second half does', () => {
    const timeS = ramp(1201, 1);
    expect(paceFade({ distanceM: ramp(1201, 3), timeS }).value?.fadePercent).toBeCloseTo(0, 9);
    // 1,800 m at 3 m/s, then 1,800 m at 2.5 m/s
    const distanceM = seconds(1321, (i) => (i <= 600 ? 3 * i : 1800 + 2.5 * (i - 600)));
    const fade = paceFade({ distanceM, timeS: ramp(1321, 1) });
    expect(fade.value?.fadePercent).toBeCloseTo(20, 9);
  });

  test('steps stay steps, strides are doubled, and a unit that is known is believed', () => {
    const steps = seconds(100, () => 168);
    expect(stepsPerMinute({ cadence: steps })).toStrictEqual(steps);
    expect(stepsPerMinute({ cadence: steps.map((c) => c / 2) })).toStrictEqual(steps);
    expect(stepsPerMinute({ cadence: steps, unit: 'strides' })[0]).toBe(336);
  });

  test('a step of the satellite’s is not the runner’s', () => {
    const timeS = ramp(1201, 1);
    const distanceM = seconds(1201, (i) => i * 3 + (i >= 600 ? 900 : 0));
    const { value } = bestEffort({ track: { distanceM, timeS }, targetM: 1000 });
    expect(value?.timeS).toBeCloseTo(1000 / 3, 6);
  });

  test('standing at the start or the end of a window is not part of it', () => {
    const distanceM = floats([0, 0, 0, 1000, 1000, 1000, 2000]);
    const timeS = floats([0, 60, 120, 360, 400, 500, 760]);
    const { value } = bestEffort({ track: { distanceM, timeS }, targetM: 1000 });
    expect(value).toMatchObject({ timeS: 240, startS: 120, startM: 0 });
  });
});

/** The recordings that nothing can be made of. */
const USELESS: { case: string; values: Float64Array }[] = [
  { case: 'empty', values: floats([]) },
  { case: 'one sample', values: floats([3]) },
  { case: 'all missing', values: seconds(600, () => Number.NaN) },
  { case: 'all zero', values: seconds(600, () => 0) },
  { case: 'negative', values: seconds(600, () => -3) },
  { case: 'absurd', values: seconds(600, () => 1e300) },
];

describe.each(USELESS)('of a recording that is $case', ({ values }) => {
  const timeS = ramp(values.length, 1);
  test.each([
    ['best effort', () => bestEffort({ track: { distanceM: values, timeS }, targetM: 1000 })],
    ['splits', () => distanceSplits({ track: { distanceM: values, timeS } })],
    ['fade', () => paceFade({ distanceM: values, timeS })],
    ['mean speed', () => meanMovingSpeed(values)],
    ['cadence', () => runCadence({ stepsPerMinute: values })],
    [
      'load',
      () =>
        runLoad({
          speedMps: values[0] ?? Number.NaN,
          thresholdSpeedMps: values[0],
          durationS: values.length,
        }),
    ],
  ])('there is no %s, and a reason why', (_, compute) => {
    expect(compute().reason).toBeTypeOf('string');
    expect(compute().value).toBeUndefined();
  });
});

test('whatever the numbers, nothing is NaN or infinite and nothing throws', () => {
  const anything = fc.array(
    fc.oneof(value, fc.constantFrom(0, Number.NaN, Infinity, -Infinity, 1e308)),
    { maxLength: 50 },
  );
  fc.assert(
    fc.property(anything, anything, value, (a, b, x) => {
      const one = floats(a);
      const two = floats(b);
      expectNothingUnreal(bestEffort({ track: { distanceM: one, timeS: two }, targetM: x }));
      expectNothingUnreal(distanceSplits({ track: { distanceM: one, timeS: two }, everyM: x }));
      expectNothingUnreal(paceFade({ distanceM: one, timeS: two }));
      expectNothingUnreal(meanMovingSpeed(gradeAdjustedSpeed({ speedMps: one, gradeRatio: two })));
      expectNothingUnreal(runCadence({ stepsPerMinute: one, speedMps: two }));
      expectNothingUnreal(
        criticalSpeed({ efforts: a.map((timeS, i) => ({ timeS, distanceM: b[i] ?? 0 })) }),
      );
      expectNothingUnreal(runLoad({ speedMps: x, thresholdSpeedMps: a[0], durationS: b[0] ?? 0 }));
      expectNothingUnreal({ vdot: vdotOf({ distanceM: x, timeS: a[0] ?? 0 }) ?? 0 });
      expectNothingUnreal(racePrediction({ distanceM: x, timeS: a[0] ?? 0, targetM: b[0] ?? 0 }));
      expectNothingUnreal({
        power: estimatedRunningPower({ massKg: x, adjustedSpeedMps: a[0] ?? 0 }) ?? 0,
      });
    }),
  );
});
