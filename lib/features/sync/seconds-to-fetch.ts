import type { StravaBudget } from '../../core/strava.ts';

/** The share of each window that a backfill may use; the reserve is for what is more urgent. */
const BACKFILL_SHARE = 0.7;
const SECONDS_A_CALL = 0.7;
const SHORT_S = 900;
const DAY_S = 86_400;

const share = (limit: number) => Math.max(1, Math.floor(limit * BACKFILL_SHARE));

/**
 * How long `left` calls of the backfill take, s: what this window still allows at the speed of the calls,
 * then whole windows, then whole days. An estimate for a progress bar: other athletes share the budget.
 */
export function secondsToFetch(input: { left: number; budget: StravaBudget; now: Date }): number {
  const { left, budget, now } = input;
  const shortLeft = Math.max(0, share(budget.short.limit) - budget.short.used);
  const dayLeft = Math.max(0, share(budget.day.limit) - budget.day.used);
  const secondsUntil = (at: Date) => Math.max(0, (at.getTime() - now.getTime()) / 1000);

  if (left <= Math.min(shortLeft, dayLeft)) {
    return Math.ceil(left * SECONDS_A_CALL);
  }
  if (left <= dayLeft) {
    const windows = Math.ceil((left - shortLeft) / share(budget.short.limit));
    return Math.ceil(secondsUntil(budget.short.resetsAt) + (windows - 1) * SHORT_S);
  }
  const days = Math.ceil((left - dayLeft) / share(budget.day.limit));
  return Math.ceil(secondsUntil(budget.day.resetsAt) + (days - 1) * DAY_S);
}
