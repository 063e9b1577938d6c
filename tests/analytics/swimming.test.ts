import { describe, expect, test } from 'vitest';
import { criticalSwimSpeed } from '../../lib/analytics/swimming/critical-swim-speed.ts';
import { lengthDoubts } from '../../lib/analytics/swimming/missed-turns.ts';
import { swimConsistency } from '../../lib/analytics/swimming/swim-consistency.ts';
import { swimFromSeries } from '../../lib/analytics/swimming/swim-from-series.ts';
import { swimSession } from '../../lib/analytics/swimming/swim-intervals.ts';
import {
  METRES_PER_YARD,
  SWIM_STROKES,
  type SwimLength,
} from '../../lib/analytics/swimming/swim-length.ts';
import { swimLoad } from '../../lib/analytics/swimming/swim-load.ts';
import { swimPace } from '../../lib/analytics/swimming/swim-pace.ts';
import { estimatedSwimPower } from '../../lib/analytics/swimming/swim-power.ts';
import { swimTechnique } from '../../lib/analytics/swimming/swim-technique.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

describe('the reference vector', () => {
  test('swim.css: 400 m in 6:00, 200 m in 2:50', () => {
    const { input, expected, tolerance } = referenceVector<
      { t400: number; t200: number },
      { css_mps: number; pace100: number }
    >('swim.css');
    const { value } = criticalSwimSpeed([
      { distanceM: 400, timeS: input.t400 },
      { distanceM: 200, timeS: input.t200 },
    ]);
    expectToMatch(
      value,
      { speedMps: expected.css_mps, paceSPer100: expected.pace100, r2: null },
      { tolerance },
    );
  });

  test('swim.css.regression: three distances', () => {
    const { input, expected, tolerance } = referenceVector<
      { t: number[]; d: number[] },
      Record<string, number>
    >('swim.css.regression');
    const swims = input.t.map((timeS, i) => ({ timeS, distanceM: input.d[i] as number }));
    expectToMatch(
      criticalSwimSpeed(swims).value,
      {
        speedMps: expected.css,
        reserveM: expected.d_prime,
        r2: expected.r2,
        paceSPer100: expected.pace100,
      },
      { tolerance },
    );
  });

  test('swim.stss: 3,000 m in 55:00 with a CSS of 1:33', () => {
    const { input, expected, tolerance } = referenceVector<
      { distance: number; moving_s: number; css_pace: number },
      Record<string, number>
    >('swim.stss');
    const { value } = swimLoad({
      distanceM: input.distance,
      swimS: input.moving_s,
      cssMps: 100 / input.css_pace,
    });
    expect(value?.intensity).toBeCloseTo(0.8454545454545455, 12);
    expectToMatch(value, { load: expected.stss }, { tolerance });
  });

  test('swim.stss.rest: rests count neither as distance nor as time', () => {
    const { input, expected, tolerance } = referenceVector<
      { distance: number; moving_s: number; css_pace: number },
      Record<string, number>
    >('swim.stss.rest');
    const { value } = swimLoad({
      distanceM: input.distance,
      swimS: input.moving_s,
      cssMps: 100 / input.css_pace,
    });
    expectToMatch(value, { load: expected.trainingpeaks_moving_time }, { tolerance });
  });

  test('swim.lengths: session, intervals, technique and consistency of eight lengths', () => {
    const { input, expected, tolerance } = referenceVector<
      { pool_m: number; lengths: [number, number, number, 'free' | 'idle'][] },
      Record<string, number> & { intervals: Record<string, number>[]; swolf_each: number[] }
    >('swim.lengths');
    const poolM = input.pool_m;
    const lengths = input.lengths.map(([startS, durationS, strokes, stroke]) => ({
      startS,
      durationS,
      strokes,
      stroke,
    }));
    const session = swimSession({ lengths, poolM }).value;
    expectToMatch(
      session,
      {
        distanceM: expected.distance,
        swimS: expected.swim_s,
        restS: expected.rest_s,
        elapsedS: expected.elapsed_s,
        workRestRatio: expected.work_rest_ratio,
        intervals: expected.intervals.map((interval) => ({
          startS: interval.start,
          lengths: interval.lengths,
          distanceM: interval.distance,
          swimS: interval.swim_s,
          restAfterS: interval.rest_after,
        })),
      },
      { tolerance },
    );
    const pace = swimPace({ distanceM: session?.distanceM ?? 0, swimS: session?.swimS ?? 0 });
    expectToMatch(pace.value, { per100mS: expected.pace100 }, { tolerance });
    expectToMatch(
      swimTechnique({ lengths, poolM }).value,
      {
        swolfEach: expected.swolf_each,
        swolfMean: expected.swolf_mean,
        strokesPerMinute: expected.stroke_rate_spm,
        armStrokesPerMinute: expected.stroke_rate_pushoff_3m,
        distancePerStrokeM: expected.distance_per_stroke,
        strokeIndex: expected.stroke_index,
      },
      { tolerance },
    );
    expectToMatch(
      swimConsistency({ lengths }).value,
      {
        variationPercent: expected.pace_cv_pct,
        fadePercent: expected.fade_pct_halves,
        slopeSPerLength: expected.fade_slope_s_per_length,
      },
      { tolerance },
    );
    expectToMatch(
      swimConsistency({ lengths, sampleSd: true }).value,
      { variationPercent: expected.pace_cv_sample_pct },
      { tolerance },
    );
  });

  test('swim.skiba_power: 75 kg at 1.2 m/s', () => {
    const { input, expected, tolerance } = referenceVector<
      { kg: number; v: number },
      { watts: number }
    >('swim.skiba_power');
    const watts = estimatedSwimPower({ massKg: input.kg, speedMps: input.v });
    expectToMatch(watts, expected.watts, { tolerance });
  });
});

