/**
 * A deployment's whole life in one go, with everything going wrong that can, and then the question what of its
 * secrets and its athletes' privacy is to be found in the log, in the tables and in the answers.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import { createDb } from '../../lib/db/create-db.ts';
import { createDeps } from '../../lib/deps.ts';
import { readEnv } from '../../lib/env.ts';
import { resealTokens } from '../../lib/strava/reseal.ts';
import { createSeals } from '../../lib/strava/seal.ts';
import { openTokens } from '../../lib/strava/seal-tokens.ts';
import { LOCAL_JWT_SECRET, LOCAL_SECRET_KEY } from '../sandbox/supabase/keys.ts';
import { type CallInput, SECRETS, useApp } from '../support/app.ts';
import { type AppAthlete, consent } from '../support/app-athletes.ts';
import type { Answer } from '../support/check-answer.ts';
import { RIGHT_BODIES } from './junk.ts';

const app = useApp();
let athlete: AppAthlete;
let stravaId: number;
let calls = 0;
const failures: Answer[] = [];
/** What must never be written anywhere, by what it is. */
const secrets = new Map<string, string>();
/** Where the athlete was, as the API wrote it. */
const positions = new Set<string>();

async function call(input: CallInput): Promise<Answer> {
  calls += 1;
  const answer = await app.call(input);
  if (answer.status >= 400) {
    failures.push(answer);
  }
  return answer;
}

let secretCount = 0;
function keep(what: string, value: unknown): void {
  expect([what, typeof value]).toEqual([what, 'string']);
  secretCount += 1;
  secrets.set(`${what} ${secretCount}`, String(value));
}

function keepSession({ body }: Answer): void {
  keep('access token', body['access_token']);
  keep('refresh token', body['refresh_token']);
}

/** Every parameter of an address but those everybody may see. */
function keepParameters(address: string): void {
  for (const [name, value] of new URL(address, 'http://localhost').searchParams) {
    if (['code', 'state', 'code_challenge', 'code_verifier'].includes(name)) {
      keep(name, value);
    }
  }
}

const post = (path: string, body: unknown, token?: string) =>
  call({ method: 'POST', path, body, token });

beforeAll(async () => {
  for (const [name, value] of Object.entries(SECRETS)) {
    keep(name, value);
  }
  keep('service key', LOCAL_SECRET_KEY);
  keep('JWT secret', LOCAL_JWT_SECRET);
  keep('client secret', app.strava.clientSecret);
  await signIn();
  await connect();
  await readAll();
  await receiveWebhooks();
  await provokeErrors();
}, 180_000);

async function signIn(): Promise<void> {
  athlete = await app.registerAthlete();
  const { email, password } = athlete;
  keep('e-mail', email);
  keep('password', password);
  keep('access token', athlete.token);
  keep('refresh token', athlete.refreshToken);
  keepSession(await post('/auth/login', { email, password }));
  keepSession(await post('/auth/refresh', { refresh_token: athlete.refreshToken }));
  await post('/auth/login', { email, password: `${password}!` });
  await post('/auth/register', { email, password });
  await post('/auth/register', { email: `${email}x@`, password });
  await post('/auth/refresh', { refresh_token: `${athlete.refreshToken}x` });
}

async function connect(): Promise<void> {
  stravaId = await app.connectStrava(athlete, { historyDays: 8 });
  await app.runJobs();
  // and again as somebody who only ever signs in with Strava
  const other = app.strava.sim.addAthlete({ seed: 77, historyDays: 2 });
  const { callbackPath, verifier } = await consent(app, undefined, other.id);
  keepParameters(callbackPath);
  keep('verifier', verifier);
  const back = (await call({ path: callbackPath })).headers.get('location') ?? '';
  keepParameters(back);
  const code = new URL(back).searchParams.get('code');
  keepSession(await post('/strava/token', { code, code_verifier: verifier }));
  await post('/strava/token', { code, code_verifier: verifier });
  await call({ path: callbackPath });
  const mobile = await consent(app, undefined, other.id);
  keepParameters(mobile.callbackPath);
  const mobileCode = new URL(mobile.callbackPath, 'http://x').searchParams.get('code');
  const exchange = { code: mobileCode, scope: 'read,activity:read_all' };
  keepSession(await post('/strava/exchange', exchange));
  await post('/strava/exchange', exchange);
  await app.runJobs();
  await keepStravaTokens();
}

