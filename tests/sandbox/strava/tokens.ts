import { createHash } from 'node:crypto';
import type { SimulatorClock } from './clock.ts';

/** What one athlete allowed the application, and its tokens. */
export interface Grant {
  athleteId: number;
  /** Granted scopes in the order Strava lists them. */
  scopes: readonly string[];
  accessToken: string;
  /** Epoch s. */
  expiresS: number;
  refreshToken: string;
}

/** All scopes there are, in Strava's order. */
export const knownScopes = [
  'read',
  'read_all',
  'profile:read_all',
  'profile:write',
  'activity:read',
  'activity:read_all',
  'activity:write',
] as const;

const accessLifeS = 6 * 3600;
const sameTokenAboveS = 3600;
const codeLifeS = 600;

export interface Tokens {
  issueCode(grant: { athleteId: number; scopes: readonly string[] }): string;
  /** Uses a code up; `undefined` if it is unknown, used or stale. */
  redeem(code: string): Grant | undefined;
  /** Who a code belongs to, without using it. */
  athleteOfCode(code: string): number | undefined;
  /** `undefined` if the refresh token is dead. */
  refresh(refreshToken: string): Grant | undefined;
  /** The grant behind an access token that has not expired. */
  find(accessToken: string): Grant | undefined;
  /** The athlete behind an access or refresh token, expired or not. */
  athleteOf(token: string): number | undefined;
  grantsOf(athleteId: number): Grant[];
  connectedAthletes(): Set<number>;
  /** Ends every grant of the athlete; tells whether there was one. */
  revokeAthlete(athleteId: number): boolean;
  reset(): void;
}

/** The scopes that exist among the given ones, without repetition, in Strava's order. */
export function scopesIn(scopes: readonly string[]): string[] {
  return knownScopes.filter((scope) => scopes.includes(scope));
}

/** Tokens of the one application. */
export function createTokens(clock: SimulatorClock): Tokens {
  const codes = new Map<
    string,
    { athleteId: number; scopes: readonly string[]; issuedS: number }
  >();
  const access = new Map<string, { grant: Grant; expiresS: number }>();
  const refreshable = new Map<string, Grant>();
  let issued = 0;
  const secret = (kind: string, athleteId: number): string => {
    issued += 1;
    const seed = `${kind}/${athleteId}/${issued}/${clock.now().toISOString()}`;
    return createHash('sha1').update(seed).digest('hex');
  };
  const newAccess = (grant: Grant): void => {
    grant.accessToken = secret('access', grant.athleteId);
    grant.expiresS = clock.nowS() + accessLifeS;
    access.set(grant.accessToken, { grant, expiresS: grant.expiresS });
  };
  const grantsOf = (athleteId: number): Grant[] =>
    [...refreshable.values()].filter((grant) => grant.athleteId === athleteId);
  const fresh = (grant: Grant): boolean => grant.expiresS - clock.nowS() > sameTokenAboveS;
  return {
    issueCode({ athleteId, scopes }) {
      const code = secret('code', athleteId);
      codes.set(code, { athleteId, scopes: scopesIn(scopes), issuedS: clock.nowS() });
      return code;
    },
    athleteOfCode: (code) => codes.get(code)?.athleteId,
    redeem(code) {
      const known = codes.get(code);
      codes.delete(code);
      if (known === undefined || clock.nowS() - known.issuedS > codeLifeS) return undefined;
      const { athleteId, scopes } = known;
      const same = grantsOf(athleteId).find((grant) => grant.scopes.join() === scopes.join());
      if (same !== undefined) {
        if (!fresh(same)) newAccess(same);
        return same;
      }
      const refreshToken = secret('refresh', athleteId);
      const grant: Grant = { athleteId, scopes, accessToken: '', expiresS: 0, refreshToken };
      refreshable.set(refreshToken, grant);
      newAccess(grant);
      return grant;
    },
    refresh(refreshToken) {
      const grant = refreshable.get(refreshToken);
      if (grant === undefined || fresh(grant)) return grant;
      // A new access token comes with a new refresh token, and the old one is dead at once.
      refreshable.delete(refreshToken);
      grant.refreshToken = secret('refresh', grant.athleteId);
      refreshable.set(grant.refreshToken, grant);
      newAccess(grant);
      return grant;
    },
    find(accessToken) {
      const known = access.get(accessToken);
      return known !== undefined && known.expiresS > clock.nowS() ? known.grant : undefined;
    },
    athleteOf: (token) => (refreshable.get(token) ?? access.get(token)?.grant)?.athleteId,
    grantsOf,
    connectedAthletes: () => new Set([...refreshable.values()].map((grant) => grant.athleteId)),
    revokeAthlete(athleteId) {
      const grants = grantsOf(athleteId);
      for (const grant of grants) refreshable.delete(grant.refreshToken);
      for (const [token, { grant }] of access) {
        if (grant.athleteId === athleteId) access.delete(token);
      }
      return grants.length > 0;
    },
    reset() {
      codes.clear();
      access.clear();
      refreshable.clear();
    },
  };
}
