import type { Connection } from '@supabase/lite';

type PostgresError = { code: string; message: string; detail?: string; hint?: string };

/** PostgREST's status by SQLSTATE or, where that is missing, by its class; anything else is 400. */
const STATUS: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '25006': 405,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '42P01': 404,
  '42P17': 500,
  '53': 503,
  '53400': 500,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  P0001: 400,
  XX: 500,
};

/** Codes that lite itself answers as PostgREST does; its storage reads some of them too. */
const LEFT_TO_LITE = /^(23503|23505|42501|42703|42883|PGRST|PT.*)$/;

/**
 * Lite answers most database errors, a function's `raise` among them, with 500 and the code `SUP`.
 * This tells it the answer in the form in which functions may dictate one: SQLSTATE `PGRST`.
 */
export function answerErrorsAsPostgrest(connection: Connection): void {
  connection.normalizeDbError = (error) => {
    if (!isPostgresError(error) || LEFT_TO_LITE.test(error.code)) return error;
    const { code, message, detail, hint } = error;
    const status = STATUS[code] ?? STATUS[code.slice(0, 2)] ?? 400;
    return {
      code: 'PGRST',
      message: JSON.stringify({ code, message, details: detail ?? null, hint: hint ?? null }),
      detail: JSON.stringify({ status, headers: {} }),
    };
  };
}

function isPostgresError(error: unknown): error is PostgresError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}
