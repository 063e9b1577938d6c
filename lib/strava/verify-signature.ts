import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * `absent`: the event carries no signature. `unverified`: it carries one, but no key is configured; Strava
 * documents the header and not where the key comes from. The caller decides what `invalid` means to it.
 */
export type SignatureVerdict = 'absent' | 'unverified' | 'valid' | 'invalid';

/** How old, or how far in the future, a signed event may be. */
const TOLERANCE_S = 300;

function isEqual({ given, expected }: { given: string; expected: Buffer }): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/**
 * Checks `X-Strava-Signature: t=<unix seconds>,v1=<hex>`, an HMAC-SHA256 over `<t>.<raw body>`. The body has
 * to be the bytes as they came: parsed and written again it is another text.
 */
export function verifySignature(input: {
  header: string | undefined;
  rawBody: string | Uint8Array;
  signingKey: string | undefined;
  now: Date;
}): SignatureVerdict {
  if (!input.header) {
    return 'absent';
  }
  if (!input.signingKey) {
    return 'unverified';
  }
  const parts = input.header.split(',').map((part) => part.trim().split('='));
  const valuesOf = (name: string) => parts.flatMap(([key, value]) => (key === name ? [value] : []));
  const timeText = valuesOf('t')[0] ?? '';
  const ageS = Math.abs(input.now.getTime() / 1000 - Number(timeText));
  if (!/^\d{1,12}$/.test(timeText) || ageS > TOLERANCE_S) {
    return 'invalid';
  }
  const expected = createHmac('sha256', input.signingKey)
    .update(`${timeText}.`)
    .update(input.rawBody)
    .digest();
  const isValid = valuesOf('v1').some((given) => isEqual({ given: given ?? '', expected }));
  return isValid ? 'valid' : 'invalid';
}
