import type { PostgrestSingleResponse } from '@supabase/postgrest-js';
import { AppError } from '../core/errors.ts';

/** A query that failed by our own fault or the database's. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  /** SQLSTATE, or PostgREST's own code (`PGRST…`); `undefined`: there was no answer. */
  readonly code: string | undefined;

  constructor(message: string, options: { code: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
  }
}

interface Failure {
  code: string;
  message: string;
  details?: string | null;
}

/** The value a query answered; its `error` is thrown, so that nobody can overlook it. */
export async function resultOf<T>(query: PromiseLike<PostgrestSingleResponse<T>>): Promise<T> {
  const answer = await query;
  if (answer.error !== null) {
    throw toError(answer.error, answer.status);
  }
  return answer.data;
}

/** The error a failed query stands for. Details are left out: Postgres quotes whole rows in them. */
export function toError(failure: Failure, status: number): Error {
  const { code, message } = failure;
  switch (code) {
    // Raised by our own triggers, with a text for the athlete.
    case 'FT409':
      return new AppError('conflict', { detail: message });
    case '42501':
      return new AppError('forbidden', {
        detail: 'You may not do this.',
        cause: new DatabaseError(`${code}: ${message}`, { code }),
      });
    // The token was good a moment ago: it has expired since, or the keys were changed.
    case 'PGRST301':
    case 'PGRST302':
    case 'PGRST303':
      return new AppError('unauthenticated', {
        detail: 'The access token is no longer valid. Refresh it or sign in again.',
      });
    case '22021':
    case '22P05':
      return new AppError('validation_failed', {
        detail: 'A text holds a character that cannot be stored (U+0000).',
      });
    case '22003':
      return new AppError('validation_failed', {
        detail: 'A number is too large, or too close to 0, to be stored.',
      });
    default:
      return status === 0
        ? new DatabaseError('The database cannot be reached.', {
            code: undefined,
            cause: new Error(`${message}. ${failure.details ?? ''}`),
          })
        : new DatabaseError(`${code || status}: ${message}`, { code: code || undefined });
  }
}
