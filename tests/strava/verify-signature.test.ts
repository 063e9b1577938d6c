import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifySignature } from '../../lib/strava/verify-signature.ts';

const now = new Date('2026-11-20T10:00:00Z');
const seconds = now.getTime() / 1000;
const rawBody = '{"object_type":"activity","object_id":1}';
const signingKey = 'a-signing-key';
const sign = (input: { t: number; body?: string; key?: string }) =>
  createHmac('sha256', input.key ?? signingKey)
    .update(`${input.t}.${input.body ?? rawBody}`)
    .digest('hex');
const header = (t: number, hex = sign({ t })) => `t=${t},v1=${hex}`;

test.each([
  { case: 'no header', header: undefined, expected: 'absent' },
  { case: 'an empty header', header: '', expected: 'absent' },
  { case: 'a signature of this body now', header: header(seconds), expected: 'valid' },
  { case: '5 minutes old', header: header(seconds - 300), expected: 'valid' },
  { case: 'older', header: header(seconds - 301), expected: 'invalid' },
  { case: 'from the future', header: header(seconds + 301), expected: 'invalid' },
  {
    case: 'another body',
    header: header(seconds, sign({ t: seconds, body: '{}' })),
    expected: 'invalid',
  },
  {
    case: 'another key',
    header: header(seconds, sign({ t: seconds, key: 'x' })),
    expected: 'invalid',
  },
  {
    case: 'another time than signed',
    header: header(seconds - 1, sign({ t: seconds })),
    expected: 'invalid',
  },
  {
    case: 'capital hex and spaces',
    header: `t=${seconds}, v1=${sign({ t: seconds }).toUpperCase()}`,
    expected: 'valid',
  },
  {
    case: 'one of two signatures fits',
    header: `t=${seconds},v1=00,v1=${sign({ t: seconds })}`,
    expected: 'valid',
  },
  { case: 'no time', header: `v1=${sign({ t: seconds })}`, expected: 'invalid' },
  { case: 'no signature', header: `t=${seconds}`, expected: 'invalid' },
  {
    case: 'a cut signature',
    header: header(seconds, sign({ t: seconds }).slice(0, 32)),
    expected: 'invalid',
  },
  { case: 'no hex', header: header(seconds, 'zz'), expected: 'invalid' },
  { case: 'something else', header: 'sha256=abc', expected: 'invalid' },
])('$case is $expected', ({ header, expected }) => {
  expect(verifySignature({ header, rawBody, signingKey, now })).toBe(expected);
});

test('without a key a signature is unverified, whatever it is', () => {
  const unsigned = { rawBody, signingKey: undefined, now };
  expect(verifySignature({ ...unsigned, header: 'anything' })).toBe('unverified');
  expect(verifySignature({ ...unsigned, header: undefined })).toBe('absent');
});

test('the bytes count, not the characters', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const hex = createHmac('sha256', signingKey).update(`${seconds}.`).update(bytes).digest('hex');
  expect(verifySignature({ header: header(seconds, hex), rawBody: bytes, signingKey, now })).toBe(
    'valid',
  );
});
