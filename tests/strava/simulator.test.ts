import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Strava } from '../../lib/core/ports/strava.ts';
import { StravaError } from '../../lib/core/strava.ts';
import { sealTokens } from '../../lib/strava/seal-tokens.ts';
import { memoryConnections, memoryLedger, memoryVault } from './support/memory-ports.ts';
import { QUICK_POLICY, simulatedWorld } from './support/simulated-world.ts';
import { ATHLETE, testSeals } from './support/strava-world.ts';

let world: Awaited<ReturnType<typeof simulatedWorld>>;
let stravaAthleteId: number;
let vault: ReturnType<typeof memoryVault>;
let connections: ReturnType<typeof memoryConnections>;
let ledger: ReturnType<typeof memoryLedger>;
let strava: Strava;

beforeAll(async () => {
  world = await simulatedWorld();
  stravaAthleteId = world.sim.addAthlete({ seed: 7, historyDays: 60 }).id;
});
afterAll(() => world.simulator.close());
beforeEach(() => {
  world.calm();
  vault = memoryVault();
  connections = memoryConnections();
  ledger = memoryLedger();
  strava = world.instance({ vault, connections, ledger, policy: QUICK_POLICY });
});

function connect(scopes?: string[]) {
  const grant = world.sim.connect(stravaAthleteId, scopes);
  const tokens = {
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken,
    expiresAt: new Date(grant.expiresS * 1000),
  };
  connections.add({ athleteId: ATHLETE, stravaAthleteId });
  vault.rows.set(ATHLETE, sealTokens(testSeals, { stravaAthleteId, tokens }));
}

async function failure(work: Promise<unknown>): Promise<StravaError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StravaError);
  return error as StravaError;
}

async function consent(scopes: string[]): Promise<URL> {
  const url = new URL(
    strava.authorizeUrl({
      redirectUri: 'http://localhost:8888/back',
      state: 'a state/1',
      forcePrompt: false,
    }),
  );
  url.searchParams.set('_sim_athlete', String(stravaAthleteId));
  url.searchParams.set('_sim_scope', scopes.join(','));
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '');
}

const listAll = async () => {
  const found: Awaited<ReturnType<Strava['listActivities']>> = [];
  for (let page = 1; ; page += 1) {
    const input = { after: undefined, before: undefined, page, priority: 'backfill' as const };
    const activities = await strava.listActivities(ATHLETE, input);
    if (activities.length === 0) {
      return found;
    }
    found.push(...activities);
  }
};

test('consent, exchange, seal, use', async () => {
  const back = await consent(['read', 'activity:read_all']);
  expect(back.searchParams.get('state')).toBe('a state/1');
  const scopes = (back.searchParams.get('scope') ?? '').split(',');
  const code = back.searchParams.get('code') ?? '';
  const grant = await strava.exchange({ code, scopes });
  expect(grant).toMatchObject({ stravaAthleteId, scopes: ['read', 'activity:read_all'] });
  expect(grant.displayName).toMatch(/\w+ \w+/);
  connections.add({ athleteId: ATHLETE, stravaAthleteId });
  vault.rows.set(ATHLETE, strava.seal(grant));
  expect((await listAll()).length).toBeGreaterThan(20);
});

test.each([true, false])('consent is asked for again where it must be: %s', (forcePrompt) => {
  const url = new URL(
    strava.authorizeUrl({ redirectUri: 'https://app.example/cb', state: 's', forcePrompt }),
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: '12345',
    redirect_uri: 'https://app.example/cb',
    response_type: 'code',
    approval_prompt: forcePrompt ? 'force' : 'auto',
    scope: 'read,activity:read,activity:read_all,profile:read_all',
    state: 's',
  });
});

test('a wrong and a used code are bad codes, and an exchange is sent once', async () => {
  expect((await failure(strava.exchange({ code: 'wrong', scopes: [] }))).kind).toBe('BadCode');
  expect(world.requests('/oauth/token')).toEqual(['POST 400']);
  const back = await consent(['read', 'activity:read_all']);
  const code = back.searchParams.get('code') ?? '';
  await strava.exchange({ code, scopes: [] });
  expect((await failure(strava.exchange({ code, scopes: [] }))).kind).toBe('BadCode');
});

