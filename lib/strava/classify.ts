import { StravaError } from '../core/strava.ts';
import type { ClientPolicy } from './policy.ts';
import { exhaustedSpan, type Usage, windowEnd } from './usage-headers.ts';

/** An answer that was no success. */
export interface Refusal {
  status: number;
  /** The parsed body; `undefined` where it was empty or no JSON. */
  body: unknown;
  /** The body was something else than JSON: an error page of whatever stands in front of Strava. */
  foreign: boolean;
  usage: Usage;
  now: Date;
}

export interface Classified {
  error: StravaError;
  /** Whether asking again at once may help. */
  again: boolean;
}

/** One entry of Strava's Fault, in lower case. */
interface FaultEntry {
  resource: string;
  field: string;
  code: string;
}

const CAPACITY = 'limit of connected athletes exceeded';

function word(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function faultEntries(body: unknown): FaultEntry[] {
  const errors = property(body, 'errors');
  return (Array.isArray(errors) ? errors : []).map((entry: unknown) => ({
    resource: word(property(entry, 'resource')),
    field: word(property(entry, 'field')),
    code: word(property(entry, 'code')),
  }));
}

/** `Strava answered 400 (requesttoken/code/invalid)`: enough to act on, nothing of an athlete's. */
function describe(status: number, entries: FaultEntry[]): string {
  const reasons = entries
    .slice(0, 3)
    .map(({ resource, field, code }) => `${resource}/${field}/${code}`.slice(0, 120));
  return `Strava answered ${status}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
}

/** What an unsuccessful answer means. Strava's bodies are matched by field and code; messages vary. */
export function classify(refusal: Refusal, policy: ClientPolicy): Classified {
  const { status, body, now } = refusal;
  const entries = faultEntries(body);
  const has = (match: Partial<FaultEntry>) =>
    entries.some((entry) =>
      Object.entries(match).every(([key, value]) => Reflect.get(entry, key) === value),
    );
  const detail = describe(status, entries);
  const is = (kind: StravaError['kind'], more: { retryAt?: Date; scope?: string } = {}) => ({
    error: new StravaError(kind, { detail, status, ...more }),
    again: false,
  });

  if (status >= 500) {
    return { ...is('Upstream'), again: true };
  }
  if (status === 429 || has({ field: 'rate limit', code: 'exceeded' })) {
    const span = exhaustedSpan(refusal.usage) ?? 'short';
    return is('RateLimited', { retryAt: windowEnd({ span, now, skewS: policy.clockSkewS }) });
  }
  if (status === 402) {
    return is('PremiumOnly');
  }
  if (refusal.foreign) {
    // Not Strava's own words: above all, a gateway's 404 page must not read as "activity deleted".
    return { ...is('Upstream'), again: true };
  }
  const missing = entries.find(({ code, field }) => code === 'missing' && field.includes(':'));
  if ((status === 401 || status === 403) && missing !== undefined) {
    return is('ScopeMissing', { scope: missing.field.replace(/_permission$/, '') });
  }
  if (status === 403) {
    if (has({ resource: 'application', field: 'status', code: 'inactive' })) {
      return is('AppInactive', { retryAt: new Date(now.getTime() + policy.inactiveForS * 1000) });
    }
    return is(
      JSON.stringify(body ?? '')
        .toLowerCase()
        .includes(CAPACITY)
        ? 'CapacityExceeded'
        : 'PremiumOnly',
    );
  }
  if (status === 404) {
    return is('NotVisible');
  }
  if (status === 400 && has({ field: 'refresh_token', code: 'invalid' })) {
    return is('TokenDead');
  }
  if (status === 400 && has({ field: 'code', code: 'invalid' })) {
    return is('BadCode');
  }
  return is('Upstream');
}
