import type { BudgetLedger, BudgetScope } from '../core/ports/strava.ts';

/** What the usage headers of one answer said; numbers that were missing are `undefined`. */
export type Usage = Parameters<BudgetLedger['report']>[0];

const HEADERS: { scope: BudgetScope; limit: string; usage: string }[] = [
  { scope: 'overall', limit: 'x-ratelimit-limit', usage: 'x-ratelimit-usage' },
  { scope: 'read', limit: 'x-readratelimit-limit', usage: 'x-readratelimit-usage' },
];

/** `"100,1000"` -> quarter and day. Strava also sends `","`, which says nothing. */
function pair(header: string | null): [number | undefined, number | undefined] {
  const [short, day] = (header ?? '')
    .split(',')
    .map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : undefined));
  return [short, day];
}

/** A limit of 0 would stop every call for good: it is no limit anybody was given. */
function limitOf(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

/**
 * The application's usage as Strava's headers tell it. The read limits' headers are only looked at on
 * reads: on other calls they were seen empty.
 */
export function usageOf(headers: Headers, options: { isRead: boolean }): Usage {
  const usage: Usage = [];
  for (const { scope, limit, usage: used } of HEADERS) {
    if (scope === 'read' && !options.isRead) {
      continue;
    }
    const limits = pair(headers.get(limit));
    const uses = pair(headers.get(used));
    for (const [index, span] of (['short', 'day'] as const).entries()) {
      const entry = { scope, span, callLimit: limitOf(limits[index]), used: uses[index] };
      if (entry.callLimit !== undefined || entry.used !== undefined) {
        usage.push(entry);
      }
    }
  }
  return usage;
}

/** The longest span whose limit is used up; `undefined` where the headers show none. */
export function exhaustedSpan(usage: Usage): 'short' | 'day' | undefined {
  const spans = usage
    .filter(({ used, callLimit }) => (used ?? -1) >= (callLimit ?? Infinity))
    .map(({ span }) => span);
  return spans.includes('day') ? 'day' : spans[0];
}

const SPAN_MS = { short: 15 * 60_000, day: 24 * 60 * 60_000 };

/**
 * When the present window ends: Strava's are the quarters of an hour and the UTC days. Both ends of the
 * window are taken `skewS` late, so that a clock ahead of Strava's does not begin the next one too early.
 */
export function windowEnd(input: { span: 'short' | 'day'; now: Date; skewS: number }): Date {
  const lengthMs = SPAN_MS[input.span];
  const skewMs = input.skewS * 1000;
  const window = Math.floor((input.now.getTime() - skewMs) / lengthMs);
  return new Date((window + 1) * lengthMs + skewMs);
}