/** Lengths of one after another, rests of `restS` where not 0. */
const swum = (times: readonly (readonly [durationS: number, restS: number])[]): SwimLength[] => {
  let atS = 0;
  return times.map(([durationS, restS]) => {
    const length = { startS: atS, durationS, strokes: 18, stroke: 'free' as const };
    atS += durationS + restS;
    return length;
  });
};

const sessions = fc
  .array(fc.tuple(fc.integer({ min: 15, max: 90 }), fc.constantFrom(0, 0, 0, 2, 15, 60)), {
    minLength: 1,
    maxLength: 60,
  })
  .map(swum);

describe('the law', () => {
  test('the intervals add up to the session, and time swum and rested to no more than elapsed', () => {
    fc.assert(
      fc.property(sessions, (lengths) => {
        const { value } = swimSession({ lengths, poolM: 25 });
        const { distanceM = 0, swimS = 0, restS = 0, elapsedS = 0, intervals = [] } = value ?? {};
        expect(distanceM).toBe(25 * lengths.length);
        expect(intervals.reduce((sum, { lengths }) => sum + lengths, 0)).toBe(lengths.length);
        expect(swimS + restS).toBeLessThanOrEqual(elapsedS + 1e-9);
        // what is missing are turns under 5 s
        expect(elapsedS - swimS - restS).toBeLessThan(5 * lengths.length);
      }),
    );
  });

  test('a yard pool swum in the same time is the same pace by its own hundred', () => {
    const yards = swimPace({ distanceM: 1000 * METRES_PER_YARD, swimS: 900 }).value;
    expect(yards?.per100ydS).toBeCloseTo(90, 9);
    expect(yards?.per100mS).toBeCloseTo(90 / METRES_PER_YARD, 9);
  });

  test('a turn seen twice costs no time and adds no distance', () => {
    const clean = swum([
      [30, 0],
      [30, 0],
      [30, 0],
    ]);
    const crumbly: SwimLength[] = [
      { startS: 0, durationS: 30, strokes: 18, stroke: 'free' },
      { startS: 30, durationS: 2, strokes: 0, stroke: 'free' },
      { startS: 32, durationS: 28, strokes: 18, stroke: 'free' },
      { startS: 60, durationS: 30, strokes: 18, stroke: 'free' },
    ];
    expect(swimSession({ lengths: crumbly, poolM: 25 })).toStrictEqual(
      swimSession({ lengths: clean, poolM: 25 }),
    );
  });

  test('a missed turn is proposed to be split and half a length to be merged, nothing else', () => {
    const lengths = swum(Array.from({ length: 10 }, () => [30, 0] as const));
    const missed = { ...(lengths[4] as SwimLength), durationS: 60, strokes: 36 };
    const half = { ...(lengths[8] as SwimLength), durationS: 13, strokes: 7 };
    const tired = { ...(lengths[6] as SwimLength), durationS: 60, strokes: 20 };
    expect(lengthDoubts(lengths)).toStrictEqual([]);
    expect(lengthDoubts(lengths.with(4, missed).with(6, tired).with(8, half))).toStrictEqual([
      { index: 4, proposal: 'split' },
      { index: 8, proposal: 'merge' },
    ]);
  });

  test('drills have no SWOLF, and do not spoil that of the others', () => {
    const lengths = swum(Array.from({ length: 4 }, () => [30, 0] as const));
    const drill: SwimLength = { startS: 500, durationS: 55, stroke: 'drill' };
    expect(swimTechnique({ lengths: [...lengths, drill], poolM: 25 })).toStrictEqual(
      swimTechnique({ lengths, poolM: 25 }),
    );
  });

  test('even lengths do not vary, fade or slow down', () => {
    const lengths = swum(Array.from({ length: 9 }, () => [31, 0] as const));
    expect(swimConsistency({ lengths }).value).toMatchObject({
      variationPercent: 0,
      fadePercent: 0,
      slopeSPerLength: 0,
    });
  });

  test('without lengths there are distance, time and standing time, and no more', () => {
    const speedMps = Float64Array.from({ length: 1200 }, (_, i) => (i % 300 < 270 ? 1 : 0));
    let atM = 0;
    const distanceM = speedMps.map((speed) => (atM += speed));
    expect(swimFromSeries({ distanceM, speedMps, pausedS: 40 }).value).toStrictEqual({
      distanceM: 1079,
      swimS: 1080,
      restS: 160,
    });
  });
});

