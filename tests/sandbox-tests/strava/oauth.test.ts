import { expect, test } from 'vitest';
import type { StravaSimulator } from '../../sandbox/strava/start.ts';
import { answerOf, connected, fault, type Json, simulated } from './simulated.ts';

const everything = 'read,activity:read_all,profile:read_all,activity:write';

function authorizeUrl(simulator: StravaSimulator, query: Record<string, string>): string {
  const parameters = new URLSearchParams({
    client_id: simulator.clientId,
    redirect_uri: 'http://localhost:9/callback?from=strava',
    response_type: 'code',
    approval_prompt: 'auto',
    scope: everything,
    state: 's t&1',
    ...query,
  });
  return `${simulator.url}/oauth/authorize?${parameters.toString()}`;
}

async function redirectOf(url: string, init: RequestInit = {}): Promise<URL> {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  if (answer.status !== 302) throw new Error(`${answer.status} ${await answer.text()}`);
  return new URL(answer.headers.get('location') as string);
}

async function tokenRequest(
  simulator: StravaSimulator,
  parameters: Record<string, string>,
  path = '/oauth/token',
): Promise<{ status: number; body: Json; headers: Headers }> {
  const answer = await fetch(`${simulator.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
      ...parameters,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers };
}

async function codeOf(
  simulator: StravaSimulator,
  query: Record<string, string> = {},
): Promise<string> {
  const [athlete] = simulator.sim.athletes();
  const url = authorizeUrl(simulator, { _sim_athlete: String(athlete?.id), ...query });
  return (await redirectOf(url)).searchParams.get('code') as string;
}

test('consent returns state, code and the granted scope', async () => {
  const simulator = await simulated();
  const { id } = simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const back = await redirectOf(authorizeUrl(simulator, { _sim_athlete: String(id) }));
  expect(back.origin + back.pathname).toBe('http://localhost:9/callback');
  expect(back.searchParams.get('from')).toBe('strava');
  expect(back.searchParams.get('state')).toBe('s t&1');
  expect(back.searchParams.get('code')).toMatch(/^[0-9a-f]{40}$/);
  expect(back.search).toContain('scope=read,profile:read_all,activity:read_all,activity:write');
});

test('the athlete may untick scopes, and never gets more than was asked for', async () => {
  const simulator = await simulated();
  const { id } = simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const query = { _sim_athlete: String(id), _sim_scope: 'activity:read_all,read_all' };
  const back = await redirectOf(authorizeUrl(simulator, query));
  expect(back.searchParams.get('scope')).toBe('read,activity:read_all');
});

test('denial returns access_denied and no code', async () => {
  const simulator = await simulated();
  const back = await redirectOf(authorizeUrl(simulator, { _sim_deny: '1' }));
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.get('state')).toBe('s t&1');
  expect(back.searchParams.has('code')).toBe(false);
});

test('the consent page is a form that does the same', async () => {
  const simulator = await simulated();
  const { id, firstname } = simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const page = await (await fetch(authorizeUrl(simulator, { state: '"><b>' }))).text();
  expect(page).toContain('<!doctype html>');
  expect(page).toContain(firstname);
  expect(page).toContain('name="granted" value="activity:read_all" checked');
  expect(page).toContain('value="&quot;&gt;&lt;b&gt;"');
  const form = (decision: string, granted: string[]): URLSearchParams => {
    const fields = new URLSearchParams({ decision, athlete: String(id) });
    for (const [, name, value] of page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
      fields.append(name as string, value as string);
    }
    for (const scope of granted) fields.append('granted', scope);
    return fields;
  };
  const url = `${simulator.url}/oauth/authorize`;
  const granted = form('authorize', ['activity:read_all']);
  const yes = await redirectOf(url, { method: 'POST', body: granted });
  expect(yes.searchParams.get('scope')).toBe('read,activity:read_all');
  const no = await redirectOf(url, { method: 'POST', body: form('cancel', []) });
  expect(no.searchParams.get('error')).toBe('access_denied');
});

const wrongRequests = [
  { case: 'unknown client', query: { client_id: '1' }, field: 'client_id' },
  {
    case: 'foreign host',
    query: { redirect_uri: 'https://evil.example/cb' },
    field: 'redirect_uri',
  },
  { case: 'other response type', query: { response_type: 'token' }, field: 'response_type' },
  { case: 'unknown prompt', query: { approval_prompt: 'never' }, field: 'approval_prompt' },
  { case: 'unknown scope', query: { scope: 'read,everything' }, field: 'scope' },
];

test.each(wrongRequests)('consent is refused without redirect: $case', async ({ query, field }) => {
  const simulator = await simulated();
  expect(await answerOf(fetch(authorizeUrl(simulator, query), { redirect: 'manual' }))).toEqual({
    status: 400,
    body: fault('Bad Request', 'Application', field, 'invalid'),
  });
});

test('a configured domain and the mobile endpoint work too', async () => {
  const simulator = await simulated({ callbackDomains: ['app.example'] });
  const { id } = simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const redirect_uri = 'https://app.example/cb';
  const url = authorizeUrl(simulator, { _sim_athlete: String(id), redirect_uri });
  const back = await redirectOf(url.replace('/oauth/', '/oauth/mobile/'));
  expect(back.host).toBe('app.example');
});

test('a code is exchanged once, for tokens and the athlete, without rate-limit headers', async () => {
  const simulator = await simulated();
  const { id } = simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const code = await codeOf(simulator);
  const grant = { grant_type: 'authorization_code', code };
  const first = await tokenRequest(simulator, grant);
  expect(first.status).toBe(200);
  expect(Object.keys(first.body).toSorted()).toEqual([
    'access_token',
    'athlete',
    'expires_at',
    'expires_in',
    'refresh_token',
    'token_type',
  ]);
  expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 21_600, athlete: { id } });
  expect([...first.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
  expect(await tokenRequest(simulator, grant)).toMatchObject({
    status: 400,
    body: fault('Bad Request', 'RequestToken', 'code', 'invalid'),
  });
});

test('the token endpoint takes JSON and lives below the API base as well', async () => {
  const simulator = await simulated();
  simulator.sim.addAthlete({ seed: 1, historyDays: 5 });
  const answer = await fetch(`${simulator.url}/api/v3/oauth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_id: Number(simulator.clientId),
      client_secret: simulator.clientSecret,
      grant_type: 'authorization_code',
      code: await codeOf(simulator),
    }),
  });
  expect(answer.status).toBe(200);
});

