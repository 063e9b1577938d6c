import type { SealedTokens, TokenVault } from '../core/ports/strava.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

interface TokenColumns {
  access_token_sealed: string;
  refresh_token_sealed: string;
  expires_at: string;
}

const COLUMNS = 'access_token_sealed, refresh_token_sealed, expires_at';

/** Sealed Strava tokens. What is sealed here, lib/strava alone can open. */
export function createTokenVault({ backend }: Clients): TokenVault {
  return {
    async read(athleteId) {
      const query = backend.from('strava_tokens').select(COLUMNS).eq('athlete_id', athleteId);
      const row = await resultOf(query.maybeSingle());
      return row === null ? undefined : toSealedTokens(row);
    },

    async lease(athleteId, { leaseS, now }) {
      const [row] = await resultOf(
        backend.rpc('lease_strava_refresh', {
          p_athlete_id: athleteId,
          p_lease_s: leaseS,
          p_now: now.toISOString(),
        }),
      );
      return row === undefined || row.refresh_lease_token === null
        ? undefined
        : { ...toSealedTokens(row), leaseToken: row.refresh_lease_token };
    },

    store(athleteId, input) {
      return resultOf(
        backend.rpc('store_strava_refresh', {
          p_athlete_id: athleteId,
          p_lease_token: input.leaseToken,
          p_access_token_sealed: input.accessTokenSealed,
          p_refresh_token_sealed: input.refreshTokenSealed,
          p_expires_at: input.expiresAt.toISOString(),
          p_now: input.now.toISOString(),
        }),
      );
    },

    async release(athleteId, leaseToken) {
      await resultOf(
        backend
          .from('strava_tokens')
          .update({ refresh_lease_token: null, refresh_lease_until: null })
          .eq('athlete_id', athleteId)
          .eq('refresh_lease_token', leaseToken),
      );
    },

    async page({ afterAthleteId, limit }) {
      let query = backend.from('strava_tokens').select(`athlete_id, ${COLUMNS}`);
      if (afterAthleteId !== undefined) {
        query = query.gt('athlete_id', afterAthleteId);
      }
      const rows = await resultOf(query.order('athlete_id').limit(limit));
      return rows.map((row) => ({ athleteId: row.athlete_id, ...toSealedTokens(row) }));
    },

    async reseal(athleteId, from, to) {
      const rows = await resultOf(
        backend
          .from('strava_tokens')
          .update({
            access_token_sealed: to.accessTokenSealed,
            refresh_token_sealed: to.refreshTokenSealed,
          })
          .eq('athlete_id', athleteId)
          .eq('access_token_sealed', from.accessTokenSealed)
          .eq('refresh_token_sealed', from.refreshTokenSealed)
          .select('athlete_id'),
      );
      return rows.length > 0;
    },
  };
}

function toSealedTokens(row: TokenColumns): SealedTokens {
  return {
    accessTokenSealed: row.access_token_sealed,
    refreshTokenSealed: row.refresh_token_sealed,
    expiresAt: new Date(row.expires_at),
  };
}
