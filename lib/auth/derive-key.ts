import { createHmac } from 'node:crypto';

/** A key of its own for each purpose, so that what one signs means nothing to another. */
export function deriveKey(input: { secret: Uint8Array; purpose: string }): Uint8Array {
  return new Uint8Array(createHmac('sha256', input.secret).update(input.purpose).digest());
}