test('an application that is full says so', async () => {
  world.sim.addFault({ kind: 'capacity' });
  const error = await failure(strava.exchange({ code: 'any', scopes: [] }));
  expect(error.kind).toBe('CapacityExceeded');
});

test('a server without a Strava application says so', async () => {
  const bare = world.instance({
    vault,
    connections,
    ledger,
    config: {
      clientId: undefined,
      clientSecret: undefined,
      apiBaseUrl: 'http://localhost:1',
      oauthBaseUrl: 'http://localhost:1',
      verifyToken: undefined,
      signingKey: undefined,
    },
  });
  const input = { redirectUri: 'http://localhost/', state: '', forcePrompt: false };
  expect(() => bare.authorizeUrl(input)).toThrow('source_not_connected');
  await expect(bare.exchange({ code: 'x', scopes: [] })).rejects.toThrow('source_not_connected');
  await expect(bare.subscriptions()).rejects.toThrow('source_not_connected');
});

test('the list is the whole history, newest first, once each', async () => {
  connect();
  const activities = await listAll();
  const truth = world.sim.activities(stravaAthleteId);
  expect(activities.map(({ source_id }) => source_id).sort()).toEqual(
    truth.map(({ id }) => String(id)).sort(),
  );
  const starts = activities.map(({ started_at }) => started_at);
  expect(starts).toEqual(starts.toSorted().toReversed());
});

test('both limits of the list act on the start', async () => {
  connect();
  const all = await listAll();
  const after = new Date(Date.parse(all[20]?.started_at ?? ''));
  const before = new Date(Date.parse(all[5]?.started_at ?? ''));
  const input = { after, before, page: 1, priority: 'incremental' as const };
  expect(await strava.listActivities(ATHLETE, input)).toEqual(all.slice(6, 20));
});

test('detail and streams of an activity', async () => {
  connect();
  const recorded = (await listAll()).find(({ streams }) => streams === 'pending');
  const input = { sourceId: recorded?.source_id ?? '', priority: 'webhook' as const };
  const activity = await strava.getActivity(ATHLETE, input);
  expect(activity).toMatchObject({ source_id: input.sourceId, source_detail: true });
  const streams = await strava.getStreams(ATHLETE, input);
  expect(streams.time?.length).toBeGreaterThan(100);
  expect(streams.time?.[0]).toBe(0);
});

test('what the athlete did not grant is not visible or names its scope', async () => {
  connect(['read']);
  const input = { sourceId: '1', priority: 'interactive' as const };
  const error = await failure(strava.getActivity(ATHLETE, input));
  expect(error).toMatchObject({ kind: 'ScopeMissing', scope: 'activity:read' });
  expect(world.requests('/oauth/token')).toEqual([]);
  const hidden = world.sim.addActivity(stravaAthleteId, {
    sport: 'running',
    start: new Date('2026-11-19T07:00:00Z'),
    durationS: 600,
    private: true,
  });
  connect(['read', 'activity:read']);
  const hiddenInput = { ...input, sourceId: String(hidden.id) };
  expect((await failure(strava.getActivity(ATHLETE, hiddenInput))).kind).toBe('NotVisible');
});

test.each([
  { order: { kind: 'status', status: 500 }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'status', status: 597 }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'status', status: 402 }, kind: 'PremiumOnly', sent: 1 },
  { order: { kind: 'status', status: 404 }, kind: 'NotVisible', sent: 1 },
  { order: { kind: 'timeout' }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'html' }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'html', status: 200 }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'html', status: 404 }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'reset' }, kind: 'Upstream', sent: 3 },
  { order: { kind: 'rate_limit_short' }, kind: 'RateLimited', sent: 1 },
  { order: { kind: 'rate_limit_day' }, kind: 'RateLimited', sent: 1 },
  { order: { kind: 'app_inactive' }, kind: 'AppInactive', sent: 1 },
] as const)('$order is $kind after $sent requests', async ({ order, kind, sent }) => {
  connect();
  world.sim.addFault({ ...order, match: { path: '/activities/*' } });
  const error = await failure(
    strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }),
  );
  expect(error.kind).toBe(kind);
  expect(world.requests('/activities/')).toHaveLength(sent);
  expect(world.requests('/oauth/token')).toEqual([]);
  if (order.kind === 'rate_limit_short') {
    expect(error.retryAt).toEqual(new Date('2026-11-20T10:15:05Z'));
  }
  if (order.kind === 'rate_limit_day') {
    expect(error.retryAt).toEqual(new Date('2026-11-21T00:00:05Z'));
  }
});

