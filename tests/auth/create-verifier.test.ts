import { exportSPKI } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVerifier, type TokenSigning } from '../../lib/auth/create-verifier.ts';
import { AppError } from '../../lib/core/errors.ts';
import { createVirtualClock } from '../jobs/virtual-clock.ts';
import {
  ATHLETE,
  CLAIMS,
  createSigner,
  encode,
  NOW,
  NOW_S,
  SUPABASE_URL,
  signHs256,
} from './tokens.ts';

const SECRET = 'super-secret-jwt-token-with-at-least-32-characters-long';
const JWKS: TokenSigning = { mode: 'jwks', algorithms: ['ES256', 'RS256'] };
const HS256: TokenSigning = { mode: 'hs256', secret: SECRET };
const NOT_VALID = 'The access token is not valid.';

let es: Awaited<ReturnType<typeof createSigner>>;
let rs: Awaited<ReturnType<typeof createSigner>>;
let stranger: Awaited<ReturnType<typeof createSigner>>;
beforeAll(async () => {
  [es, rs, stranger] = await Promise.all([
    createSigner('ES256', 'es-1'),
    createSigner('RS256', 'rs-1'),
    createSigner('ES256', 'es-1'),
  ]);
});

function createHarness(signing: TokenSigning = JWKS) {
  const clock = createVirtualClock(NOW.toISOString());
  const state = {
    fetches: 0,
    urls: new Set<string>(),
    keys: [es.jwk, rs.jwk],
    answer: undefined as undefined | ((signal?: AbortSignal | null) => Promise<Response>),
  };
  const later: Promise<unknown>[] = [];
  const verifier = createVerifier({
    supabaseUrl: SUPABASE_URL,
    ...signing,
    clock,
    later: { run: (work) => void later.push(work) },
    fetch: async (url, init) => {
      state.fetches += 1;
      state.urls.add(url instanceof Request ? url.url : url.toString());
      return state.answer ? state.answer(init?.signal) : Response.json({ keys: state.keys });
    },
  });
  return { clock, state, later, verify: (token: string) => verifier.verify(token) };
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('unauthenticated');
  return (error as AppError).detail;
}

describe('a good token', () => {
  test('of each algorithm gives the caller; the keys are fetched once', async () => {
    const { verify, state } = createHarness();
    for (const signer of [es, rs, es]) {
      const token = await signer.sign();
      expect(await verify(token)).toEqual({
        role: 'athlete',
        athleteId: ATHLETE,
        accessToken: token,
        email: 'runner@example.org',
      });
    }
    expect(state.fetches).toBe(1);
    expect([...state.urls]).toEqual([`${SUPABASE_URL}/auth/v1/.well-known/jwks.json`]);
  });

  test('signed with the project’s secret is good where the project signs that way', async () => {
    const { verify, state } = createHarness(HS256);
    expect(await verify(await signHs256(SECRET))).toMatchObject({ athleteId: ATHLETE });
    expect(state.fetches).toBe(0);
  });

  test.each([
    { email: `strava-7@athletes.invalid`, expected: undefined },
    { email: 'STRAVA-7@ATHLETES.INVALID', expected: undefined },
    { email: '', expected: undefined },
    { email: null, expected: undefined },
    { email: undefined, expected: undefined },
    { email: 'a@athletes.invalid.org', expected: 'a@athletes.invalid.org' },
  ])('whose e-mail is $email says $expected', async ({ email, expected }) => {
    const { verify } = createHarness(HS256);
    const caller = await verify(await signHs256(SECRET, { ...CLAIMS, email }));
    expect(caller.email).toBe(expected);
  });
});

