import { hash } from 'node:crypto';
import type { Context } from 'hono';
import type { AnsweredFile, Operation } from '../contract/operation.ts';
import { AppError, ERRORS } from '../core/errors.ts';
import type { Deps } from '../core/ports.ts';
import type { Env } from './context.ts';
import { etagOf, matchesEtag } from './etag.ts';
import { toProblem } from './problem.ts';

/** Sends what an operation answered: redirect, nothing, or JSON with its ETag and cache headers. */
export function respond(c: Context<Env>, operation: Operation, output: unknown): Response {
  const { status, schema } = operation.success;
  if (status === 302 || (operation.success.binary === true && isRedirect(output))) {
    c.header('Cache-Control', 'no-store');
    return c.redirect((output as { location: string }).location, 302);
  }
  if (operation.success.binary === true) {
    return respondFile(c, output as AnsweredFile);
  }
  if (schema === undefined) {
    return c.body(null, status as 204);
  }
  let value = output;
  if (operation.cachedForS !== undefined) {
    const cached = output as { value: unknown; status: string };
    value = cached.value;
    c.header('X-Cache', cached.status);
    c.header('Cache-Control', `private, max-age=${operation.cachedForS}, must-revalidate`);
  } else {
    c.header(
      'Cache-Control',
      operation.auth === 'public' && operation.method === 'GET' ? 'no-cache' : 'private, no-cache',
    );
  }
  const text = JSON.stringify(value);
  c.header('Content-Type', 'application/json; charset=utf-8');
  if (operation.method === 'GET' || hasVersion(value)) {
    const etag = etagOf(value, text);
    c.header('ETag', etag);
    if (operation.method === 'GET' && matchesEtag(c.req.header('if-none-match'), etag)) {
      c.header('Content-Type', undefined);
      return c.body(null, 304);
    }
  }
  return c.body(text, status as 200);
}

const isRedirect = (output: unknown) =>
  typeof (output as { location?: unknown } | null | undefined)?.location === 'string';

/** Sends a file to be saved: never shown, whatever is in it. */
function respondFile(c: Context<Env>, { bytes, filename, contentType }: AnsweredFile): Response {
  const etag = `"${hash('sha1', bytes, 'base64url').slice(0, 16)}"`;
  c.header('Cache-Control', 'private, no-cache');
  c.header('ETag', etag);
  if (matchesEtag(c.req.header('if-none-match'), etag)) {
    return c.body(null, 304);
  }
  const plain = filename.replaceAll(/[^\w. ()-]+/g, '_');
  const exact = encodeURIComponent(filename.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  c.header('Content-Disposition', `attachment; filename="${plain}"; filename*=UTF-8''${exact}`);
  c.header('Content-Type', contentType);
  return c.body(Uint8Array.from(bytes), 200);
}

const hasVersion = (value: unknown) =>
  typeof (value as { version?: unknown } | null)?.version === 'number';

/** Sends anything thrown as a problem; what was not expected is logged and reported. */
export function respondProblem(c: Context<Env>, error: unknown, deps: Deps): Response {
  const path = new URL(c.req.url).pathname;
  const { status, retryAfterS, body } = toProblem(error, { path, requestId: c.get('requestId') });
  if (status >= 500 && !(error instanceof AppError)) {
    const fields = {
      request_id: c.get('requestId'),
      operation: c.get('operation'),
      athlete_id: c.get('athleteId'),
    };
    deps.log.error('unexpected_error', { ...fields, error });
    deps.report(error, fields);
  }
  if (status === ERRORS.unauthenticated.status) {
    c.header('WWW-Authenticate', 'Bearer');
  }
  if (retryAfterS !== undefined) {
    c.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterS))));
  }
  c.header('Content-Type', 'application/problem+json; charset=utf-8');
  c.header('Cache-Control', 'no-store');
  return c.body(JSON.stringify(body), status as 500);
}