test.each([
  { kind: 'status', status: 503 },
  { kind: 'timeout' },
  { kind: 'html', status: 200 },
  { kind: 'reset' },
  { kind: 'status', status: 429 },
] as const)('%j at a refresh: one request, and the connection stays', async (order) => {
  connect();
  world.sim.addFault({ ...order, match: { path: '/oauth/token' } });
  await failure(strava.confirmConnection(ATHLETE));
  expect(world.requests('/oauth/token')).toHaveLength(1);
  expect(connections.statusOf(ATHLETE)).toBe('active');
  world.sim.removeFaults();
  await expect(strava.confirmConnection(ATHLETE)).resolves.toBe('alive');
});

test('a deauthorised athlete is found dead by asking', async () => {
  connect();
  world.sim.deauthorize(stravaAthleteId);
  await expect(strava.confirmConnection(ATHLETE)).resolves.toBe('dead');
  expect(connections.statusOf(ATHLETE)).toBe('needs_reauth');
});

test('revoking ends the authorisation; again, and without a connection, it does no harm', async () => {
  connect();
  await strava.revoke(ATHLETE);
  expect(world.sim.deauthorize(stravaAthleteId)).toBe(false);
  await strava.revoke(ATHLETE);
  expect(world.requests('/oauth/revoke')).toEqual(['POST 200', 'POST 200']);
  vault.rows.clear();
  await strava.revoke(ATHLETE);
  expect(world.requests('/oauth/revoke')).toHaveLength(2);
});

test('a revocation that Strava cannot take right now is sent again', async () => {
  connect();
  world.sim.addFault({ kind: 'status', status: 503, count: 1, match: { path: '/oauth/revoke' } });
  await strava.revoke(ATHLETE);
  expect(world.requests('/oauth/revoke')).toEqual(['POST 503', 'POST 200']);
});

test('a Strava without revoke is asked to deauthorise', async () => {
  connect();
  world.sim.addFault({ kind: 'status', status: 404, match: { path: '/oauth/revoke' } });
  await strava.revoke(ATHLETE);
  expect(world.requests('/oauth/deauthorize')).toEqual(['POST 200']);
  await strava.revoke(ATHLETE);
  expect(world.requests('/oauth/deauthorize')).toEqual(['POST 200', 'POST 401']);
  expect(world.sim.deauthorize(stravaAthleteId)).toBe(false);
});

test('a revocation with a wrong secret fails instead of passing for done', async () => {
  connect();
  world.sim.addFault({ kind: 'status', status: 401, match: { path: '/oauth/revoke' } });
  expect((await failure(strava.revoke(ATHLETE))).kind).toBe('Upstream');
});

test('the subscription is made, kept, replaced and removed', async () => {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    expect(searchParams.get('hub.verify_token')).toBe('a-verify-token');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ 'hub.challenge': searchParams.get('hub.challenge') }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const made = await strava.ensureSubscription(`${site}/a`);
    expect(made.outcome).toBe('created');
    expect((await strava.ensureSubscription(`${site}/a`)).outcome).toBe('kept');
    const replaced = await strava.ensureSubscription(`${site}/b`);
    expect(replaced).toMatchObject({
      outcome: 'replaced',
      subscription: { callbackUrl: `${site}/b` },
    });
    expect(await strava.subscriptions()).toEqual([replaced.subscription]);
    expect((await failure(strava.subscribe(`${site}/c`))).message).toContain('already exists');
    await strava.unsubscribe(replaced.subscription.id);
    await strava.unsubscribe(replaced.subscription.id);
    expect(await strava.subscriptions()).toEqual([]);
  } finally {
    server.close();
  }
});

test('a callback that does not answer is told by Strava’s own words, after one request', async () => {
  const error = await failure(strava.subscribe('http://127.0.0.1:1/nobody'));
  expect(error.message).toContain('get to callback url does not return 200');
  expect(world.requests('/push_subscriptions')).toEqual(['POST 400']);
});
