import { hash } from 'node:crypto';
import { AppError } from '../core/errors.ts';

/**
 * A strong entity tag of a JSON body. Where the thing has a version it leads the tag (`"7-Xf3…"`), so that
 * `If-Match` can be held against the row without building the body again.
 */
export function etagOf(body: unknown, text: string): string {
  const digest = hash('sha1', text, 'base64url').slice(0, 16);
  const version = (body as { version?: unknown } | null)?.version;
  return typeof version === 'number' ? `"${version}-${digest}"` : `"${digest}"`;
}

/** Does `If-None-Match` hold the tag? Weak and strong compare alike, as RFC 9110 wants for GET. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) {
    return false;
  }
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
}

/** The version an `If-Match` header names; `undefined`: no condition (no header, or `*`). */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') {
    return undefined;
  }
  const match = /^(?:W\/)?"(\d{1,9})(?:-[\w-]{1,64})?"$/.exec(ifMatch.trim());
  if (match === null) {
    throw new AppError('validation_failed', {
      detail:
        'If-Match does not hold an ETag of this API: send the ETag header you got with the thing.',
      errors: [{ path: 'header.if-match', message: 'Send one ETag, with its quotes.' }],
    });
  }
  return Number(match[1]);
}
