import type { SealedTokens } from '../core/ports/strava.ts';
import type { Seals } from './seal.ts';

/** An athlete's tokens in the clear: never stored, never logged. */
export interface OpenTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/**
 * What a sealed token is bound to. The Strava account, not the athlete's row: tokens are sealed when they
 * are granted, which may be before there is an athlete.
 */
function context(stravaAthleteId: number, use: 'access' | 'refresh'): string {
  return `strava:${stravaAthleteId}:${use}`;
}

export function sealTokens(
  seals: Seals,
  { stravaAthleteId, tokens }: { stravaAthleteId: number; tokens: OpenTokens },
): SealedTokens {
  return {
    accessTokenSealed: seals.seal({
      text: tokens.accessToken,
      context: context(stravaAthleteId, 'access'),
    }),
    refreshTokenSealed: seals.seal({
      text: tokens.refreshToken,
      context: context(stravaAthleteId, 'refresh'),
    }),
    expiresAt: tokens.expiresAt,
  };
}

export function openTokens(
  seals: Seals,
  { stravaAthleteId, sealed }: { stravaAthleteId: number; sealed: SealedTokens },
): OpenTokens {
  return {
    accessToken: seals.open({
      sealed: sealed.accessTokenSealed,
      context: context(stravaAthleteId, 'access'),
    }),
    refreshToken: seals.open({
      sealed: sealed.refreshTokenSealed,
      context: context(stravaAthleteId, 'refresh'),
    }),
    expiresAt: sealed.expiresAt,
  };
}