describe('there is a reason, not a figure, for', () => {
  test.each<[string, { reason?: string; value?: unknown }]>([
    ['no lengths', swimSession({ lengths: [], poolM: 25 })],
    ['lengths of no time', swimSession({ lengths: swum([[0, 0]]), poolM: 25 })],
    ['a negative length', swimSession({ lengths: swum([[-30, 0]]), poolM: 25 })],
    [
      'only rests',
      swimSession({ lengths: [{ startS: 0, durationS: 9, stroke: 'idle' }], poolM: 25 }),
    ],
    ['a pool of no length', swimSession({ lengths: swum([[30, 0]]), poolM: 0 })],
    ['a pool of nobody’s', swimTechnique({ lengths: swum([[30, 0]]), poolM: Number.NaN })],
    [
      'no strokes',
      swimTechnique({ lengths: [{ startS: 0, durationS: 30, stroke: 'free' }], poolM: 25 }),
    ],
    [
      'three lengths’ consistency',
      swimConsistency({
        lengths: swum([
          [30, 0],
          [31, 0],
          [32, 0],
        ]),
      }),
    ],
    ['one swim’s critical speed', criticalSwimSpeed([{ distanceM: 400, timeS: 360 }])],
    [
      'the same swim twice',
      criticalSwimSpeed([
        { distanceM: 400, timeS: 360 },
        { distanceM: 400, timeS: 360 },
      ]),
    ],
    [
      'a 400 faster than the 200',
      criticalSwimSpeed([
        { distanceM: 400, timeS: 300 },
        { distanceM: 200, timeS: 170 },
      ]),
    ],
    ['a load without a threshold', swimLoad({ distanceM: 2000, swimS: 2400, cssMps: undefined })],
    ['a load without distance', swimLoad({ distanceM: 0, swimS: 2400, cssMps: 1 })],
    ['a load of a speedboat', swimLoad({ distanceM: 20_000, swimS: 2400, cssMps: 1 })],
    ['a pace without distance', swimPace({ distanceM: 0, swimS: 100 })],
    ['a swim all missing', swimFromSeries({ distanceM: new Float64Array(600).fill(Number.NaN) })],
    ['a swim that stood still', swimFromSeries({ distanceM: new Float64Array(600) })],
    ['an empty swim', swimFromSeries({ distanceM: new Float64Array(0) })],
  ])('%s', (_, { reason, value }) => {
    expect(reason).toBeTypeOf('string');
    expect(value).toBeUndefined();
  });

  test('whatever the numbers, nothing is NaN or infinite and nothing throws', () => {
    const number = fc.oneof(
      fc.double({ min: -1e4, max: 1e4 }),
      fc.constantFrom(0, Number.NaN, Infinity, -Infinity, 1e308),
    );
    const length = fc.record({
      startS: number,
      durationS: number,
      strokes: number,
      stroke: fc.constantFrom(...SWIM_STROKES),
    });
    fc.assert(
      fc.property(fc.array(length, { maxLength: 12 }), number, number, (lengths, a, b) => {
        expectNothingUnreal(swimSession({ lengths, poolM: a }));
        expectNothingUnreal(swimSession({ lengths, poolM: 25 }));
        expectNothingUnreal(swimTechnique({ lengths, poolM: 25, pushOffM: b }));
        expectNothingUnreal(swimConsistency({ lengths }));
        expectNothingUnreal(lengthDoubts(lengths));
        expectNothingUnreal(swimLoad({ distanceM: a, swimS: b, cssMps: lengths[0]?.startS }));
        expectNothingUnreal(swimPace({ distanceM: a, swimS: b }));
        expectNothingUnreal(
          criticalSwimSpeed(
            lengths.map(({ startS, durationS }) => ({ distanceM: startS, timeS: durationS })),
          ),
        );
        expectNothingUnreal(
          swimFromSeries({
            distanceM: Float64Array.of(a, b, a),
            speedMps: Float64Array.of(b, a, b),
            pausedS: a,
          }),
        );
      }),
    );
  });
});