test('a wrong client is refused', async () => {
  const simulator = await simulated();
  const answer = await tokenRequest(simulator, { client_id: '7', grant_type: 'refresh_token' });
  expect(answer).toMatchObject({
    status: 400,
    body: fault('Bad Request', 'Application', 'client_id', 'invalid'),
  });
  const secret = await tokenRequest(simulator, {
    client_secret: 'no',
    grant_type: 'refresh_token',
  });
  expect(secret.status).toBe(401);
});

test('with more than an hour left a refresh returns the same tokens, later new ones', async () => {
  const simulator = await simulated();
  const { refreshToken, api } = connected(simulator);
  const refresh = (refresh_token: string): ReturnType<typeof tokenRequest> =>
    tokenRequest(simulator, { grant_type: 'refresh_token', refresh_token });
  const first = await refresh(refreshToken);
  simulator.sim.advance(7318);
  const second = await refresh(refreshToken);
  expect(second.body).toEqual({ ...first.body, expires_in: 21_600 - 7318 });
  expect(Object.keys(second.body)).not.toContain('athlete');
  simulator.sim.advance(21_600 - 7318 - 3600);
  const third = await refresh(refreshToken);
  expect(third.body.access_token).not.toBe(first.body.access_token);
  expect(third.body.refresh_token).not.toBe(refreshToken);
  expect(third.body.expires_in).toBe(21_600);
  expect(await refresh(refreshToken)).toMatchObject({
    status: 400,
    body: fault('Bad Request', 'RefreshToken', 'refresh_token', 'invalid'),
  });
  expect((await refresh(third.body.refresh_token as string)).status).toBe(200);
  // The old access token lives out its hour.
  expect((await api('/athlete')).status).toBe(200);
  simulator.sim.advance(3600);
  expect(await answerOf(api('/athlete'))).toEqual({
    status: 401,
    body: fault('Authorization Error', 'Athlete', 'access_token', 'invalid'),
  });
});

test('revoking either token ends both, and revoking again is fine', async () => {
  const simulator = await simulated();
  const { refreshToken, api } = connected(simulator);
  const basic = Buffer.from(`${simulator.clientId}:${simulator.clientSecret}`).toString('base64');
  const revoke = (authorization: string): Promise<Response> =>
    fetch(`${simulator.url}/oauth/revoke`, {
      method: 'POST',
      headers: { Authorization: authorization },
      body: new URLSearchParams({ token: refreshToken }),
    });
  expect((await revoke('Bearer x')).status).toBe(401);
  expect((await api('/athlete')).status).toBe(200);
  expect((await revoke(`Basic ${basic}`)).status).toBe(200);
  expect((await api('/athlete')).status).toBe(401);
  const dead = await tokenRequest(simulator, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
  expect(dead.status).toBe(400);
  expect((await revoke(`Basic ${basic}`)).status).toBe(200);
});

test('the old way to deauthorise answers with the token', async () => {
  const simulator = await simulated();
  const { athleteId, api } = connected(simulator);
  const { accessToken } = simulator.sim.connect(athleteId);
  const body = new URLSearchParams({ access_token: accessToken });
  const answer = await fetch(`${simulator.url}/oauth/deauthorize`, { method: 'POST', body });
  expect(await answer.json()).toEqual({ access_token: accessToken });
  expect((await api('/athlete')).status).toBe(401);
});

test('one athlete too many is refused at the exchange', async () => {
  const simulator = await simulated({ capacity: 1 });
  connected(simulator, { seed: 1 });
  const { id } = simulator.sim.addAthlete({ seed: 2, historyDays: 5 });
  const code = await codeOf(simulator, { _sim_athlete: String(id) });
  const answer = await tokenRequest(simulator, { grant_type: 'authorization_code', code });
  expect(answer.status).toBe(403);
  expect(answer.body.message).toBe('Limit of connected athletes exceeded');
});