describe('a wrong token', () => {
  const wrong: { case: string; claims: Record<string, unknown>; detail?: string }[] = [
    { case: 'another issuer', claims: { iss: 'https://evil.example/auth/v1' } },
    { case: 'no issuer', claims: { iss: undefined } },
    { case: 'another audience', claims: { aud: 'anon' } },
    { case: 'no audience', claims: { aud: undefined } },
    { case: 'the role anon', claims: { role: 'anon' } },
    { case: 'the role service_role', claims: { role: 'service_role' } },
    { case: 'no role', claims: { role: undefined } },
    { case: 'no subject', claims: { sub: undefined } },
    { case: 'a subject that is no UUID', claims: { sub: '../x' } },
    { case: 'no expiry', claims: { exp: undefined } },
    { case: 'an expiry that is no number', claims: { exp: 'never' } },
    { case: 'a time before which it is not valid', claims: { nbf: NOW_S + 60 } },
    {
      case: 'an expiry in the past',
      claims: { exp: NOW_S - 6 },
      detail: 'The access token has expired; refresh it.',
    },
  ];

  test.each(wrong)('with $case is refused, signed either way', async ({ claims, detail }) => {
    const payload = { ...CLAIMS, ...claims };
    const jwks = createHarness();
    expect(await refusal(jwks.verify(await es.sign(payload)))).toBe(detail ?? NOT_VALID);
    const hs = createHarness(HS256);
    expect(await refusal(hs.verify(await signHs256(SECRET, payload)))).toBe(detail ?? NOT_VALID);
  });

  test('5 s of difference between clocks are forgiven', async () => {
    const { verify } = createHarness();
    const payload = { ...CLAIMS, exp: NOW_S - 4, nbf: NOW_S + 4 };
    expect(await verify(await es.sign(payload))).toMatchObject({ athleteId: ATHLETE });
  });

  test('that is good now is not when its time has passed', async () => {
    const { verify, clock } = createHarness();
    const token = await es.sign();
    await verify(token);
    await clock.advance(3_606_000);
    expect(await refusal(verify(token))).toContain('expired');
  });

  test('without a signature (alg none) is refused', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const token = `${encode({ alg, typ: 'JWT' })}.${encode(CLAIMS)}.`;
      expect(await refusal(createHarness().verify(token))).toBe(NOT_VALID);
      expect(await refusal(createHarness(HS256).verify(token))).toBe(NOT_VALID);
    }
  });

  test('that uses the public key as an HS256 secret is refused', async () => {
    const { verify } = createHarness();
    const pem = await exportSPKI(rs.publicKey);
    for (const secret of [pem, JSON.stringify(rs.jwk), '']) {
      const key = new TextEncoder().encode(secret.padEnd(32, ' '));
      const token = await signHs256(key, CLAIMS, { kid: 'rs-1' });
      expect(await refusal(verify(token))).toBe(NOT_VALID);
    }
  });

  test('signed with a good key of an algorithm not configured is refused', async () => {
    const { verify } = createHarness({ mode: 'jwks', algorithms: ['ES256'] });
    expect(await refusal(verify(await rs.sign()))).toBe(NOT_VALID);
    expect(await refusal(createHarness(HS256).verify(await es.sign()))).toBe(NOT_VALID);
  });

  test('signed with another key of the same name is refused', async () => {
    expect(await refusal(createHarness().verify(await stranger.sign()))).toBe(NOT_VALID);
    const forged = signHs256(`${SECRET}!`);
    expect(await refusal(createHarness(HS256).verify(await forged))).toBe(NOT_VALID);
  });

  test('that names its own key is not believed', async () => {
    const { verify, state } = createHarness();
    const header = { jwk: stranger.jwk, jku: 'https://evil.example/jwks.json' };
    expect(await refusal(verify(await stranger.sign(CLAIMS, header)))).toBe(NOT_VALID);
    expect([...state.urls].join()).not.toContain('evil');
  });

  test('whose claims were changed is refused', async () => {
    const [header, , signature] = (await es.sign()).split('.');
    const other = encode({ ...CLAIMS, sub: 'b0000000-0000-4000-8000-00000000000b' });
    expect(await refusal(createHarness().verify(`${header}.${other}.${signature}`))).toBe(
      NOT_VALID,
    );
  });

  test.each(['', '.', '..', 'x', 'a.b.c', 'Bearer x', 'sb_publishable_abc', '\0', 'é'.repeat(9)])(
    'that is none (%j) is refused',
    async (token) => {
      expect(await refusal(createHarness().verify(token))).toBe(NOT_VALID);
      expect(await refusal(createHarness(HS256).verify(token))).toBe(NOT_VALID);
    },
  );

  test('of a million characters is refused without a look', async () => {
    const { verify, state } = createHarness();
    const startedAt = performance.now();
    expect(await refusal(verify('a'.repeat(1_000_000)))).toBe(NOT_VALID);
    expect(await refusal(verify(`${await es.sign()}${'.'.repeat(1_000_000)}`))).toBe(NOT_VALID);
    expect(performance.now() - startedAt).toBeLessThan(100);
    expect(state.fetches).toBe(0);
  });
});

