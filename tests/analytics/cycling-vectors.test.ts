import { describe, expect, test } from 'vitest';
import { criticalPower, fitCriticalPower } from '../../lib/analytics/cycling/critical-power.ts';
import { decouplingOfHalvesPct, decouplingPct } from '../../lib/analytics/cycling/decoupling.ts';
import { efficiencyFactor } from '../../lib/analytics/cycling/efficiency-factor.ts';
import { exponentialPowerW } from '../../lib/analytics/cycling/exponential-power.ts';
import { ftpEstimateW } from '../../lib/analytics/cycling/ftp-estimates.ts';
import { intensity } from '../../lib/analytics/cycling/intensity.ts';
import { intensityLoad } from '../../lib/analytics/cycling/intensity-load.ts';
import { meanMaxCurve } from '../../lib/analytics/cycling/mean-max.ts';
import { variabilityIndex } from '../../lib/analytics/cycling/variability-index.ts';
import { virtualPower } from '../../lib/analytics/cycling/virtual-power.ts';
import {
  oxygenUptakeAtPower,
  vo2maxFromFiveMinutes,
  vo2maxFromHeartRates,
  vo2maxFromPeakPowerLMin,
} from '../../lib/analytics/cycling/vo2max-estimates.ts';
import { recoveryTauS, wPrimeBalanceJ } from '../../lib/analytics/cycling/w-prime-balance.ts';
import { weightedPowerW } from '../../lib/analytics/cycling/weighted-power.ts';
import { workKj } from '../../lib/analytics/cycling/work.ts';
import { heartRateDriftPct } from '../../lib/analytics/heart-rate/heart-rate-drift.ts';
import { toSeries } from '../../lib/analytics/resample.ts';
import { steadyHalves } from '../../lib/analytics/spans/steady-halves.ts';
import { meanOf, prefixSums, wholeOf } from '../../lib/analytics/statistics/prefix-sums.ts';
import { ZONE_SCHEMES, zoneBounds } from '../../lib/analytics/zone-schemes.ts';
import { zoneOf, zoneSeconds } from '../../lib/analytics/zone-seconds.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';
import { fromRunLength, type RunLength } from '../support/run-length.ts';

interface Watts {
  watts_rle: RunLength;
  ftp: number;
}

type Numbers = Record<string, number>;

function meanW(values: Float64Array): number {
  const prefix = prefixSums(values);
  return meanOf(prefix, wholeOf(prefix));
}

function summary(powerW: Float64Array, ftpW: number) {
  const weightedW = weightedPowerW(powerW).value ?? NaN;
  const ratio = intensity({ weightedW, thresholdW: ftpW }).value ?? NaN;
  return {
    np: weightedW,
    if: ratio,
    tss: intensityLoad({ intensity: ratio, timerS: powerW.length }).value,
    vi: variabilityIndex({ weightedW, averageW: meanW(powerW) }).value,
    kj: workKj(powerW).value,
  };
}

