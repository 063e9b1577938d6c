/**
 * The one table of expected failures: code -> HTTP status and title. It feeds problem+json, the OpenAPI
 * document and the tests; nothing else in the project maps an error to a status.
 */
export const ERRORS = {
  validation_failed: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict with the present state' },
  source_not_connected: { status: 409, title: 'Strava is not connected' },
  version_conflict: { status: 412, title: 'Changed since you read it' },
  payload_too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  unprocessable_file: { status: 422, title: 'The file cannot be processed' },
  idempotency_mismatch: { status: 422, title: 'Idempotency key used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  source_rate_limited: { status: 503, title: 'Strava’s rate limit is used up' },
  source_unavailable: { status: 503, title: 'Strava cannot be reached' },
  model_unavailable: { status: 503, title: 'The model cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One field of a request that is wrong: where it is (`body.name`, `query.page`) and what to do. */
export interface FieldError {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** What was wrong and what to do, in one sentence, for the app's developer or the athlete. */
  detail: string;
  cause?: unknown;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  retryAfterS?: number;
  errors?: FieldError[];
  /** The thing as it is now, sent under `current` with `version_conflict`. */
  current?: unknown;
}

/** An expected failure. Anything else that is thrown is a bug and becomes `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterS: number | undefined;
  readonly errors: FieldError[] | undefined;
  readonly current: unknown;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(`${code}: ${options.detail}`, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.retryAfterS = options.retryAfterS;
    this.errors = options.errors;
    this.current = options.current;
  }
}
