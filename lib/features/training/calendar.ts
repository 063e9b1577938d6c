/** Calendar days as whole numbers: days since 1 January 1970. */
import { AppError } from '../../core/errors.ts';

const DAY_MS = 86_400_000;

/** `2026-11-20` -> its number. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The number of a day -> `2026-11-20` */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** What day it is at that time in a time zone; in UTC where nobody knows a zone of that name. */
export function localDay(at: Date, timeZone: string): number {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = dayFormat(timeZone).formatToParts(at);
  } catch (error) {
    if (error instanceof RangeError) {
      return Math.floor(at.getTime() / DAY_MS);
    }
    throw error;
  }
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(numberOf('year'), numberOf('month') - 1, numberOf('day')) / DAY_MS;
}

const dayFormat = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });

export interface DayRange {
  first: number;
  last: number;
}

/** The days asked for: up to today and 365 of them unless said otherwise. */
export function dayRange(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  { today, mostDays }: { today: number; mostDays: number },
): DayRange {
  const last = to === undefined ? today : dayOf(to);
  const first = from === undefined ? last - 364 : dayOf(from);
  if (first > last) {
    throw invalidFrom(`Use a date no later than ${dateOf(last)}, the last day.`);
  }
  if (last - first + 1 > mostDays) {
    throw invalidFrom(`Ask for at most ${mostDays} days at a time.`);
  }
  return { first, last };
}

function invalidFrom(message: string): AppError {
  return new AppError('validation_failed', {
    detail: `query.from: ${message}`,
    errors: [{ path: 'query.from', message }],
  });
}

export type Period = 'week' | 'month' | 'year';

/** The first day of the period a day lies in; weeks begin on Monday. */
export function startOf(period: Period, day: number): number {
  if (period === 'week') {
    // 1 January 1970 was a Thursday
    return day - ((((day + 3) % 7) + 7) % 7);
  }
  const at = new Date(day * DAY_MS);
  return Date.UTC(at.getUTCFullYear(), period === 'year' ? 0 : at.getUTCMonth(), 1) / DAY_MS;
}

/** The periods that the days lie in, cut to them at both ends. */
export function periodsOf(period: Period, { first, last }: DayRange): DayRange[] {
  const periods: DayRange[] = [];
  for (let start = first; start <= last; ) {
    // no period is longer than 366 days, and the next one's start is beyond 31
    const long = { week: 7, month: 31, year: 366 }[period];
    const end = startOf(period, startOf(period, start) + long) - 1;
    periods.push({ first: start, last: Math.min(end, last) });
    start = end + 1;
  }
  return periods;
}
