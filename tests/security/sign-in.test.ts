/** Who signs in is told nothing about anybody else, and nobody is led anywhere but to the app. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { APP_ORIGIN, useApp } from '../support/app.ts';
import { type AppAthlete, consent } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let stravaId: number;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  ({ id: stravaId } = app.strava.sim.addAthlete({ seed: 5, historyDays: 1 }));
}, 30_000);

const challenge = 'a'.repeat(43);
const login = (query: Record<string, string>, token?: string) =>
  app.call({
    path: `/strava/login?${new URLSearchParams({ redirect_uri: `${APP_ORIGIN}/x`, code_challenge: challenge, ...query })}`,
    token,
  });

test('an unknown address and a wrong password are answered alike', async () => {
  const attempt = async (email: string) => {
    const body = { email, password: 'not the password' };
    const answer = await app.call({ method: 'POST', path: '/auth/login', body });
    const { request_id: _id, ...told } = answer.body;
    return [answer.status, told];
  };
  expect(await attempt(athlete.email)).toEqual(await attempt('nobody@example.org'));
});

test('nobody can register an address that we make for athletes of Strava’s', async () => {
  for (const email of [`strava-${stravaId}@athletes.invalid`, 'X@ATHLETES.INVALID']) {
    const body = { email, password: 'long enough a password' };
    const answer = await app.call({ method: 'POST', path: '/auth/register', body });
    expect([email, answer.status]).toEqual([email, 400]);
  }
});

const ELSEWHERE: { case: string; address: string }[] = [
  { case: 'another host', address: 'https://evil.example/' },
  { case: 'a host that begins alike', address: `${APP_ORIGIN}.evil.example/` },
  { case: 'the app’s as user name', address: 'https://app.example@evil.example/' },
  { case: 'the app’s as password', address: 'https://x:app.example@evil.example/' },
  { case: 'http', address: 'http://app.example/x' },
  { case: 'another port', address: 'https://app.example:444/x' },
  { case: 'a backslash', address: 'https://evil.example\\@app.example/' },
  { case: 'a path only', address: '/x' },
  { case: 'no scheme', address: '//evil.example/x' },
  { case: 'javascript', address: 'javascript:alert(1)//https://app.example/' },
  { case: 'data', address: 'data:text/html,<script>' },
  { case: 'a line break', address: 'https://app.example/\r\nSet-Cookie: a=b' },
  { case: 'a fragment', address: 'https://app.example/x#y' },
  { case: 'words', address: 'not an address' },
];
describe('a sign-in that would return elsewhere is refused', () => {
  test.each(ELSEWHERE)('$case', async ({ address }) => {
    const answer = await login({ redirect_uri: address });
    const location = answer.headers.get('location');
    if (location === null) {
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ path: 'query.redirect_uri' }] });
    } else {
      // a line break is no part of an address: what is left of it is the app's
      expect(address).toMatch(/^https:\/\/app\.example\/\r\n/);
      expect(location).not.toMatch(/[\r\n]/);
    }
  });
});

describe('the state that goes through Strava', () => {
  const back = async (state: string, code = 'c') =>
    app.call({ path: `/strava/callback?${new URLSearchParams({ state, code })}` });
  const stateOf = async (query: Record<string, string> = {}) => {
    const { headers } = await login(query);
    return new URL(headers.get('location') ?? '').searchParams.get('state') ?? '';
  };

  const LONGEST: { case: string; state: string; address: string }[] = [
    { case: 'letters', state: 's'.repeat(500), address: `${APP_ORIGIN}/${'p'.repeat(1_900)}` },
    { case: 'quotes', state: '"'.repeat(500), address: `${APP_ORIGIN}/x` },
    { case: 'control characters', state: '\u0001'.repeat(500), address: `${APP_ORIGIN}/x` },
    { case: 'emoji', state: '🏃'.repeat(250), address: `${APP_ORIGIN}/${'p'.repeat(1_900)}` },
  ];
  test.each(LONGEST)(
    'comes back whole where the app’s own part is as long as it may be, in $case',
    async ({ state, address }) => {
      const { headers } = await login({ state, redirect_uri: address });
      const page = new URL(headers.get('location') ?? '');
      page.searchParams.set('_sim_athlete', String(stravaId));
      page.searchParams.set('_sim_scope', 'read,activity:read_all');
      const granted = await fetch(page, { redirect: 'manual' });
      const { search } = new URL(granted.headers.get('location') ?? 'nowhere:');
      const answer = await app.call({ path: `/strava/callback${search}` });
      expect(answer.status).toBe(302);
      const returned = new URL(answer.headers.get('location') ?? '');
      expect(returned.searchParams.get('state')).toBe(state);
      expect(returned.searchParams.get('code')).not.toBeNull();
    },
  );

  test('works once, whatever came of it', async () => {
    const state = await stateOf();
    expect((await back(state)).status).toBe(302);
    expect((await back(state)).status).toBe(400);
  });

  const FORGED: { case: string; forge: (state: string) => string }[] = [
    { case: 'none of ours', forge: () => 'x' },
    { case: 'cut off', forge: (state) => state.slice(0, -3) },
    {
      case: 'unsigned',
      forge: (state) => {
        const [, payload] = state.split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    },
    {
      case: 'of another address',
      forge: (state) => {
        const [head, payload = '', signature] = state.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        const other = { ...claims, redirect_uri: 'https://evil.example/' };
        return `${head}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`;
      },
    },
    { case: 'an access token', forge: () => athlete.token },
    { case: 'random', forge: () => randomBytes(300).toString('base64url') },
  ];
  test.each(FORGED)('that is $case leads nowhere', async ({ forge }) => {
    const answer = await back(forge(await stateOf()));
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  test('is no access token', async () => {
    expect((await app.call({ path: '/me', token: await stateOf() })).status).toBe(401);
  });
});

test('an athlete who says no at Strava returns to the app, which learns that and nothing else', async () => {
  const { callbackPath } = await consent(app, undefined, stravaId);
  const state = new URL(callbackPath, 'http://x').searchParams.get('state') ?? '';
  const error = '<script>alert(1)</script>';
  const answer = await app.call({
    path: `/strava/callback?${new URLSearchParams({ state, error })}`,
  });
  const returned = new URL(answer.headers.get('location') ?? '');
  expect(Object.fromEntries(returned.searchParams)).toEqual({
    error: 'access_denied',
    state: 'the-app-s-own',
  });
});
