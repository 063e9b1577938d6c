import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { StateSigner } from '../core/ports/accounts.ts';
import type { Clock } from '../core/ports/world.ts';
import { deriveKey } from './derive-key.ts';

const LIFETIME_S = 600;
const AUDIENCE = 'fettle:strava-state';
const MAX_LENGTH = 8_192;

const claimsSchema = z.object({
  jti: z.string().min(1),
  redirect_uri: z.string(),
  app_state: z.string().optional(),
  code_challenge: z.string(),
  link_athlete_id: z.guid().optional(),
});

/**
 * Signs what travels through Strava's consent page, so that what comes back is what was sent. Signed, not
 * sealed: whoever sees the address can read it. That it is used once is the caller's to see to, by `id`.
 */
export function createStateSigner(options: { secret: Uint8Array; clock: Clock }): StateSigner {
  const { clock } = options;
  const key = deriveKey({ secret: options.secret, purpose: AUDIENCE });

  return {
    async sign(state) {
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({
        redirect_uri: state.redirectUri,
        app_state: state.appState,
        code_challenge: state.codeChallenge,
        link_athlete_id: state.linkAthleteId,
      })
        .setProtectedHeader({ alg: 'HS256' })
        .setJti(state.id)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_S)
        .sign(key);
    },
    async open(signed) {
      if (signed.length > MAX_LENGTH) {
        return undefined;
      }
      try {
        const { payload } = await jwtVerify(signed, key, {
          algorithms: ['HS256'],
          audience: AUDIENCE,
          requiredClaims: ['exp', 'jti'],
          currentDate: clock.now(),
        });
        const claims = claimsSchema.parse(payload);
        return {
          id: claims.jti,
          redirectUri: claims.redirect_uri,
          appState: claims.app_state,
          codeChallenge: claims.code_challenge,
          linkAthleteId: claims.link_athlete_id,
        };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
          return undefined;
        }
        throw error;
      }
    },
  };
}
