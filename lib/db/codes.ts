import { hash } from 'node:crypto';
import * as z from 'zod';
import type { Codes, HeldGrant } from '../core/ports/accounts.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

const heldGrant = z.object({
  strava_athlete_id: z.int(),
  display_name: z.string().nullable(),
  scopes: z.array(z.string()),
  access_token_sealed: z.string(),
  refresh_token_sealed: z.string(),
  expires_at: z.iso.datetime(),
});

/** Codes that work once. Only their hashes are stored. */
export function createCodes({ backend }: Clients): Codes {
  return {
    async add({ code, purpose, athleteId, codeChallenge, grant, expiresAt }) {
      await resultOf(
        backend.from('one_time_codes').insert({
          code_sha256: hash('sha256', code),
          purpose,
          athlete_id: athleteId ?? null,
          code_challenge: codeChallenge ?? null,
          held_grant: grant === undefined ? null : toJson(grant),
          expires_at: expiresAt.toISOString(),
        }),
      );
    },
    async use({ code, purpose, now }) {
      const [row] = await resultOf(
        backend.rpc('use_one_time_code', {
          p_code_sha256: hash('sha256', code),
          p_purpose: purpose,
          p_now: now.toISOString(),
        }),
      );
      return row === undefined
        ? undefined
        : {
            athleteId: row.athlete_id ?? undefined,
            codeChallenge: row.code_challenge ?? undefined,
            grant: row.held_grant === null ? undefined : fromJson(row.held_grant),
          };
    },
  };
}

function toJson({ stravaAthleteId, displayName, scopes, tokens }: HeldGrant) {
  return {
    strava_athlete_id: stravaAthleteId,
    display_name: displayName ?? null,
    scopes,
    access_token_sealed: tokens.accessTokenSealed,
    refresh_token_sealed: tokens.refreshTokenSealed,
    expires_at: tokens.expiresAt.toISOString(),
  };
}

function fromJson(json: unknown): HeldGrant {
  const held = heldGrant.parse(json);
  return {
    stravaAthleteId: held.strava_athlete_id,
    displayName: held.display_name ?? undefined,
    scopes: held.scopes,
    tokens: {
      accessTokenSealed: held.access_token_sealed,
      refreshTokenSealed: held.refresh_token_sealed,
      expiresAt: new Date(held.expires_at),
    },
  };
}
