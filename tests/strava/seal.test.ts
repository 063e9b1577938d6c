import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSeals } from '../../lib/strava/seal.ts';
import { openTokens, sealTokens } from '../../lib/strava/seal-tokens.ts';

const keyA = { id: 'a', key: randomBytes(32) };
const keyB = { id: 'b', key: randomBytes(32) };
const context = 'strava:1:access';

test('what was sealed opens again and shows nothing of itself', () => {
  const seals = createSeals([keyA]);
  const sealed = seals.seal({ text: 'the-token', context });
  expect(sealed).toMatch(/^v1\.a\.[\w-]{16}\.[\w-]+$/);
  expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain(
    'the-token',
  );
  expect(seals.open({ sealed, context })).toBe('the-token');
});

test('sealing the same text twice gives two texts', () => {
  const seals = createSeals([keyA]);
  expect(seals.seal({ text: 'x', context })).not.toBe(seals.seal({ text: 'x', context }));
});

test('a changed character anywhere in nonce or body does not open', () => {
  const seals = createSeals([keyA]);
  const sealed = seals.seal({ text: 'the-token', context });
  const from = sealed.indexOf('.', 3) + 1;
  for (let index = from; index < sealed.length - 1; index += 1) {
    if (sealed[index] === '.') {
      continue;
    }
    const other = sealed[index] === 'A' ? 'B' : 'A';
    const altered = sealed.slice(0, index) + other + sealed.slice(index + 1);
    expect(() => seals.open({ sealed: altered, context }), `at ${index}`).toThrow();
  }
});

test.each([
  '',
  'v1',
  'v2.a.b.c',
  'v1.a..',
  'v1.a.AAAAAAAAAAAAAAAA.AAAA',
  'plain text',
  'v1.a.b.c.d',
])('what is no sealed text is refused: %s', (sealed) => {
  expect(() => createSeals([keyA]).open({ sealed, context })).toThrow('This is no sealed text');
});

test('the first key seals, all keys open', () => {
  const old = createSeals([keyA]).seal({ text: 'x', context });
  const both = createSeals([keyB, keyA]);
  expect(both.open({ sealed: old, context })).toBe('x');
  expect(both.isCurrent(old)).toBe(false);
  const now = both.seal({ text: 'x', context });
  expect(both.isCurrent(now)).toBe(true);
  expect(createSeals([keyB]).open({ sealed: now, context })).toBe('x');
});

test('an unknown key is named, the value is not', () => {
  const sealed = createSeals([keyA]).seal({ text: 'the-token', context });
  const open = () => createSeals([keyB]).open({ sealed, context });
  expect(open).toThrow('No sealing key "a" is configured');
  expect(open).not.toThrow(sealed.split('.')[3] ?? '');
});

test('the same key id with another key does not open', () => {
  const sealed = createSeals([keyA]).seal({ text: 'x', context });
  const other = createSeals([{ id: 'a', key: randomBytes(32) }]);
  expect(() => other.open({ sealed, context })).toThrow('altered or belongs elsewhere');
});

test('tokens moved to another athlete or to the other column do not open', () => {
  const seals = createSeals([keyA]);
  const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresAt: new Date(0) };
  const sealed = sealTokens(seals, { stravaAthleteId: 1, tokens });
  expect(openTokens(seals, { stravaAthleteId: 1, sealed })).toEqual(tokens);
  expect(() => openTokens(seals, { stravaAthleteId: 2, sealed })).toThrow('belongs elsewhere');
  const swapped = {
    ...sealed,
    accessTokenSealed: sealed.refreshTokenSealed,
    refreshTokenSealed: sealed.accessTokenSealed,
  };
  expect(() => openTokens(seals, { stravaAthleteId: 1, sealed: swapped })).toThrow(
    'belongs elsewhere',
  );
});

test('without a key nothing is sealed', () => {
  expect(() => createSeals([])).toThrow('At least one sealing key is needed');
});
