import type * as z from 'zod';
import { AppError, type FieldError } from '../core/errors.ts';

const MAX_ERRORS = 20;
const MAX_MESSAGE = 300;
const MAX_PATH = 300;
const MISSING = 'This is missing.';
const UNKNOWN = 'There is no such field here.';
const MAX_DEPTH = 32;

type Part = 'params' | 'query' | 'body';

/** Validates one part of a request; throws `validation_failed` that lists every wrong field. */
export function parsePart(schema: z.ZodObject | undefined, part: Part, value: unknown): unknown {
  if (schema === undefined) {
    return undefined;
  }
  const parsed = schema.safeParse(value, { error: missing });
  if (parsed.success) {
    return parsed.data;
  }
  const errors = parsed.error.issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: UNKNOWN }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  throw invalid(
    errors.slice(0, MAX_ERRORS).map(({ path, message }) => ({
      path: (path === '' ? part : `${part}.${path}`).slice(0, MAX_PATH),
      message: message.slice(0, MAX_MESSAGE),
    })),
  );
}

/** What zod would call "expected string, received undefined"; anything else it says itself. */
function missing(issue: { code?: string; input?: unknown }): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? MISSING : undefined;
}

function invalid(errors: FieldError[]): AppError {
  const [first] = errors;
  return new AppError('validation_failed', {
    detail: first === undefined ? 'The request is not valid.' : `${first.path}: ${first.message}`,
    errors,
  });
}

/** Query parameters as an object; one name twice is an error, not a choice. */
export function readQuery(url: URL): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(out, name)) {
      throw invalid([
        { path: `query.${name.slice(0, 100)}`, message: 'Send this parameter once.' },
      ]);
    }
    requireText(value, `query.${name.slice(0, 100)}`);
    out[name] = value;
  }
  return out;
}

/** A JSON body from its bytes: UTF-8, JSON, not absurdly deep, text that Postgres can hold. */
export function readJson(bytes: ArrayBuffer): { text: string; value: unknown } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('validation_failed', {
      detail: 'The body is not UTF-8.',
      errors: [{ path: 'body', message: 'Send UTF-8.' }],
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('validation_failed', {
      detail: 'The body is not JSON.',
      errors: [{ path: 'body', message: 'Send a JSON object.' }],
      cause,
    });
  }
  requirePlain(value, 'body', 0);
  return { text, value };
}

function requirePlain(value: unknown, path: string, depth: number): void {
  if (depth > MAX_DEPTH) {
    throw invalid([
      { path: path.slice(0, 100), message: `Nest no deeper than ${MAX_DEPTH} levels.` },
    ]);
  }
  if (typeof value === 'string') {
    requireText(value, path);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      // samples come by the ten thousand: a number needs no path
      if (typeof item !== 'number') {
        requirePlain(item, `${path}.${index}`, depth + 1);
      }
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      requireText(key, path);
      requirePlain(item, `${path}.${key.slice(0, 100)}`, depth + 1);
    }
  }
}

/** Postgres text holds neither NUL nor half a surrogate pair. */
export function requireText(text: string, path: string): void {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw invalid([{ path, message: 'Remove NUL characters and unpaired surrogates.' }]);
  }
}
