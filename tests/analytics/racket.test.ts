import { describe, expect, test } from 'vitest';
import { matchByHeartRate } from '../../lib/analytics/racket/heart-rate-breaks.ts';
import { heartRateLag } from '../../lib/analytics/racket/heart-rate-lag.ts';
import { motionActivity } from '../../lib/analytics/racket/motion-activity.ts';
import {
  compareWonLost,
  detectableEffect,
  pointHeartRates,
} from '../../lib/analytics/racket/points-heart-rate.ts';
import { ralliesFromMotion } from '../../lib/analytics/racket/rallies.ts';
import { hedgesG } from '../../lib/analytics/statistics/hedges-g.ts';
import { permutationTest } from '../../lib/analytics/statistics/permutation-test.ts';
import { seededRandom } from '../../lib/analytics/statistics/seeded-random.ts';
import { summarise, welchTTest } from '../../lib/analytics/statistics/welch-t-test.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';
import { type MatchPhase, simulatedMatch } from '../support/simulated-match.ts';

describe('the reference vector', () => {
  test('racket.hr_lag: gain and lag by period and time constant', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: [number, number][] },
      { values: { gain: number; lag_s: number }[] }
    >('racket.hr_lag');
    const actual = input.cases.map(([periodS, timeConstantS]) =>
      heartRateLag({ periodS, timeConstantS }),
    );
    const figures = expected.values.map(({ gain, lag_s }) => ({ gain, lagS: lag_s }));
    expectToMatch(actual, figures, { tolerance });
  });

  test('racket.hr_sim: what a heart with a lag shows of rallies, rests and a break', () => {
    const { input, expected, tolerance } = referenceVector<
      { schedule: MatchPhase[]; start: number },
      { hr_at: Record<string, number>; min_in_break: number }
    >('racket.hr_sim');
    const heartRateBpm = simulatedMatch(input.schedule, input.start);
    expectToMatch(heartRateBpm, expected.hr_at, { tolerance });
    expectToMatch(Math.min(...heartRateBpm.subarray(130, 225)), expected.min_in_break, {
      tolerance,
    });
  });

  test('racket.hr_breaks: the break between two games, and none of the rests', () => {
    const { input, expected, tolerance } = referenceVector<
      { hr: number[] },
      { breaks: [number, number, number][] }
    >('racket.hr_breaks');
    const { value } = matchByHeartRate({
      heartRateBpm: Float64Array.from(input.hr),
      shortestS: 60,
    });
    const breaks = value?.breaks.map(({ fromS, toS, dropBpm }) => [fromS, toS, dropBpm]);
    // the drop is given to three decimals
    expectToMatch(breaks, expected.breaks, { tolerance: Math.max(tolerance, 1e-5) });
    expect(value?.games).toStrictEqual([
      { fromS: 0, toS: 132 },
      { fromS: 222, toS: input.hr.length },
    ]);
  });

  test('racket.rallies.acc: eight rallies in two games', () => {
    const { input, expected, tolerance } = referenceVector<
      { activity_1hz: number[]; on: number; off: number },
      { detected: [number, number][]; games: number[]; work_s: number; rest_between: number[] }
    >('racket.rallies.acc');
    const activity = Float64Array.from(input.activity_1hz);
    const { value } = ralliesFromMotion({ activity, thresholds: { on: input.on, off: input.off } });
    expectToMatch(
      { ...value, rallies: value?.rallies.map(({ from, to }) => [from, to]) },
      {
        rallies: expected.detected,
        games: expected.games,
        playS: expected.work_s,
        restsS: expected.rest_between,
      },
      { tolerance },
    );
  });

  test('racket.won_lost: Welch, Cohen, Hedges and the exact permutation', () => {
    const { input, expected, tolerance } = referenceVector<
      { won: number[]; lost: number[] },
      Record<string, number> & { ci95: [number, number] }
    >('racket.won_lost');
    const groups = { a: summarise(input.won), b: summarise(input.lost) };
    const welch = welchTTest(groups);
    expectToMatch(
      { ...welch, ...hedgesG(groups), meanA: groups.a.mean, sdA: groups.a.sd, sdB: groups.b.sd },
      {
        difference: expected.diff,
        t: expected.t,
        df: expected.df,
        p: expected.p,
        interval95: { low: expected.ci95[0], high: expected.ci95[1] },
        d: expected.cohen_d,
        g: expected.hedges_g,
        correction: expected.hedges_J,
        meanA: expected.meanA,
        sdA: expected.sdA,
        sdB: expected.sdB,
      },
      { tolerance },
    );
    const permutation = permutationTest({ a: input.won, b: input.lost });
    expectToMatch(permutation, { p: expected.perm_p, exact: true }, { tolerance });
    // seven points a side are not shown
    expect(compareWonLost(input).reason).toBe('too_few');
  });

  test('stats.welch.wikipedia: the published example', () => {
    const { input, expected, tolerance } = referenceVector<
      { a: number[]; b: number[] },
      { t: number; df: number; p: number }
    >('stats.welch.wikipedia');
    const welch = welchTTest({ a: summarise(input.a), b: summarise(input.b) });
    expectToMatch(welch, expected, { tolerance });
  });

  test('stats.welch.summary: from means and deviations', () => {
    const { input, expected, tolerance } = referenceVector<
      Record<'n' | 'mean' | 'sd', [number, number]>,
      { t: number; df: number }
    >('stats.welch.summary');
    const [a, b] = [0, 1].map((i) => ({
      count: input.n[i] as number,
      mean: input.mean[i] as number,
      sd: input.sd[i] as number,
    }));
    const welch = a && b && welchTTest({ a, b });
    expectToMatch(welch, expected, { tolerance });
  });
});

