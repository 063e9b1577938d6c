import { expect, it } from 'vitest';
import { utc, utcOrUndefined, withUtc } from '../../lib/db/timestamps.ts';

it.each([
  ['2026-11-20 14:55:50.773+00', '2026-11-20T14:55:50.773Z'],
  ['2026-11-20T14:55:50.773+00:00', '2026-11-20T14:55:50.773Z'],
  ['2026-11-20T14:55:50.773123+00:00', '2026-11-20T14:55:50.773123Z'],
  ['2026-11-20T14:55:50+00:00', '2026-11-20T14:55:50Z'],
  ['2026-11-20T14:55:50Z', '2026-11-20T14:55:50Z'],
  ['2026-11-20T15:55:50.5+01:00', '2026-11-20T14:55:50.500Z'],
])('%s is %s', (text, expected) => {
  expect(utc(text)).toBe(expected);
});

it('only the named columns are rewritten, and missing times stay missing', () => {
  const row = { at: '2026-11-20 14:55:50+00', until: null, name: '2026-11-20 14:55:50+00' };
  expect(withUtc(row, ['at', 'until'])).toEqual({ ...row, at: '2026-11-20T14:55:50Z' });
  expect(utcOrUndefined<typeof row>(null, ['at'])).toBeUndefined();
});
