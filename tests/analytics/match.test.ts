/** What is told of a match: points before motion, motion before heart rate. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../lib/analytics/analyse.ts';
import { motionActivity, motionBySecond } from '../../lib/analytics/racket/motion-activity.ts';
import { compareWonLost } from '../../lib/analytics/racket/points-heart-rate.ts';
import type { RecordedPoint, Recording } from '../../lib/analytics/recording.ts';
import { type MatchPhase, simulatedMatch } from '../support/simulated-match.ts';

/** Two games of ten rallies of 15 s with rests of 9, and a break of 90 s. */
const GAME = Array.from({ length: 10 }, (): MatchPhase[] => [
  ['r', 15],
  ['s', 9],
]).flat();
const SCHEDULE: MatchPhase[] = [['s', 20], ...GAME, ['B', 90], ...GAME];
const motion = SCHEDULE.flatMap(([kind, lastsS]) =>
  Array<number>(lastsS).fill(kind === 'r' ? 60 : 8),
);

/** A point 2 s after each rally; the ones of even number are won. */
const points: RecordedPoint[] = [];
let atS = 0;
for (const [kind, lastsS] of SCHEDULE) {
  atS += lastsS;
  if (kind === 'r') {
    const game = points.length < 10 ? 1 : 2;
    points.push({ atS: atS + 2, won: points.length % 2 === 1, game });
  }
}

const match: Recording = {
  sport: 'squash',
  channels: {
    time: motion.map((_, second) => second),
    heart_rate: [...simulatedMatch(SCHEDULE)],
    motion,
  },
  points,
};

const figuresOf = (recording: Recording) =>
  Object.fromEntries(
    analyse(recording).metrics.map(({ id, value, reason }) => [id, value ?? reason]),
  );

describe('a match with motion and points', () => {
  const figures = figuresOf(match);

  test('has the rallies that were played, and the rests between them', () => {
    expect(figures).toMatchObject({ rallies: 20, points_won: 10, points_lost: 10, games: 2 });
    expect(Math.abs((figures['play_time_s'] as number) - 300)).toBeLessThanOrEqual(20);
    expect(Math.abs((figures['average_rally_s'] as number) - 15)).toBeLessThanOrEqual(1);
    expect(Math.abs((figures['average_rest_s'] as number) - 9)).toBeLessThanOrEqual(1);
    expect(figures['play_share_pct']).toBeCloseTo((100 * 300) / (300 + 18 * 9), -1);
  });

  test('has its break from the last point of a game to the first rally of the next', () => {
    expect(Math.abs((figures['break_time_s'] as number) - 99)).toBeLessThanOrEqual(3);
  });

  test('compares heart rate of points won and lost as the test of two groups does', () => {
    const won = figures['won_points_heart_rate_bpm'] as number;
    const lost = figures['lost_points_heart_rate_bpm'] as number;
    expect(figures['points_heart_rate_difference_bpm']).toBeCloseTo(won - lost, 9);
    expect(figures['points_heart_rate_p']).toBeGreaterThan(0);
    expect(figures['points_heart_rate_permutation_p']).toBeGreaterThan(0);
    expect(Math.sign(figures['points_heart_rate_t'] as number)).toBe(Math.sign(won - lost));
    expect(Math.sign(figures['points_heart_rate_hedges_g'] as number)).toBe(Math.sign(won - lost));
  });
});

describe('games are told', () => {
  test('by the numbers of points, whatever the wrist did', () => {
    const oneGame = points.map((point) => ({ ...point, game: 1 }));
    expect(figuresOf({ ...match, points: oneGame })).toMatchObject({ games: 1, break_time_s: 0 });
  });

  test('by motion where no point has a game', () => {
    const unnumbered = points.map(({ atS, won }) => ({ atS, won }));
    expect(figuresOf({ ...match, points: unnumbered })).toMatchObject({ games: 2 });
    const { time, heart_rate } = match.channels;
    const steady = time?.map(() => 150) ?? [];
    const calm = figuresOf({
      ...match,
      points: [],
      channels: { time: time ?? [], motion, heart_rate: steady },
    });
    expect(calm).toMatchObject({ games: 2 });
    const byHeart = figuresOf({
      ...match,
      points: [],
      channels: { time: time ?? [], heart_rate: heart_rate ?? [] },
    });
    expect(byHeart).toMatchObject({ games: 2, rallies: 'no_motion', points_won: 'no_points' });
  });
});

test('points are compared only with eight of them a side', () => {
  const few = points.map((point, i) => ({ ...point, won: i < 7 }));
  const reasons = figuresOf({ ...match, points: few });
  expect(reasons).toMatchObject({ points_won: 7, points_heart_rate_p: 'too_few' });
  expect(reasons['won_points_heart_rate_bpm']).toBe('too_few');
  const enough = points.map((point, i) => ({ ...point, won: i < 8 }));
  expect(figuresOf({ ...match, points: enough })['points_heart_rate_p']).toBeTypeOf('number');
});

test('without a heart rate channel the rates that came with the points are compared', () => {
  const rates = [150, 152, 149, 155, 151, 153, 150, 154, 152, 151];
  const told = points.map((point, i) => ({
    ...point,
    heartRateBpm: (rates[i % 10] as number) + (point.won ? 10 : 0),
  }));
  const figures = figuresOf({
    sport: 'squash',
    channels: { time: match.channels.time ?? [] },
    points: told,
  });
  const side = (isWon: boolean) =>
    told.filter(({ won }) => won === isWon).map(({ heartRateBpm }) => heartRateBpm);
  const expected = compareWonLost({ won: side(true), lost: side(false) }).value;
  expect(figures['points_heart_rate_t']).toBe(expected?.t);
});

describe('motion by the second', () => {
  const hz = 25;
  const x = Float64Array.from({ length: 10 * hz }, (_, i) => Math.sin(i) * 10);
  const zero = new Float64Array(x.length);
  const timesS = x.map((_, i) => i / hz);
  const norms = x.map(Math.abs);
  const periodsS = x.map(() => 1 / hz);

  test('is the same whether samples come as one array or with their times', () => {
    const one = motionActivity({ x, y: zero, z: zero, hz });
    const other = motionBySecond({ timesS, norms, periodsS }, { seconds: 10 });
    for (const [second, value] of one.entries()) {
      expect(other[second]).toBeCloseTo(value, 9);
    }
  });

  test('is missing where half of the samples are', () => {
    const kept = timesS.findIndex((timeS) => timeS >= 4.4);
    const cut = { timesS: timesS.subarray(0, kept), norms, periodsS };
    const activity = motionBySecond(cut, { seconds: 10 });
    expect([...activity].map((value) => !Number.isNaN(value))).toEqual(
      Array.from({ length: 10 }, (_, second) => second < 4),
    );
  });
});