const seconds = (from: number, to: number) => fc.integer({ min: from, max: to });

/** A game of rallies and rests. */
const game = fc
  .array(fc.tuple(seconds(10, 30), seconds(6, 12)), { minLength: 11, maxLength: 25 })
  .map((points) =>
    points.flatMap(([r, s]): MatchPhase[] => [
      ['r', r],
      ['s', s],
    ]),
  );

/** Two to five games of 11 to 25 points, and where the breaks between them begin and end. */
function randomMatch(random: () => number): { schedule: MatchPhase[]; truth: [number, number][] } {
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const schedule: MatchPhase[] = [];
  const truth: [number, number][] = [];
  const breakS = between(80, 120);
  let atS = 0;
  const add = (kind: MatchPhase[0], lastsS: number) => {
    schedule.push([kind, lastsS]);
    atS += lastsS;
  };
  for (let games = between(2, 5); games > 0; games -= 1) {
    for (let points = between(11, 25); points > 0; points -= 1) {
      add('r', between(10, 30));
      add('s', between(6, 12));
    }
    if (games > 1) {
      truth.push([atS, atS + breakS]);
      add('B', breakS);
    }
  }
  return { schedule, truth };
}

describe('the law', () => {
  test('heart rate finds the breaks of 500 matches, to 15 s, and nothing else', () => {
    const random = seededRandom(11);
    for (let i = 0; i < 500; i += 1) {
      const { schedule, truth } = randomMatch(random);
      const { value } = matchByHeartRate({ heartRateBpm: simulatedMatch(schedule) });
      expect(value?.breaks.length).toBe(truth.length);
      for (const [k, { fromS, toS }] of (value?.breaks ?? []).entries()) {
        const [from, to] = truth[k] as [number, number];
        expect(Math.abs(fromS - from)).toBeLessThanOrEqual(15);
        expect(Math.abs(toS - to)).toBeLessThanOrEqual(15);
      }
    }
  });

  test('rallies found without given thresholds are those that were played', () => {
    fc.assert(
      fc.property(game, (game) => {
        const activity = Float64Array.from(
          game.flatMap(([kind, lastsS]) => Array<number>(lastsS).fill(kind === 'r' ? 1.2 : 0.2)),
        );
        const played = game.filter(([kind]) => kind === 'r').length;
        expect(ralliesFromMotion({ activity }).value?.rallies.length).toBe(played);
      }),
    );
  });

  test('swapping won and lost turns the sign and nothing else', () => {
    const side = fc.array(fc.integer({ min: 140, max: 190 }), { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(side, side, (won, lost) => {
        const one = compareWonLost({ won, lost }).value;
        const other = compareWonLost({ won: lost, lost: won }).value;
        fc.pre(one !== undefined);
        expect(other?.differenceBpm).toBeCloseTo(-one.differenceBpm, 9);
        expect(other?.hedgesG).toBeCloseTo(-one.hedgesG, 9);
        expect(other?.p).toBeCloseTo(one.p, 9);
        expect(other?.isClear).toBe(one.isClear);
      }),
      { numRuns: 30 },
    );
  });

  test('the interval leaves 0 out exactly where p is under 0.05', () => {
    const side = fc.array(fc.integer({ min: 140, max: 190 }), { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(side, side, (won, lost) => {
        const { value } = compareWonLost({ won, lost });
        fc.pre(value !== undefined);
        expect(value.isClear).toBe(value.p < 0.05);
      }),
      { numRuns: 30 },
    );
  });

  test('a random permutation is the same for the same seed and near the exact one', () => {
    const a = [168, 171, 165, 172, 170, 169, 174, 167];
    const b = [172, 175, 169, 176, 171, 178, 173];
    const sampled = permutationTest({ a, b, seed: 3, maxExact: 0 });
    expect(sampled).toStrictEqual(permutationTest({ a, b, seed: 3, maxExact: 0 }));
    expect(sampled?.exact).toBe(false);
    expect(Math.abs((sampled?.p ?? 0) - 0.02766)).toBeLessThan(0.005);
  });

  test('what so many points can show is as published', () => {
    expect(detectableEffect({ a: 8, b: 7 })).toBeCloseTo(1.57, 2);
    expect(detectableEffect({ a: 30, b: 30 })).toBeCloseTo(0.74, 2);
    expect(detectableEffect({ a: 50, b: 50 })).toBeCloseTo(0.57, 2);
  });

  test('a point’s heart rate is of the 5 s after it, or over the 5 s before it', () => {
    const heartRateBpm = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? 140 : 160));
    const points = [
      { fromS: 40, toS: 60, won: true },
      { fromS: 90, toS: 98, won: false },
    ];
    expect(pointHeartRates({ heartRateBpm, points })).toStrictEqual({ won: [160], lost: [] });
    expect(pointHeartRates({ heartRateBpm, points, overBefore: true }).won).toStrictEqual([20]);
  });

  test('motion does not depend on how the sensor sits', () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => Math.sin(i));
    const zero = new Float64Array(100);
    const flat = motionActivity({ x, y: zero, z: zero, hz: 25 });
    expect(flat.length).toBe(4);
    expect(motionActivity({ x: zero, y: x, z: zero, hz: 25 })).toStrictEqual(flat);
  });
});