/** Strava's tokens as they are now, opened with the deployment's key. */
async function keepStravaTokens(): Promise<void> {
  const rows = await app.sql<{ id: number; access: string; refresh: string; at: string }>(
    'select c.strava_athlete_id::int as id, access_token_sealed as access, refresh_token_sealed as refresh, expires_at::text as at from strava_tokens t join strava_connections c using (athlete_id)',
  );
  expect(rows).toHaveLength(2);
  const seals = createSeals([{ id: 'k1', key: Buffer.from(SECRETS.tokenKey, 'base64') }]);
  for (const row of rows) {
    const sealed = {
      accessTokenSealed: row.access,
      refreshTokenSealed: row.refresh,
      expiresAt: new Date(row.at),
    };
    const opened = openTokens(seals, { stravaAthleteId: row.id, sealed });
    keep('Strava access token', opened.accessToken);
    keep('Strava refresh token', opened.refreshToken);
  }
}

async function readAll(): Promise<void> {
  const list = await call({ path: '/activities?per_page=50', token: athlete.token });
  const items = list.body['items'] as { id: string }[];
  expect(items.length).toBeGreaterThan(2);
  for (const { id } of items) {
    await call({ path: `/activities/${id}`, token: athlete.token });
    const path = `/activities/${id}/streams?resolution=low`;
    const { body } = await call({ path, token: athlete.token });
    const { latlng = [] } = (body['channels'] ?? {}) as { latlng?: ([number, number] | null)[] };
    for (const value of latlng.flat()) {
      positions.add(String(value));
    }
  }
  positions.delete('null');
  expect(positions.size).toBeGreaterThan(50);
}

async function receiveWebhooks(): Promise<void> {
  const hook = `/webhooks/strava/${SECRETS.webhook}`;
  const event = { ...RIGHT_BODIES['stravaEvent'], owner_id: stravaId };
  await post(hook, { ...event, updates: { title: athlete.email } });
  await post(hook, { ...event, object_type: athlete.email });
  await post(hook, { junk: athlete.email });
  await post(`${hook}x`, event);
  await call({
    method: 'POST',
    path: hook,
    body: event,
    headers: { 'x-strava-signature': `t=1,v1=${SECRETS.webhook}` },
  });
  const handshake = (token: string) =>
    call({
      path: `${hook}?hub.mode=subscribe&hub.challenge=15f7d1a91c1f40f8&hub.verify_token=${token}`,
    });
  await handshake(SECRETS.verifyToken);
  await handshake(`${SECRETS.verifyToken}x`);
  await app.runJobs();
}

async function provokeErrors(): Promise<void> {
  const { token } = athlete;
  const key = { 'idempotency-key': randomUUID() };
  await call({ method: 'POST', path: '/sync', token, body: {}, headers: key });
  await call({ method: 'POST', path: '/sync', token, body: { mode: 'full' }, headers: key });
  await call({ path: `/activities?q=${athlete.email}&sprot=${athlete.email}`, token });
  await call({ path: `/activities/${encodeURIComponent(athlete.email)}`, token });
  await call({ path: '/me', headers: { authorization: `Bearer ${token}x` } });
  await call({ path: '/me', headers: { authorization: `Basic ${athlete.password}` } });
  await call({ path: `/me?access_token=${token}` });
  const FAULTS = [
    { kind: 'status', status: 500, count: 3 },
    { kind: 'html', count: 3 },
    { kind: 'reset', count: 3 },
    { kind: 'rate_limit_short', count: 1 },
  ] as const;
  for (const fault of FAULTS) {
    app.strava.sim.addFault(fault);
    await app.sql("update activities set streams = 'expired' where athlete_id = $1", [athlete.id]);
    const [row] = await app.sql<{ id: string }>(
      'select id from activities where athlete_id = $1 order by started_at desc limit 1',
      [athlete.id],
    );
    await call({ path: `/activities/${row?.id}/streams?resolution=medium&channels=time`, token });
    app.strava.sim.removeFaults();
  }
}

/** Which of them the text holds, each by what it is. */
const found = (text: string) => [
  ...[...secrets].filter(([, value]) => text.includes(value)).map(([what]) => what),
  ...[...positions].filter((value) => value.length > 5 && text.includes(value)).slice(0, 3),
];

