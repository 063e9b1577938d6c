import { createHash, timingSafeEqual } from 'node:crypto';
import type { InternalCalls } from '../core/ports/jobs.ts';
import { deriveKey } from './derive-key.ts';

const SCHEME = /^bearer /i;

/** Hashed first: equal lengths whatever was sent. */
const digest = (text: string) => createHash('sha256').update(text).digest();

/** The bearer by which our functions call each other: a constant under the deployment's secret. */
export function createInternalCalls(options: { secret: Uint8Array }): InternalCalls {
  const key = deriveKey({ secret: options.secret, purpose: 'fettle:internal-call' });
  const token = Buffer.from(key).toString('base64url');
  const expected = digest(token);
  return {
    bearer: () => `Bearer ${token}`,
    isInternal(authorization) {
      if (authorization === null || !SCHEME.test(authorization)) {
        return false;
      }
      return timingSafeEqual(digest(authorization.replace(SCHEME, '')), expected);
    },
  };
}