describe('keys', () => {
  test('many first requests at once fetch once', async () => {
    const { verify, state } = createHarness();
    const token = await es.sign();
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(state.fetches).toBe(1);
  });

  test('an unknown key is looked up at most once in 30 s, however often it is tried', async () => {
    const { verify, state, clock } = createHarness();
    await verify(await es.sign());
    const unknown = await es.sign(CLAIMS, { kid: 'unknown' });
    const flood = () => Promise.all(Array.from({ length: 20 }, () => refusal(verify(unknown))));
    await flood();
    expect(state.fetches).toBe(1);
    await clock.advance(30_000);
    await flood();
    await flood();
    expect(state.fetches).toBe(2);
  });

  test('a new key is found after a rotation', async () => {
    const { verify, state, clock } = createHarness();
    await verify(await es.sign());
    const rotated = await createSigner('ES256', 'es-2');
    state.keys = [rotated.jwk];
    await clock.advance(30_000);
    expect(await verify(await rotated.sign())).toMatchObject({ athleteId: ATHLETE });
    expect(await refusal(verify(await es.sign()))).toBe(NOT_VALID);
    expect(state.fetches).toBe(2);
  });

  test('they are looked up again every 10 minutes behind the requests’ back', async () => {
    const { verify, state, clock, later } = createHarness();
    await verify(await es.sign());
    state.keys = [rs.jwk];
    await clock.advance(600_000);
    expect(await verify(await es.sign())).toMatchObject({ athleteId: ATHLETE });
    await Promise.all(later);
    expect(state.fetches).toBe(2);
    expect(await refusal(verify(await es.sign()))).toBe(NOT_VALID);
  });

  const OUTAGES = [
    { case: 'refuses', answer: () => Promise.reject(new TypeError('fetch failed')) },
    { case: 'answers 503', answer: async () => new Response('no', { status: 503 }) },
    { case: 'answers nonsense', answer: async () => new Response('<html>') },
    { case: 'answers another shape', answer: async () => Response.json({ keys: 7 }) },
  ];

  test.each(OUTAGES)('while the service $case, keys once fetched still verify', async (outage) => {
    const { verify, state, clock, later } = createHarness();
    await verify(await es.sign());
    state.answer = outage.answer;
    for (let minute = 0; minute < 30; minute += 1) {
      await clock.advance(60_000);
      expect(await verify(await es.sign())).toMatchObject({ athleteId: ATHLETE });
      await Promise.all(later);
    }
    expect(state.fetches).toBeLessThanOrEqual(25);
  });

  test.each(OUTAGES)(
    'where it $case at the start, that is our fault, not the token’s',
    async (outage) => {
      const { verify, state, clock } = createHarness();
      state.answer = outage.answer;
      const token = await es.sign();
      for (let time = 0; time < 5; time += 1) {
        await expect(verify(token)).rejects.not.toBeInstanceOf(AppError);
      }
      expect(state.fetches).toBe(1);
      state.answer = undefined;
      await clock.advance(2_000);
      expect(await verify(token)).toMatchObject({ athleteId: ATHLETE });
    },
  );

  test('a service that hangs is given 3 s', async () => {
    const { clock, state, verify } = createHarness();
    state.answer = (signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const startedAt = clock.now().getTime();
    const hanging = verify(await es.sign());
    await expect(clock.until(hanging)).rejects.toThrow('cannot be fetched');
    expect(clock.now().getTime() - startedAt).toBe(3_000);
  });
});
