/**
 * A store holds half a UTC day, and only the present one is read: no entry can be served for longer than
 * 12 hours, and sweeping deletes a store whole. Strava's samples may be kept 7 days; the tables keep them 6
 * (core/policy.ts). Swept at least every 12 hours, an entry made of them at the last moment is gone within
 * one day more.
 */
export const STORE_PREFIX = 'fettle-cache-';

const HALF_DAY_MS = 12 * 3_600_000;

/** Around the turn of a store, instances whose clocks differ use different ones. */
const SKEW_MS = 120_000;

export function storeName(at: Date): string {
  const iso = at.toISOString();
  return `${STORE_PREFIX}${iso.slice(0, 10)}-${at.getUTCHours() < 12 ? 'am' : 'pm'}`;
}

/** The stores that some instance may be using now. */
export function storesInUse(at: Date): string[] {
  const times = [0, -SKEW_MS, SKEW_MS].map((skewMs) => new Date(at.getTime() + skewMs));
  return [...new Set(times.map(storeName))];
}

/** When the last of the stores in use `at` that time is read no more. */
export function storesEnd(at: Date): Date {
  const last = at.getTime() + SKEW_MS;
  return new Date(last - (last % HALF_DAY_MS) + HALF_DAY_MS);
}