describe('the reference vector', () => {
  test('cyc.np.rideA: weighted power, its relatives and both exponential rules', () => {
    const { input, expected, tolerance } = referenceVector<Watts, Record<string, unknown>>(
      'cyc.np.rideA',
    );
    const powerW = fromRunLength(input.watts_rle);
    const { variants, ...ours } = expected;
    expect(variants).toBeDefined();
    expectToMatch(
      {
        ...summary(powerW, input.ftp),
        seconds: powerW.length,
        avg_w: meanW(powerW),
        xpower_alpha_1_26_goldencheetah: exponentialPowerW(powerW, { rule: 'goldencheetah' }).value,
        xpower_exp_seed50_sauce: exponentialPowerW(powerW).value,
      },
      ours,
      { tolerance },
    );
  });

  test('cyc.np.constant: an hour at the threshold is 100', () => {
    const { input, expected, tolerance } = referenceVector<Watts, Numbers>('cyc.np.constant');
    const powerW = fromRunLength(input.watts_rle);
    const { zero_ramp_goldencheetah: elsewhere, ...ours } = expected;
    expect(elsewhere).toBeLessThan(250);
    expectToMatch(
      {
        ...summary(powerW, input.ftp),
        xpower_gc: exponentialPowerW(powerW, { rule: 'goldencheetah' }).value,
      },
      ours,
      { tolerance },
    );
  });

  test.each(['cyc.np.short', 'cyc.np.step'])('%s: full windows only', (id) => {
    const { input, expected, tolerance } = referenceVector<Watts, Numbers>(id);
    const { value } = weightedPowerW(fromRunLength(input.watts_rle));
    expectToMatch({ np: value }, expected, { tolerance });
  });

  test('cyc.np.gap: a pause is cut out', () => {
    const { input, expected, tolerance } = referenceVector<
      { segments: [from: number, to: number, watts: number][] },
      Numbers
    >('cyc.np.gap');
    const samples = input.segments.flatMap(([from, to, watts]) =>
      Array.from({ length: to - from }, (_, i) => ({ time: from + i, watts })),
    );
    const { series } = toSeries({
      sport: 'cycling',
      channels: {
        time: samples.map(({ time }) => time),
        power: samples.map(({ watts }) => watts),
      },
    });
    const powerW = series.powerW ?? new Float64Array();
    expect(series.pauses).toStrictEqual([{ at: 300, lastsS: 120 }]);
    const filled = new Float64Array(720);
    filled.set(powerW.subarray(0, 300));
    filled.set(powerW.subarray(300), 420);
    expectToMatch(
      {
        timer_seconds: series.timerS,
        concatenate_timer_time: weightedPowerW(powerW).value,
        zero_fill_elapsed: weightedPowerW(filled).value,
      },
      {
        timer_seconds: expected['timer_seconds'],
        concatenate_timer_time: expected['concatenate_timer_time'],
        zero_fill_elapsed: expected['zero_fill_elapsed'],
      },
      { tolerance },
    );
  });

  test('cyc.bikescore: relative intensity and its load', () => {
    const { input, expected, tolerance } = referenceVector<Watts & { cp: number }, Numbers>(
      'cyc.bikescore',
    );
    const powerW = fromRunLength(input.watts_rle);
    const weightedW = exponentialPowerW(powerW, { rule: 'goldencheetah' }).value ?? NaN;
    const ratio = intensity({ weightedW, thresholdW: input.cp }).value ?? NaN;
    expectToMatch(
      {
        relative_intensity: ratio,
        bikescore: intensityLoad({ intensity: ratio, timerS: powerW.length }).value,
      },
      expected,
      { tolerance },
    );
  });

  test.each(['cyc.mmp.rideA', 'cyc.mmp.small'])('%s: the first window wins ties', (id) => {
    const { input, expected, tolerance } = referenceVector<
      { watts_rle?: RunLength; watts?: number[]; durations: number[] },
      Record<string, unknown>
    >(id);
    const powerW =
      input.watts_rle === undefined
        ? Float64Array.from(input.watts ?? [])
        : fromRunLength(input.watts_rle);
    const curve = meanMaxCurve(powerW, { durationsS: Uint32Array.from(input.durations) });
    const answers = Array.from(curve.durationsS, (duration, i) => [
      String(duration),
      { mean: curve.means[i], start_index: curve.startsS[i] },
    ]);
    expectToMatch(Object.fromEntries(answers), expected, { tolerance });
  });

  test('cyc.decoupling.steady: drift is positive', () => {
    const { input, expected, tolerance } = referenceVector<
      { power_rle: RunLength; hr_rle: RunLength },
      Numbers
    >('cyc.decoupling.steady');
    const output = fromRunLength(input.power_rle);
    const heartRateBpm = fromRunLength(input.hr_rle);
    const efficiency = (from: number, to: number) =>
      efficiencyFactor({
        output: weightedPowerW(output.subarray(from, to)).value ?? NaN,
        heartRateBpm: meanW(heartRateBpm.subarray(from, to)),
      }).value;
    expectToMatch(
      {
        pw_hr_pct: decouplingPct(steadyHalves({ output, heartRateBpm })).value,
        hr_drift_pct: heartRateDriftPct(steadyHalves({ output, heartRateBpm })).value,
        ef_whole: efficiency(0, 3600),
        ef_half1: efficiency(0, 1800),
        ef_half2: efficiency(1800, 3600),
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.decoupling.published: the worked example', () => {
    const { input, expected, tolerance } = referenceVector<Numbers, Numbers>(
      'cyc.decoupling.published',
    );
    const { p1 = NaN, h1 = NaN, p2 = NaN, h2 = NaN } = input;
    const pct = decouplingOfHalvesPct({ before: p1 / h1, after: p2 / h2 });
    expectToMatch({ pct }, expected, { tolerance });
  });

  test('cyc.zones.coggan7: bounds belong to the zone below', () => {
    const { input, expected, tolerance } = referenceVector<
      { ftp: number },
      { classify_upper_inclusive: Numbers }
    >('cyc.zones.coggan7');
    const scheme = ZONE_SCHEMES.coggan_7;
    const lowerBounds = zoneBounds(scheme, { ftpW: input.ftp }).value ?? new Float64Array();
    const classified = Object.keys(expected.classify_upper_inclusive).map((watts) => [
      watts,
      zoneOf(Number(watts), { ...scheme, lowerBounds }),
    ]);
    expectToMatch(
      {
        lower_bounds_w: lowerBounds,
        classify_upper_inclusive: Object.fromEntries(classified),
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.zones.rideA: seconds in zones', () => {
    const { input, expected, tolerance } = referenceVector<Watts, unknown>('cyc.zones.rideA');
    const scheme = ZONE_SCHEMES.coggan_7;
    const lowerBounds = zoneBounds(scheme, { ftpW: input.ftp }).value ?? new Float64Array();
    const times = zoneSeconds(fromRunLength(input.watts_rle), { ...scheme, lowerBounds });
    expectToMatch({ seconds_in_zone: times.seconds }, expected, { tolerance });
  });
});

interface Tests {
  t: number[];
  p: number[];
}

const effortsOf = ({ t, p }: Tests) =>
  t.map((durationS, i) => ({ durationS, powerW: p[i] ?? NaN }));

describe('the reference vector of critical power', () => {
  test('cyc.cp.two_param: three forms of the same tests', () => {
    const { input, expected, tolerance } = referenceVector<Tests, unknown>('cyc.cp.two_param');
    const efforts = effortsOf(input);
    const [work, inverse, time] = (['work_time', 'inverse_time', 'nonlinear_time'] as const).map(
      (form) => fitCriticalPower({ efforts, form }),
    );
    const both = { cp: work?.criticalPowerW, w: work?.wPrimeJ, r2: work?.r2, see: work?.see };
    expectToMatch(
      {
        work_time: {
          ...both,
          se_slope: work?.criticalPowerSeW,
          se_intercept: work?.wPrimeSeJ,
        },
        inverse_time: {
          cp: inverse?.criticalPowerW,
          w: inverse?.wPrimeJ,
          r2: inverse?.r2,
          see: inverse?.see,
          se_slope: inverse?.wPrimeSeJ,
          se_intercept: inverse?.criticalPowerSeW,
        },
        nonlinear_time: { cp: time?.criticalPowerW, w: time?.wPrimeJ, sse: time?.sse },
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.cp.two_point: a line through two points, which is not shown', () => {
    const { input, expected, tolerance } = referenceVector<Tests, unknown>('cyc.cp.two_point');
    const efforts = effortsOf(input);
    const fit = fitCriticalPower({ efforts, form: 'work_time' });
    expectToMatch({ cp: fit.criticalPowerW, w: fit.wPrimeJ }, expected, { tolerance });
    expect(criticalPower({ efforts, form: 'work_time' })).toStrictEqual({ reason: 'too_few' });
  });

  test.each(['cyc.cp.three_param_exact', 'cyc.cp.three_param_noisy'])(
    '%s: three parameters',
    (id) => {
      const { input, expected, tolerance } = referenceVector<Tests, { fit: Numbers }>(id);
      const { sse = NaN, ...fitted } = expected.fit;
      const fit = fitCriticalPower({ efforts: effortsOf(input), form: 'three_parameter' });
      const answer = { cp: fit.criticalPowerW, w: fit.wPrimeJ, pmax: fit.maxPowerW };
      expectToMatch(answer, fitted, { tolerance });
      // of exact data what is left is rounding, W² of a thousandth
      expect(Math.abs(fit.sse - sse)).toBeLessThan(Math.max(1e-6, tolerance * sse));
      expect(
        criticalPower({ efforts: effortsOf(input), form: 'three_parameter' }).value,
      ).toMatchObject(fit);
    },
  );

  test('cyc.ftp: shares of the tests', () => {
    const { input, expected, tolerance } = referenceVector<Numbers, unknown>('cyc.ftp');
    const { best20 = NaN, best8 = NaN, best60 = NaN, ramp_best1: ramp = NaN } = input;
    expectToMatch(
      {
        from20: ftpEstimateW({ bestW: best20, test: 'twentyMinutes' }).value,
        from8: ftpEstimateW({ bestW: best8, test: 'eightMinutes' }).value,
        from60: ftpEstimateW({ bestW: best60, test: 'sixtyMinutes' }).value,
        from_ramp: ftpEstimateW({ bestW: ramp, test: 'ramp' }).value,
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.wbal: three models', () => {
    const { input, expected, tolerance } = referenceVector<
      { watts_rle: RunLength; cp: number; w_prime: number },
      { at: Record<string, unknown> }
    >('cyc.wbal');
    const powerW = fromRunLength(input.watts_rle);
    const options = { criticalPowerW: input.cp, wPrimeJ: input.w_prime };
    const [exact = [], euler = [], integral = []] = (['exact', 'euler', 'integral'] as const).map(
      (model) => wPrimeBalanceJ(powerW, { ...options, model }).value,
    );
    const at = Object.keys(expected.at).map((second) => [
      second,
      {
        diff_euler: euler[Number(second)],
        diff_exact: exact[Number(second)],
        integral: integral[Number(second)],
      },
    ]);
    expectToMatch(
      {
        tau_static: recoveryTauS(powerW, options),
        at: Object.fromEntries(at),
        min_diff_exact: Math.min(...exact),
        min_integral: Math.min(...integral),
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.wbal.sweatpy: another program’s tests', () => {
    const { input, expected, tolerance } = referenceVector<
      { cp: number; w_prime: number },
      unknown
    >('cyc.wbal.sweatpy');
    const powerW = Float64Array.from({ length: 100 }, (_, i) => i);
    const options = { criticalPowerW: input.cp, wPrimeJ: input.w_prime };
    const integral = (tauS?: number) =>
      wPrimeBalanceJ(powerW, { ...options, model: 'integral', ...(tauS && { tauS }) }).value;
    const euler = wPrimeBalanceJ(powerW, { ...options, model: 'euler' }).value;
    expectToMatch(
      {
        tau: recoveryTauS(powerW, options),
        integral_75: integral()?.[75],
        integral_50: integral()?.[50],
        integral_tau100_75: integral(100)?.[75],
        integral_tau500_50: integral(500)?.[50],
        diff_euler_75: euler?.[75],
        diff_euler_50: euler?.[50],
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.vo2max: four ways', () => {
    const { input, expected, tolerance } = referenceVector<Numbers, unknown>('cyc.vo2max');
    const { p5 = NaN, kg = NaN, ppo_w: peakW = NaN, acsm_w: steadyW = NaN } = input;
    const litres = vo2maxFromPeakPowerLMin({ peakW }).value ?? NaN;
    expectToMatch(
      {
        sitko2021: vo2maxFromFiveMinutes({ bestW: p5, weightKg: kg }).value,
        hawley_noakes_L: litres,
        hawley_noakes_ml: (litres / kg) * 1000,
        acsm_cycle: oxygenUptakeAtPower({ powerW: steadyW, weightKg: kg }).value,
        uth2004: vo2maxFromHeartRates({
          maxHeartRateBpm: input['hrmax'] ?? NaN,
          restingHeartRateBpm: input['hrrest'] ?? NaN,
        }).value,
      },
      expected,
      { tolerance },
    );
  });

  test('cyc.virtual_power: uphill, flat, headwind, downhill', () => {
    const { input, expected, tolerance } = referenceVector<Numbers, unknown>('cyc.virtual_power');
    const { v = NaN, mass = NaN, crr = NaN, cda = NaN, rho = NaN, loss = NaN } = input;
    const at = (gradeRatio: number, headwindMps = 0) => {
      const power = virtualPower(
        { speedMps: v, gradeRatio, headwindMps },
        { massKg: mass, crr, cdaM2: cda, airKgM3: rho, drivetrainLoss: loss },
      );
      return {
        gravity: power.gravityW,
        rolling: power.rollingW,
        aero: power.airW,
        inertia: power.inertiaW,
        wheel: power.wheelW,
        legs: power.legsW,
      };
    };
    expectToMatch(
      {
        'grade_0.05': at(0.05),
        flat: at(0),
        flat_headwind3: at(0, 3),
        'grade_-0.06': at(-0.06),
      },
      expected,
      { tolerance },
    );
  });
});
