import {
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import * as z from 'zod';
import type { AthleteCaller } from '../core/caller.ts';
import { AppError } from '../core/errors.ts';
import type { TokenVerifier } from '../core/ports/accounts.ts';
import type { Clock, Later } from '../core/ports/world.ts';
import { createKeySet } from './create-key-set.ts';
import { createTokenMemory } from './remember-tokens.ts';

/** How the project signs its access tokens. Which it is comes from configuration, never from a token. */
export type TokenSigning =
  | { mode: 'jwks'; algorithms: string[] }
  | { mode: 'hs256'; secret: string };

export type VerifierOptions = TokenSigning & {
  supabaseUrl: string;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** Keeps the instance awake while keys are looked up again. */
  later?: Later;
};

/** Ours are about 1 kB; what is much longer is not worth hashing. */
const MAX_TOKEN_LENGTH = 8_192;
const TOLERANCE_S = 5;

/** The addresses of athletes who only ever signed in with Strava. They reach nobody. */
const SYNTHETIC_EMAIL = /@athletes\.invalid$/i;

const claimsSchema = z.object({
  sub: z.guid().toLowerCase(),
  role: z.literal('authenticated'),
  email: z.string().nullish(),
});

/** Errors that say something about the token. Any other one says something about us. */
function isTokenFault(error: unknown): boolean {
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid);
}

function refuse(detail: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', { detail, cause });
}

function toCaller(payload: JWTPayload, accessToken: string): AthleteCaller {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) {
    throw refuse('The access token is not valid.', claims.error);
  }
  const { sub, email } = claims.data;
  const hasEmail = email !== undefined && email !== null && email !== '';
  return {
    role: 'athlete',
    athleteId: sub,
    accessToken,
    email: hasEmail && !SYNTHETIC_EMAIL.test(email) ? email : undefined,
  };
}

/** Checks Supabase's access tokens without asking Supabase. */
export function createVerifier(options: VerifierOptions): TokenVerifier {
  const { clock } = options;
  const issuer = `${options.supabaseUrl}/auth/v1`;
  const memory = createTokenMemory(clock);
  let key: JWTVerifyGetKey;
  if (options.mode === 'jwks') {
    key = createKeySet({ ...options, url: `${issuer}/.well-known/jwks.json` });
  } else {
    const secret = new TextEncoder().encode(options.secret);
    key = async () => secret;
  }
  const fixed: JWTVerifyOptions = {
    algorithms: options.mode === 'jwks' ? options.algorithms : ['HS256'],
    issuer,
    audience: 'authenticated',
    requiredClaims: ['sub', 'exp'],
    clockTolerance: TOLERANCE_S,
  };

  return {
    async verify(accessToken) {
      if (accessToken.length > MAX_TOKEN_LENGTH) {
        throw refuse('The access token is not valid.');
      }
      const known = memory.recall(accessToken);
      if (known !== undefined) {
        return known;
      }
      try {
        const checks = { ...fixed, currentDate: clock.now() };
        const { payload } = await jwtVerify(accessToken, key, checks);
        const caller = toCaller(payload, accessToken);
        memory.keep(caller, (payload.exp ?? 0) * 1000);
        return caller;
      } catch (error) {
        if (error instanceof errors.JWTExpired) {
          throw refuse('The access token has expired; refresh it.', error);
        }
        throw isTokenFault(error) ? refuse('The access token is not valid.', error) : error;
      }
    },
  };
}
