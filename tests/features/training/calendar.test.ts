import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dayOf,
  localDay,
  type Period,
  periodsOf,
  startOf,
} from '../../../lib/features/training/calendar.ts';
import { assert, constantFrom, integer, nat, property } from '../../support/fast-check.ts';

const anyDay = integer({ min: dayOf('1900-01-01'), max: dayOf('2199-12-31') });

it('a date and its day are each other’s', () => {
  assert(property(anyDay, (day) => dayOf(dateOf(day)) === day));
});

it.each([
  { zone: 'Pacific/Kiritimati', at: '2026-01-01T10:00:00Z', date: '2026-01-02' },
  { zone: 'Pacific/Pago_Pago', at: '2026-01-01T10:00:00Z', date: '2025-12-31' },
  { zone: 'Europe/Berlin', at: '2026-06-30T22:30:00Z', date: '2026-07-01' },
  { zone: 'Europe/Berlin', at: '2026-12-31T22:30:00Z', date: '2026-12-31' },
  { zone: 'Mars/Olympus', at: '2026-12-31T23:30:00Z', date: '2026-12-31' },
])('it is $date in $zone at $at', ({ zone, at, date }) => {
  expect(dateOf(localDay(new Date(at), zone))).toBe(date);
});

describe('the periods of some days', () => {
  const periods = constantFrom<Period[]>('week', 'month', 'year');

  it('follow one another without gap from the first day to the last', () => {
    assert(
      property(periods, anyDay, nat(3_000), (period, first, length) => {
        const found = periodsOf(period, { first, last: first + length });
        expect(found[0]?.first).toBe(first);
        expect(found.at(-1)?.last).toBe(first + length);
        for (const [i, { first: start, last: end }] of found.entries()) {
          expect(end).toBeGreaterThanOrEqual(start);
          expect(startOf(period, end)).toBe(startOf(period, start));
          if (i > 0) {
            expect(start).toBe((found[i - 1]?.last ?? 0) + 1);
            expect(startOf(period, start)).toBe(start);
          }
        }
      }),
    );
  });

  it('are weeks from Monday, months from the first, years from January', () => {
    assert(
      property(anyDay, (day) => {
        expect(new Date(dateOf(startOf('week', day))).getUTCDay()).toBe(1);
        expect(day - startOf('week', day)).toBeLessThan(7);
        expect(dateOf(startOf('month', day))).toBe(`${dateOf(day).slice(0, 7)}-01`);
        expect(dateOf(startOf('year', day))).toBe(`${dateOf(day).slice(0, 4)}-01-01`);
      }),
    );
  });
});
