import { describe, expect, test } from 'vitest';
import { createStateSigner } from '../../lib/auth/create-state-signer.ts';
import { deriveKey } from '../../lib/auth/derive-key.ts';
import type { AuthorizationState } from '../../lib/core/ports/accounts.ts';
import { createVirtualClock } from '../jobs/virtual-clock.ts';
import { ATHLETE, encode, signHs256 } from './tokens.ts';

const SECRET = new Uint8Array(32).fill(7);
const STATE = {
  id: 'c0000000-0000-4000-8000-00000000000c',
  redirectUri: 'fettle-demo://signed-in?x=1&y=ü',
  appState: 'the app’s own',
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  linkAthleteId: ATHLETE,
};

function createHarness(secret = SECRET) {
  const clock = createVirtualClock();
  const signer = createStateSigner({ secret, clock });
  return {
    clock,
    sign: (state: AuthorizationState) => signer.sign(state),
    open: (signed: string) => signer.open(signed),
  };
}

describe('an authorisation state', () => {
  test.each([
    { case: 'with everything', state: STATE },
    { case: 'with the least', state: { ...STATE, appState: undefined, linkAthleteId: undefined } },
  ])('$case comes back as it went', async ({ state }) => {
    const { sign, open } = createHarness();
    const signed = await sign(state);
    expect(signed).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await open(signed)).toEqual(state);
  });

  test('is good for 10 minutes', async () => {
    const { sign, open, clock } = createHarness();
    const signed = await sign(STATE);
    await clock.advance(599_000);
    expect(await open(signed)).toEqual(STATE);
    await clock.advance(1_000);
    expect(await open(signed)).toBeUndefined();
  });

  test('that was changed in any character does not open', async () => {
    const { sign, open } = createHarness();
    const signed = await sign(STATE);
    // the last character carries bits that base64 ignores
    for (let at = 0; at < signed.length - 1; at += 1) {
      const other = signed[at] === 'A' ? 'B' : 'A';
      const changed = signed.slice(0, at) + other + signed.slice(at + 1);
      expect(await open(changed), `character ${at}`).toBeUndefined();
    }
  });

  test('of another deployment does not open', async () => {
    const signed = await createHarness(new Uint8Array(32).fill(8)).sign(STATE);
    expect(await createHarness().open(signed)).toBeUndefined();
  });

  test.each([
    { case: 'nothing', signed: '' },
    { case: 'no token', signed: 'state' },
    { case: 'a million characters', signed: 'a'.repeat(1_000_000) },
    { case: 'no signature', signed: `${encode({ alg: 'none' })}.${encode({ jti: '1' })}.` },
  ])('$case does not open', async ({ signed }) => {
    expect(await createHarness().open(signed)).toBeUndefined();
  });

  test('a token for another purpose does not open, even under the same key', async () => {
    const key = deriveKey({ secret: SECRET, purpose: 'fettle:strava-state' });
    const claims = { jti: '1', redirect_uri: 'a://b', code_challenge: 'c', exp: 4_000_000_000 };
    const { open } = createHarness();
    expect(await open(await signHs256(key, { ...claims, aud: 'fettle:else' }))).toBeUndefined();
    const good = await open(await signHs256(key, { ...claims, aud: 'fettle:strava-state' }));
    expect(good).toMatchObject({ id: '1', linkAthleteId: undefined });
  });

  test('an access token signed with the same secret does not open', async () => {
    expect(await createHarness().open(await signHs256(SECRET))).toBeUndefined();
  });
});
