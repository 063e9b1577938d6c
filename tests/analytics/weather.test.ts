import { describe, expect, test } from 'vitest';
import { headwind } from '../../lib/analytics/weather/headwind.ts';
import { heatIndex } from '../../lib/analytics/weather/heat-index.ts';
import { heatPenalty, wetBulbGlobe } from '../../lib/analytics/weather/wet-bulb-globe.ts';
import { windOnRunning } from '../../lib/analytics/weather/wind-on-running.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

const inFahrenheit = (celsius: number) => celsius * 1.8 + 32;

describe('the reference vector', () => {
  test('weather.heat_index_f: the regression, and the chart to a degree', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: [number, number][] },
      { values: number[]; nws_chart: (number | null)[] }
    >('weather.heat_index_f');
    const actual = input.cases.map(([fahrenheit, humidityPercent]) =>
      inFahrenheit(heatIndex({ temperatureC: (fahrenheit - 32) / 1.8, humidityPercent }) ?? 0),
    );
    expectToMatch(actual, expected.values, { tolerance });
    const charted = actual.map((value, i) =>
      expected.nws_chart[i] === null ? null : Math.round(value),
    );
    expect(charted).toStrictEqual(expected.nws_chart);
  });

  test('weather.wbgt_simplified: and what it costs', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases_c_rh: [number, number][] },
      { values: number[]; penalty_pct_at_0_35_per_deg: number[] }
    >('weather.wbgt_simplified');
    const actual = input.cases_c_rh.map(
      ([temperatureC, humidityPercent]) => wetBulbGlobe({ temperatureC, humidityPercent }) ?? 0,
    );
    expectToMatch(actual, expected.values, { tolerance });
    expectToMatch(actual.map(heatPenalty), expected.penalty_pct_at_0_35_per_deg, { tolerance });
  });

  test('weather.wind_run: from a tail to a head wind', () => {
    const { input, expected, tolerance } = referenceVector<
      { kg: number; height_m: number; v: number },
      Record<string, Record<string, number>>
    >('weather.wind_run');
    for (const [wind, figures] of Object.entries(expected)) {
      const actual = windOnRunning({
        massKg: input.kg,
        heightM: input.height_m,
        speedMps: input.v,
        headwindMps: Number(wind),
      });
      expectToMatch(
        actual,
        {
          dragAreaM2: figures['cda'],
          stillDragN: figures['still_air_drag_N'],
          extraForceN: figures['delta_force_N'],
          extraBodyWeightPercent: figures['delta_pct_bw'],
          metabolicPercent: figures['delta_metabolic_pct'],
          speedPercent: figures['delta_speed_pct'],
        },
        { tolerance, at: wind },
      );
    }
  });

  test('weather.wind_component: the wind’s direction is where it comes from', () => {
    const { input, expected, tolerance } = referenceVector<
      { bearing_deg: number; wind_from_deg: number[]; wind_mps: number },
      { headwind: number[] }
    >('weather.wind_component');
    const actual = input.wind_from_deg.map((fromDeg) =>
      headwind({ windMps: input.wind_mps, fromDeg, bearingDeg: input.bearing_deg }),
    );
    expectToMatch(actual, expected.headwind, { tolerance });
  });
});

describe('the law', () => {
  test('turning round turns the headwind', () => {
    const degrees = fc.integer({ min: 0, max: 359 });
    fc.assert(
      fc.property(degrees, degrees, (fromDeg, bearingDeg) => {
        const there = headwind({ windMps: 5, fromDeg, bearingDeg });
        const back = headwind({ windMps: 5, fromDeg, bearingDeg: bearingDeg + 180 });
        expect(there + back).toBeCloseTo(0, 9);
      }),
    );
  });

  test('between 7.5 and 15 °C the heat costs nothing', () => {
    expect([7.5, 10, 15].map(heatPenalty)).toStrictEqual([0, 0, 0]);
    expect(heatPenalty(5)).toBeCloseTo(0.875, 9);
  });

  test.each([
    { case: 'missing', temperatureC: Number.NaN, humidityPercent: 50 },
    { case: 'absurd', temperatureC: 400, humidityPercent: 50 },
    { case: 'negative', temperatureC: 20, humidityPercent: -1 },
    { case: 'over-full', temperatureC: 20, humidityPercent: 101 },
  ])('there is nothing to say of $case weather', ({ temperatureC, humidityPercent }) => {
    expect(heatIndex({ temperatureC, humidityPercent })).toBeUndefined();
    expect(wetBulbGlobe({ temperatureC, humidityPercent })).toBeUndefined();
  });

  test('whatever the weather, nothing is NaN or infinite', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -60, max: 100 }));
    fc.assert(
      fc.property(number, number, (a, b) => {
        expectNothingUnreal(heatIndex({ temperatureC: a, humidityPercent: b }));
        expectNothingUnreal(wetBulbGlobe({ temperatureC: a, humidityPercent: b }));
        expectNothingUnreal(
          windOnRunning({ massKg: 70, heightM: 1.8, speedMps: a, headwindMps: b }),
        );
      }),
    );
  });
});