const bpm = (valueAt: (i: number) => number, length = 900) =>
  Float64Array.from({ length }, (_, i) => valueAt(i));

describe('there is a reason, not a figure, for', () => {
  test.each<[string, { reason?: string; value?: unknown }]>([
    ['an empty match', matchByHeartRate({ heartRateBpm: bpm(() => 150, 0) })],
    ['a match of a second', matchByHeartRate({ heartRateBpm: bpm(() => 150, 1) })],
    ['a match all missing', matchByHeartRate({ heartRateBpm: bpm(() => Number.NaN) })],
    ['a match of zeros', matchByHeartRate({ heartRateBpm: bpm(() => 0) })],
    ['a negative heart', matchByHeartRate({ heartRateBpm: bpm(() => -150) })],
    ['an absurd heart', matchByHeartRate({ heartRateBpm: bpm(() => 1e9) })],
    [
      'a heart half missing',
      matchByHeartRate({ heartRateBpm: bpm((i) => (i % 2 ? 150 : Number.NaN)) }),
    ],
    ['no motion', ralliesFromMotion({ activity: bpm(() => 1, 0) })],
    ['a second of motion', ralliesFromMotion({ activity: bpm(() => 1, 1) })],
    ['missing motion', ralliesFromMotion({ activity: bpm(() => Number.NaN) })],
    ['constant motion', ralliesFromMotion({ activity: bpm(() => 1) })],
    ['no movement', ralliesFromMotion({ activity: bpm(() => 0) })],
    ['no points', compareWonLost({ won: [], lost: [] })],
    [
      'points without spread',
      compareWonLost({ won: Array(9).fill(150), lost: Array(9).fill(150) }),
    ],
    [
      'points without a heart',
      compareWonLost({ won: Array(9).fill(Number.NaN), lost: Array(9).fill(150) }),
    ],
  ])('%s', (_, { reason, value }) => {
    expect(reason).toBeTypeOf('string');
    expect(value).toBeUndefined();
  });

  test('a constant heart rate is one game without a break', () => {
    expect(matchByHeartRate({ heartRateBpm: bpm(() => 150) }).value).toStrictEqual({
      breaks: [],
      games: [{ fromS: 0, toS: 900 }],
    });
  });

  test('whatever the numbers, nothing is NaN or infinite and nothing throws', () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: 60, max: 200 }),
      fc.constantFrom(Number.NaN, Infinity),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 80 }), number, (values, x) => {
        const one = Float64Array.from(values);
        expectNothingUnreal(matchByHeartRate({ heartRateBpm: one, shortestS: 1 }));
        expectNothingUnreal(ralliesFromMotion({ activity: one }));
        expectNothingUnreal(ralliesFromMotion({ activity: one, thresholds: { on: x, off: 1 } }));
        expectNothingUnreal(compareWonLost({ won: values.slice(0, 9), lost: values.slice(9, 18) }));
        expectNothingUnreal(heartRateLag({ periodS: x, timeConstantS: values[0] ?? 0 }));
        expectNothingUnreal(
          pointHeartRates({
            heartRateBpm: one,
            points: [{ fromS: x, toS: values[0] ?? 0, won: true }],
          }),
        );
        motionActivity({ x: one, y: one, z: one, hz: x });
      }),
    );
  });
});
