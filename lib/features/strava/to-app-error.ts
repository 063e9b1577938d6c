import { AppError } from '../../core/errors.ts';
import type { StravaError } from '../../core/strava.ts';

const RECONNECT = 'Connect Strava again: GET /api/v1/strava/login.';
const DEFAULT_RETRY_S = 60;

/** What a Strava failure means to an app that waits for an answer. */
export function toAppError(error: StravaError, now: Date): AppError {
  const retryAfterS =
    error.retryAt === undefined
      ? DEFAULT_RETRY_S
      : Math.max(1, (error.retryAt.getTime() - now.getTime()) / 1000);
  switch (error.kind) {
    case 'RateLimited':
      return new AppError('source_rate_limited', {
        detail: 'Strava’s calls are used up for now: ask again after Retry-After.',
        retryAfterS,
        cause: error,
      });
    case 'NotConnected':
      return new AppError('source_not_connected', {
        detail: `Strava is not connected. ${RECONNECT}`,
        cause: error,
      });
    case 'TokenDead':
      return new AppError('source_not_connected', {
        detail: `Strava no longer accepts this connection. ${RECONNECT}`,
        cause: error,
      });
    case 'ScopeMissing':
      return new AppError('forbidden', {
        detail: `Strava did not grant ${error.scope ?? 'the scope this needs'}. ${RECONNECT}`,
        cause: error,
      });
    case 'NotVisible':
      return new AppError('not_found', {
        detail: 'Strava does not show this any more.',
        cause: error,
      });
    case 'BadCode':
      return new AppError('unauthenticated', {
        detail:
          'Strava does not accept this code: it was used, is too old, or is another application’s.',
        cause: error,
      });
    case 'CapacityExceeded':
      return new AppError('forbidden', {
        detail:
          'This application may connect no more athletes at Strava: its operator must ask Strava for more.',
        cause: error,
      });
    case 'PremiumOnly':
      return new AppError('forbidden', {
        detail: 'Strava gives this to its subscribers only.',
        cause: error,
      });
    case 'AppInactive':
    case 'Upstream':
      return new AppError('source_unavailable', {
        detail: 'Strava cannot answer right now: ask again later.',
        retryAfterS,
        cause: error,
      });
  }
}
