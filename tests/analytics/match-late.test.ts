import { describe, expect, test } from 'vitest';
import { breakRecoveries } from '../../lib/analytics/racket/break-recovery.ts';
import { pressurePoints } from '../../lib/analytics/racket/pressure-points.ts';

/** Points as letters: w won, l lost. */
const points = (letters: string, game = 1) =>
  Array.from(letters, (letter) => ({ won: letter === 'w', game }));

describe('pressure points', () => {
  test.each([
    { case: 'from 8-all on', letters: `${'wl'.repeat(8)}wlw`, late: { won: 2, lost: 1 } },
    { case: 'not at 8 to 7', letters: `${'wl'.repeat(7)}ww`, late: { won: 0, lost: 0 } },
    { case: 'not in a one-sided game', letters: 'wwwwwwwwwww', late: { won: 0, lost: 0 } },
  ])('count $case', ({ letters, late }) => {
    expect(pressurePoints(points(letters), { sport: 'squash' }).value).toEqual(late);
  });

  test('are counted game by game', () => {
    const two = [...points('wl'.repeat(8)), ...points('wl'.repeat(8), 2)];
    expect(pressurePoints(two, { sport: 'squash' }).value).toEqual({ won: 0, lost: 0 });
  });

  test.each([
    { case: 'in tennis', sport: 'tennis', given: points('wl'), reason: 'not_plausible' },
    { case: 'without points', sport: 'squash', given: [], reason: 'no_points' },
    { case: 'without games', sport: 'squash', given: [{ won: true }], reason: 'no_points' },
  ])('are none $case', ({ sport, given, reason }) => {
    expect(pressurePoints(given, { sport })).toEqual({ reason });
  });
});

describe('recovery in breaks', () => {
  const bpm = Float64Array.from({ length: 600 }, (_, i) =>
    i >= 200 && i < 290 ? 170 - (i - 200) / 2 : i >= 400 && i < 490 ? 170 - (i - 400) / 3 : 170,
  );

  test('is from the highest around its beginning to the lowest in it', () => {
    const { value } = breakRecoveries({
      heartRateBpm: bpm,
      breaks: [
        { fromS: 200, toS: 289 },
        { fromS: 400, toS: 489 },
      ],
    });
    // a 5-s mean ends two seconds before the end
    expect(value).toEqual([43.5, expect.closeTo(29, 9)]);
  });

  test('needs two breaks of 40 s with heart rate', () => {
    const one = { fromS: 200, toS: 289 };
    for (const other of [[], [{ fromS: 400, toS: 439 }]]) {
      expect(breakRecoveries({ heartRateBpm: bpm, breaks: [one, ...other] })).toEqual({
        reason: 'too_few',
      });
    }
    const silent = bpm.map((rate, i) => (i > 380 ? NaN : rate));
    const both = [one, { fromS: 400, toS: 489 }];
    expect(breakRecoveries({ heartRateBpm: silent, breaks: both }).reason).toBe('too_few');
  });
});
