import { AppError } from '../core/errors.ts';
import { AuthRefusal } from './auth-api.ts';

/** Without a hint from the service, s. */
const DEFAULT_RETRY_AFTER_S = 60;

const ADDRESS_TAKEN = new Set(['user_already_exists', 'email_exists']);

/** Codes that mean: this refresh token, or the session behind it, is no more. */
const SESSION_OVER = new Set([
  'refresh_token_not_found',
  'refresh_token_already_used',
  'session_not_found',
  'session_expired',
  'user_not_found',
  'bad_jwt',
]);

export function isAddressTaken(error: unknown): boolean {
  return error instanceof AuthRefusal && ADDRESS_TAKEN.has(error.code);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof AuthRefusal && error.status === 404;
}

/** The expected failure a refusal stands for; everything else comes back as it is. */
export function toAppError(error: unknown, during: 'register' | 'login' | 'refresh'): unknown {
  if (!(error instanceof AuthRefusal) || error.status >= 500) {
    return error;
  }
  const { status, code, words } = error;
  if (status === 429) {
    return new AppError('rate_limited', {
      detail: 'Too many attempts. Wait and try again.',
      retryAfterS: error.retryAfterS ?? DEFAULT_RETRY_AFTER_S,
      cause: error,
    });
  }
  // Not at a login: the service looks for a ban before it looks at the password.
  if (code === 'user_banned' && during !== 'login') {
    return new AppError('forbidden', { detail: 'This account is blocked.', cause: error });
  }
  if (during === 'refresh') {
    return status === 400 || SESSION_OVER.has(code)
      ? new AppError('unauthenticated', {
          detail: 'The refresh token is not valid any more. Sign in again.',
          cause: error,
        })
      : error;
  }
  if (during === 'login') {
    return status === 400 || status === 401 || status === 422
      ? new AppError('unauthenticated', { detail: loginDetail(code), cause: error })
      : error;
  }
  return registerError(error, code, words);
}

/** One and the same text whether or not there is such an account. */
function loginDetail(code: string): string {
  // Told only to those who know the password.
  return code === 'email_not_confirmed'
    ? 'Confirm your e-mail address first: follow the link in the message you were sent.'
    : 'The e-mail address or the password is wrong.';
}

function registerError(error: AuthRefusal, code: string, words: string): unknown {
  if (isAddressTaken(error)) {
    return new AppError('conflict', {
      detail: 'There is an account with this e-mail address already. Log in instead.',
      cause: error,
    });
  }
  if (code === 'signup_disabled' || code === 'email_provider_disabled') {
    return new AppError('forbidden', { detail: 'Registration is closed.', cause: error });
  }
  if (code === 'weak_password' || (error.status < 500 && /password/i.test(words))) {
    return fieldError('body.password', words || 'Choose a stronger password.', error);
  }
  return code === 'email_address_invalid' || code === 'validation_failed'
    ? fieldError('body.email', 'Give an e-mail address that can receive mail.', error)
    : error;
}

function fieldError(path: string, message: string, cause: unknown): AppError {
  return new AppError('validation_failed', {
    detail: 'The account cannot be made like this.',
    errors: [{ path, message }],
    cause,
  });
}
