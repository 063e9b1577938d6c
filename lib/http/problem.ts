import { AppError, ERRORS, type ErrorCode } from '../core/errors.ts';

/** Where the codes are explained; a path of the site, so that it holds on every deployment. */
const TYPE_BASE = '/reference/errors#';

const MAX_INSTANCE = 200;

/**
 * RFC 9457 problem details for anything thrown. Unknown errors say nothing but the request id.
 */
export function toProblem(
  error: unknown,
  request: { path: string; requestId: string },
): { status: number; retryAfterS: number | undefined; body: Record<string, unknown> } {
  const known = error instanceof AppError ? error : undefined;
  const code: ErrorCode = known?.code ?? 'internal';
  const { status, title } = ERRORS[code];
  return {
    status,
    retryAfterS: known?.retryAfterS,
    body: {
      type: `${TYPE_BASE}${code}`,
      title,
      status,
      detail:
        known?.detail ?? 'This is our fault. If it happens again, report it with the request id.',
      instance: request.path.slice(0, MAX_INSTANCE),
      code,
      request_id: request.requestId,
      ...(known?.errors === undefined ? {} : { errors: known.errors }),
      ...(known?.current === undefined ? {} : { current: known.current }),
    },
  };
}
