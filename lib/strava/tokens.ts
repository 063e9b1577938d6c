import type { Log } from '../core/log.ts';
import type { Connections, TokenVault } from '../core/ports/strava.ts';
import type { Clock, Random } from '../core/ports/world.ts';
import { StravaError } from '../core/strava.ts';
import { startDeadline } from './deadline.ts';
import type { OAuth } from './oauth.ts';
import type { TokenPolicy } from './policy.ts';
import { createTokenReader, type Held } from './read-tokens.ts';
import type { Seals } from './seal.ts';
import { type OpenTokens, openTokens } from './seal-tokens.ts';
import { createTokenStore } from './store-tokens.ts';

export interface TokensDeps {
  oauth: Pick<OAuth, 'refresh'>;
  vault: TokenVault;
  connections: Pick<Connections, 'get' | 'markNeedsReauth'>;
  seals: Seals;
  clock: Clock;
  random: Pick<Random, 'unit'>;
  log: Log;
  policy: TokenPolicy;
}

export interface Tokens {
  /** A token that can be used now. Throws `NotConnected`, `TokenDead` or why a refresh failed. */
  access(athleteId: string): Promise<string>;
  /** Another token than the one Strava rejected, refreshed where nobody did so yet. */
  renew(athleteId: string, input: { rejected: string }): Promise<string>;
  /** Refreshes whatever the expiry. */
  refresh(athleteId: string): Promise<void>;
  /** The tokens as stored; `undefined`: no connection. */
  stored(athleteId: string): Promise<OpenTokens | undefined>;
}

interface Wanted {
  athleteId: string;
  /** What the caller read before it decided to refresh. */
  seen: Held;
  /** The present token must not be used, however long it has left. */
  forced: boolean;
}

type Leased = Held & { leaseToken: string };

const isKind = (error: unknown, kinds: StravaError['kind'][]) =>
  error instanceof StravaError && kinds.includes(error.kind);

/**
 * Access tokens, refreshed by one caller at a time: within an instance callers share one promise, across
 * instances the vault's lease decides, and those without it wait for the one who has it to store.
 */
export function createTokens(deps: TokensDeps): Tokens {
  const { oauth, vault, connections, seals, clock, random, log, policy } = deps;
  const reader = createTokenReader(deps);
  const store = createTokenStore({ ...deps, reader });
  const running = new Map<string, Promise<string>>();

  const secondsLeft = (tokens: OpenTokens) =>
    (tokens.expiresAt.getTime() - clock.now().getTime()) / 1000;
  const isFresh = (tokens: OpenTokens) => secondsLeft(tokens) > policy.refreshBeforeS;
  const isUsable = (tokens: OpenTokens) => secondsLeft(tokens) > policy.usableS;
  /** Every store seals anew, so another text means that somebody stored. */
  const isRefreshed = ({ now, seen }: { now: Held; seen: Held }) =>
    now.sealed.refreshTokenSealed !== seen.sealed.refreshTokenSealed && isFresh(now);

  async function lease({ athleteId, seen }: Wanted): Promise<Leased | undefined> {
    const taken = await vault.lease(athleteId, { leaseS: policy.leaseS, now: clock.now() });
    if (taken === undefined) {
      return undefined;
    }
    const { leaseToken, ...sealed } = taken;
    const { stravaAthleteId } = seen;
    const tokens = openTokens(seals, { stravaAthleteId, sealed });
    return { stravaAthleteId, sealed, leaseToken, ...tokens };
  }

  async function release({ athleteId, leaseToken }: { athleteId: string; leaseToken: string }) {
    try {
      await vault.release(athleteId, leaseToken);
    } catch (cause) {
      // It runs out by itself.
      log.warn('strava_lease_not_released', { athleteId, cause });
    }
  }

  /** Strava called the token invalid. That is its end, unless somebody replaced it in the meantime. */
  async function replacement(athleteId: string, sent: OpenTokens): Promise<string | undefined> {
    const current = await reader.read(athleteId);
    if (current.refreshToken !== sent.refreshToken) {
      return current.accessToken;
    }
    await connections.markNeedsReauth(athleteId);
    log.warn('strava_connection_dead', { athleteId });
    return undefined;
  }

  async function refreshLeased(athleteId: string, leased: Leased): Promise<string> {
    try {
      const tokens = await oauth.refresh(leased.refreshToken);
      // From here to the end of `store` Strava may know only the new refresh token and we only the old
      // one: an instance that dies in between loses the connection, and the athlete must connect again.
      // Nothing can close that gap; so nothing else happens in it.
      return await store(athleteId, { sent: leased, tokens });
    } catch (error) {
      const other = isKind(error, ['TokenDead']) ? await replacement(athleteId, leased) : undefined;
      await release({ athleteId, leaseToken: leased.leaseToken });
      if (other === undefined) {
        throw error;
      }
      return other;
    }
  }

  async function refreshOrWait(wanted: Wanted): Promise<string> {
    const { athleteId, seen, forced } = wanted;
    const deadline = startDeadline(clock, policy.waitMs);
    for (let pollMs = policy.pollMs; ; pollMs = Math.min(policy.pollMaxMs, pollMs * 2)) {
      const leased = await lease(wanted);
      if (leased !== undefined) {
        if (!isRefreshed({ now: leased, seen })) {
          return refreshLeased(athleteId, leased);
        }
        await release({ athleteId, leaseToken: leased.leaseToken });
        return leased.accessToken;
      }
      if (!forced && isUsable(seen)) {
        return seen.accessToken;
      }
      if (deadline.leftMs() === 0) {
        throw new StravaError('Upstream', { detail: 'Another refresh is taking too long' });
      }
      await clock.sleep(pollMs * (0.5 + random.unit() / 2));
      const now = await reader.read(athleteId);
      if (isRefreshed({ now, seen })) {
        return now.accessToken;
      }
    }
  }

  /** Callers of one instance share a refresh; a forced one is not served by one that need not ask. */
  function refreshOnce(wanted: Wanted): Promise<string> {
    const key = `${wanted.athleteId} ${wanted.forced}`;
    const pending = running.get(key) ?? refreshOrWait(wanted).finally(() => running.delete(key));
    running.set(key, pending);
    return pending;
  }

  return {
    async access(athleteId) {
      const seen = await reader.read(athleteId);
      if (isFresh(seen)) {
        return seen.accessToken;
      }
      try {
        return await refreshOnce({ athleteId, seen, forced: false });
      } catch (error) {
        // Where Strava cannot refresh right now, what we have is good for a little longer.
        if (isKind(error, ['Upstream', 'RateLimited']) && isUsable(seen)) {
          return seen.accessToken;
        }
        throw error;
      }
    },

    async renew(athleteId, { rejected }) {
      const seen = await reader.read(athleteId);
      return seen.accessToken !== rejected && isFresh(seen)
        ? seen.accessToken
        : refreshOnce({ athleteId, seen, forced: true });
    },

    async refresh(athleteId) {
      await refreshOnce({ athleteId, seen: await reader.read(athleteId), forced: true });
    },

    stored: (athleteId) => reader.find(athleteId),
  };
}
