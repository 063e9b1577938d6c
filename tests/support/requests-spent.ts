import type { StravaControl } from '../sandbox/strava/control/control.ts';
import type { LoggedRequest } from '../sandbox/strava/request-log.ts';

type RequestKind = 'list' | 'detail' | 'streams' | 'token' | 'revoke' | 'subscription';

export type Spent = Record<RequestKind, number>;

function kindOf({ path }: LoggedRequest): RequestKind | undefined {
  if (path.endsWith('/athlete/activities')) return 'list';
  if (/\/activities\/\d+$/.test(path)) return 'detail';
  if (/\/activities\/\d+\/streams$/.test(path)) return 'streams';
  if (path.endsWith('/oauth/token')) return 'token';
  if (/\/oauth\/(revoke|deauthorize)$/.test(path)) return 'revoke';
  return path.includes('/push_subscriptions') ? 'subscription' : undefined;
}

/** What Strava was asked since the log was cleared, refused and failed requests too. */
export function requestsSpent(sim: StravaControl): Spent {
  const spent: Spent = { list: 0, detail: 0, streams: 0, token: 0, revoke: 0, subscription: 0 };
  for (const request of sim.requests().log) {
    const kind = kindOf(request);
    if (kind !== undefined) {
      spent[kind] += 1;
    }
  }
  return spent;
}

/** Those that count against the read limits. */
export const readsOf = ({ list, detail, streams }: Spent) => list + detail + streams;
