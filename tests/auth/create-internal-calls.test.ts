import { describe, expect, test } from 'vitest';
import { createInternalCalls } from '../../lib/auth/create-internal-calls.ts';

const SECRET = new Uint8Array(32).fill(7);

describe('internal calls', () => {
  const calls = createInternalCalls({ secret: SECRET });
  const bearer = () => calls.bearer();
  const isInternal = (authorization: string | null) => calls.isInternal(authorization);

  test('are known by their bearer, in every instance of the deployment', () => {
    expect(isInternal(bearer())).toBe(true);
    expect(createInternalCalls({ secret: SECRET }).isInternal(bearer())).toBe(true);
    expect(isInternal(bearer().replace('Bearer', 'bearer'))).toBe(true);
  });

  test('of another deployment are not known', () => {
    const other = createInternalCalls({ secret: new Uint8Array(32).fill(8) });
    expect(isInternal(other.bearer())).toBe(false);
  });

  test('the bearer does not show the secret', () => {
    expect(bearer()).not.toContain(Buffer.from(SECRET).toString('base64url').slice(0, 16));
    expect(bearer()).toMatch(/^Bearer [\w-]{43}$/);
  });

  test.each([
    null,
    '',
    'Bearer',
    'Bearer ',
    bearer().slice(0, -1),
    `${bearer()}x`,
    bearer().slice(7),
  ])('%j is not known', (authorization) => {
    expect(isInternal(authorization)).toBe(false);
  });
});