test('the tables hold no token of Strava’s, no code, state, verifier or password in the clear', async () => {
  // auth is Supabase's own: it holds its refresh tokens, hashed passwords and e-mail addresses, as hosted
  const tables = await app.sql<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('auth', 'pg_catalog', 'information_schema') order by 1",
  );
  expect(tables.length).toBeGreaterThan(14);
  const held: string[] = [];
  for (const { name } of tables) {
    const rows = await app.sql<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`);
    const text = rows.map((row) => row.text).join('\n');
    held.push(...found(text).map((what) => `${name}: ${what}`));
  }
  // a title that Strava pushed is kept as it is, and this one was an address
  expect(held.filter((what) => !what.startsWith('public.webhook_events: e-mail'))).toEqual([]);
});

test('no failure tells its reader a secret', () => {
  const told = failures.flatMap(({ body, status }) => {
    const { instance: _sentByTheReader, ...rest } = body;
    return found(JSON.stringify(rest)).map(
      (what) => `${status} ${String(rest['detail'])}: ${what}`,
    );
  });
  expect(failures.length).toBeGreaterThan(15);
  // the address or parameter names that the reader sent are repeated to them, and to nobody else
  expect(told.filter((what) => !/: e-mail \d+$/.test(what))).toEqual([]);
});

describe('sealing under a new key', () => {
  const key = (id: string, text: string) => ({ id, key: Buffer.from(text, 'base64') });
  const next = randomBytes(32).toString('base64');
  const depsWith = (keys: string) =>
    createDeps(readEnv({ ...process.env, FETTLE_TOKEN_KEYS: keys }), {
      clock: app.deps.clock,
      random: app.deps.random,
      fetch,
      write: (line) => app.lines.push(line),
    });
  const list = (keys: string) =>
    depsWith(keys).strava.listActivities(athlete.id, {
      after: undefined,
      before: undefined,
      page: 1,
      priority: 'interactive',
    });

  test('leaves every token under it, so that the old key can go', async () => {
    const { url, publishableKey, secretKey } = app.supabase;
    const db = createDb({ url, publishableKey, secretKey, fetch, clock: app.deps.clock });
    const seals = createSeals([key('k2', next), key('k1', SECRETS.tokenKey)]);
    const reseal = () =>
      resealTokens({ vault: db.tokenVault, connections: db.connections, seals, log: app.deps.log });
    expect(await reseal()).toEqual({ resealed: 2, current: 0, failed: 0, skipped: 0 });
    expect(await reseal()).toEqual({ resealed: 0, current: 2, failed: 0, skipped: 0 });
    const rows = await app.sql<{ a: string; r: string }>(
      'select access_token_sealed as a, refresh_token_sealed as r from strava_tokens',
    );
    expect(rows.flatMap(({ a, r }) => [a, r]).map((text) => text.slice(0, 6))).toEqual(
      Array.from({ length: 4 }, () => 'v1.k2.'),
    );
  });

  test('calls go on under the new key alone, and under the old one alone they do not', async () => {
    await app.sql('update strava_budget set used = 0');
    expect((await list(`k2:${next}`)).length).toBeGreaterThan(0);
    await expect(list(`k1:${SECRETS.tokenKey}`)).rejects.toThrow();
    keep('the next sealing key', next);
  });
});

describe('with the database stopped', () => {
  beforeAll(async () => {
    app.strava.sim.deauthorize(stravaId);
    await app.supabase.close();
  });

  test('every operation that needs it answers 500 without a word of why', {
    timeout: 120_000,
  }, async () => {
    for (const operation of allOperations.filter(({ id }) => id !== 'stravaHandshake')) {
      const path = operation.path
        .replace('{secret}', SECRETS.webhook)
        .replaceAll(/\{\w+\}/g, randomUUID());
      const body = RIGHT_BODIES[operation.id];
      const answer = await call({
        method: operation.method,
        path,
        ...(operation.auth === 'athlete' ? { token: athlete.token } : {}),
        ...(body === undefined ? {} : { body }),
      });
      expect([operation.id, answer.status]).toEqual([
        operation.id,
        expect.toBeOneOf([200, 400, 401, 500]),
      ]);
      expect(answer.text).not.toMatch(/ECONN|fetch failed|127\.0\.0\.1|postgrest|rest\/v1|\.ts\b/i);
    }
    expect(failures.filter(({ status }) => status === 500).length).toBeGreaterThan(8);
  });
});

test('health says so instead of failing', async () => {
  const { status, body } = await call({ path: '/health' });
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({ status: 'degraded', database: 'disconnected' }),
  ]);
});

describe('the log of all that', () => {
  test('holds no secret, no address, no position and no code', () => {
    expect(app.lines.length).toBeGreaterThan(80);
    const held = app.lines.flatMap((line) => found(line).map((what) => `${what} in ${line}`));
    expect(held).toEqual([]);
  });

  test('is JSON, line by line, with a time, a level and an event', () => {
    for (const line of app.lines) {
      expect(JSON.parse(line)).toMatchObject({
        at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        level: expect.stringMatching(/^(info|warn|error)$/) as string,
        event: expect.any(String) as string,
      });
    }
  });

  test('would show a planted secret: the search finds what is there', () => {
    const line = `{"event":"planted","text":"${athlete.password} ${[...positions].at(-1)}"}`;
    expect(found(line)).toHaveLength(2);
  });
});

afterAll(() => {
  console.log(
    `secrets: ${secrets.size} secrets and ${positions.size} positions sought in ${app.lines.length} log lines and ${failures.length} failures of ${calls} calls`,
  );
});
