import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { StravaSimulator, StravaSimulatorOptions } from '../../sandbox/strava/start.ts';
import { answerOf, connected, fault, type Json, simulated } from './simulated.ts';

interface Receiver {
  url: string;
  events: Json[];
  signatures: { header: string | undefined; body: string }[];
  /** Statuses of the next answers to events; then 200. 0 does not answer. */
  answers: number[];
  /** How the handshake is answered. */
  handshake: 'right' | 'wrong' | 404;
  queries: URLSearchParams[];
}

async function receiver(): Promise<Receiver> {
  const state: Receiver = {
    url: '',
    events: [],
    signatures: [],
    answers: [],
    handshake: 'right',
    queries: [],
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      if (request.method === 'GET') {
        state.queries.push(searchParams);
        const challenge = state.handshake === 'wrong' ? '' : searchParams.get('hub.challenge');
        response.statusCode = state.handshake === 404 ? 404 : 200;
        response.end(JSON.stringify({ 'hub.challenge': challenge }));
        return;
      }
      state.events.push(JSON.parse(body) as Json);
      const header = request.headers['x-strava-signature'];
      state.signatures.push({ header: header as string | undefined, body });
      const status = state.answers.shift() ?? 200;
      if (status === 0) return;
      response.statusCode = status;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return state;
}

function subscriptions(
  simulator: StravaSimulator,
  method: string,
  parameters: Record<string, string> = {},
  path = '',
): Promise<Response> {
  const query = new URLSearchParams({
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    ...parameters,
  });
  const url = `${simulator.url}/api/v3/push_subscriptions${path}`;
  if (method === 'POST') return fetch(url, { method, body: query });
  return fetch(`${url}?${query.toString()}`, { method });
}

async function subscribed(
  options: StravaSimulatorOptions = {},
): Promise<{ simulator: StravaSimulator; hook: Receiver }> {
  const simulator = await simulated(options);
  const hook = await receiver();
  const answer = await subscriptions(simulator, 'POST', {
    callback_url: hook.url,
    verify_token: 'v',
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return { simulator, hook };
}

const order = { sport: 'running', start: new Date('2026-11-20T08:00:00Z'), durationS: 1200 };

test('a subscription begins with a handshake, and there is only one', async () => {
  const simulator = await simulated();
  const hook = await receiver();
  const create = (): Promise<Response> =>
    subscriptions(simulator, 'POST', { callback_url: hook.url, verify_token: 'secret' });
  const created = await create();
  expect(created.status).toBe(201);
  const subscription = (await created.json()) as Json;
  expect(Object.keys(subscription)).toEqual([
    'id',
    'resource_state',
    'application_id',
    'callback_url',
    'created_at',
    'updated_at',
  ]);
  const [query] = hook.queries;
  expect(query?.get('hub.mode')).toBe('subscribe');
  expect(query?.get('hub.verify_token')).toBe('secret');
  const refused = {
    status: 400,
    body: fault('Bad Request', 'PushSubscription', 'id', 'already exists'),
  };
  expect(await answerOf(create())).toEqual(refused);
  expect(await (await subscriptions(simulator, 'GET')).json()).toEqual([subscription]);
  const gone = await subscriptions(simulator, 'DELETE', {}, `/${String(subscription.id)}`);
  expect(gone.status).toBe(204);
  expect(await (await subscriptions(simulator, 'GET')).json()).toEqual([]);
  expect((await subscriptions(simulator, 'GET', { client_secret: 'no' })).status).toBe(400);
});

test('a callback that fails the handshake is refused', async () => {
  const simulator = await simulated();
  const hook = await receiver();
  const create = (callback_url: string): ReturnType<typeof answerOf> =>
    answerOf(subscriptions(simulator, 'POST', { callback_url, verify_token: 'v' }));
  const unreachable = fault(
    'Bad Request',
    'PushSubscription',
    'callback url',
    'GET to callback URL does not return 200',
  );
  hook.handshake = 404;
  expect(await create(hook.url)).toEqual({ status: 400, body: unreachable });
  hook.handshake = 'wrong';
  expect(await create(hook.url)).toMatchObject({ status: 400 });
  expect(await create('http://127.0.0.1:1/')).toEqual({ status: 400, body: unreachable });
  expect(await create(`http://localhost/${'x'.repeat(256)}`)).toMatchObject({ status: 400 });
});

test('creating, renaming, retyping, hiding and deleting are announced, other edits are not', async () => {
  const { simulator, hook } = await subscribed();
  const { sim } = simulator;
  const { athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = sim.addActivity(athleteId, order);
  sim.patchActivity(athleteId, id, { name: 'Messy' });
  sim.patchActivity(athleteId, id, { description: 'nobody hears of it' });
  sim.patchActivity(athleteId, id, { sport: 'VirtualRide', name: 'Both' });
  sim.patchActivity(athleteId, id, { private: true });
  sim.patchActivity(athleteId, id, { private: true });
  sim.patchActivity(athleteId, id, { private: false });
  sim.deleteActivity(athleteId, id);
  await sim.webhooksSettled();
  const said = hook.events.map(({ aspect_type: aspect, updates }) => [aspect, updates]);
  expect(said).toEqual([
    ['create', {}],
    ['update', { title: 'Messy' }],
    ['update', { title: 'Both', type: 'VirtualRide' }],
    ['update', { private: 'true' }],
    ['update', { private: 'false' }],
    ['delete', {}],
  ]);
  expect(hook.events[0]).toEqual({
    aspect_type: 'create',
    event_time: 1_795_176_000,
    object_id: id,
    object_type: 'activity',
    owner_id: athleteId,
    subscription_id: expect.any(Number),
    updates: {},
  });
});

test('with activity:read alone, hiding looks like deleting and showing like creating', async () => {
  const { simulator, hook } = await subscribed();
  const { sim } = simulator;
  const { athleteId } = connected(simulator, { historyDays: 0, scopes: ['read', 'activity:read'] });
  const { id } = sim.addActivity(athleteId, { ...order, private: true });
  sim.patchActivity(athleteId, id, { name: 'Unheard' });
  sim.patchActivity(athleteId, id, { private: false });
  sim.patchActivity(athleteId, id, { private: true });
  sim.deleteActivity(athleteId, id);
  await sim.webhooksSettled();
  expect(hook.events.map(({ aspect_type: aspect, updates }) => [aspect, updates])).toEqual([
    ['create', {}],
    ['delete', {}],
  ]);
});

test('nothing is announced of athletes who are not connected or gave no activity scope', async () => {
  const { simulator, hook } = await subscribed();
  const { sim } = simulator;
  const stranger = sim.addAthlete({ seed: 8, historyDays: 0 });
  const shy = connected(simulator, { seed: 9, historyDays: 0, scopes: ['read'] });
  sim.addActivity(stranger.id, order);
  sim.addActivity(shy.athleteId, order);
  const { athleteId } = connected(simulator, { historyDays: 0 });
  sim.addActivity(athleteId, { ...order, backdated: true });
  await sim.webhooksSettled();
  expect(hook.events).toEqual([]);
});

test('deauthorising is an update of the athlete with the text "false"', async () => {
  const { simulator, hook } = await subscribed();
  const { athleteId } = connected(simulator, { historyDays: 0 });
  expect(simulator.sim.deauthorize(athleteId)).toBe(true);
  expect(simulator.sim.deauthorize(athleteId)).toBe(false);
  await simulator.sim.webhooksSettled();
  expect(hook.events).toMatchObject([
    {
      object_type: 'athlete',
      aspect_type: 'update',
      object_id: athleteId,
      updates: { authorized: 'false' },
    },
  ]);
});

test('what is not answered with 200 is sent three times in total', async () => {
  const { simulator, hook } = await subscribed();
  const { athleteId } = connected(simulator, { historyDays: 0 });
  hook.answers = [500, 202, 404, 500];
  simulator.sim.addActivity(athleteId, order);
  await simulator.sim.webhooksSettled();
  expect(hook.events).toHaveLength(3);
  expect(simulator.sim.webhooks().deliveries).toMatchObject([
    { attempts: [500, 202, 404], delivered: false },
  ]);
  simulator.sim.addActivity(athleteId, { ...order, start: new Date('2026-11-20T09:00:00Z') });
  await simulator.sim.webhooksSettled();
  expect(simulator.sim.webhooks().deliveries[1]).toMatchObject({
    attempts: [500, 200],
    delivered: true,
  });
  expect(hook.events[3]).toEqual(hook.events[4]);
});

test('an answer later than two seconds is none', { timeout: 10_000 }, async () => {
  const { simulator, hook } = await subscribed();
  const { athleteId } = connected(simulator, { historyDays: 0 });
  hook.answers = [0, 200];
  simulator.sim.addActivity(athleteId, order);
  await simulator.sim.webhooksSettled();
  expect(simulator.sim.webhooks().deliveries).toMatchObject([
    { attempts: [0, 200], delivered: true },
  ]);
});

test('events can be duplicated, dropped, delayed and reordered', async () => {
  const { simulator, hook } = await subscribed();
  const { sim } = simulator;
  const { athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = sim.addActivity(athleteId, order);
  await sim.webhooksSettled();
  sim.setWebhooks({ duplicate: 2 });
  sim.patchActivity(athleteId, id, { name: 'Thrice' });
  await sim.webhooksSettled();
  expect(hook.events.slice(1)).toEqual([hook.events[1], hook.events[1], hook.events[1]]);
  sim.setWebhooks({ duplicate: 0, drop: 1 });
  sim.patchActivity(athleteId, id, { name: 'Never heard' });
  await sim.webhooksSettled();
  expect(hook.events).toHaveLength(4);
  expect(sim.webhooks().deliveries.at(-1)).toMatchObject({ dropped: true, attempts: [] });
  sim.setWebhooks({ drop: 0, delayMs: 80 });
  const started = performance.now();
  sim.patchActivity(athleteId, id, { name: 'Late' });
  await sim.webhooksSettled();
  expect(performance.now() - started).toBeGreaterThan(70);
  sim.setWebhooks({ delayMs: 0, reorder: true });
  const names = ['one', 'two', 'three', 'four'];
  for (const name of names) sim.patchActivity(athleteId, id, { name });
  await sim.webhooksSettled();
  const heard = hook.events.slice(5).map(({ updates }) => (updates as Json).title as string);
  expect(heard.toSorted()).toEqual(names.toSorted());
  expect(heard).not.toEqual(names);
});

test('with a signing key events carry a signature over time and body', async () => {
  const { simulator, hook } = await subscribed({ signingKey: 'k' });
  const { athleteId } = connected(simulator, { historyDays: 0 });
  simulator.sim.addActivity(athleteId, order);
  await simulator.sim.webhooksSettled();
  const [{ header, body } = { header: '', body: '' }] = hook.signatures;
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  expect(v1).toBe(createHmac('sha256', 'k').update(`${t}.${body}`).digest('hex'));
});

test('changing an activity through the API announces it as well', async () => {
  const { simulator, hook } = await subscribed();
  const { api, athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = simulator.sim.addActivity(athleteId, order);
  const answer = await api(`/activities/${id}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: 'Renamed',
      sport_type: 'TrailRun',
      commute: true,
      gear_id: 'none',
    }),
  });
  expect(await answer.json()).toMatchObject({
    name: 'Renamed',
    type: 'Run',
    sport_type: 'TrailRun',
    commute: true,
    gear_id: null,
  });
  await simulator.sim.webhooksSettled();
  // TrailRun and Run share the legacy type, which is all the event can say.
  expect(hook.events[1]).toMatchObject({ updates: { title: 'Renamed', type: 'Run' } });
  const reader = connected(simulator, { athleteId, scopes: ['read', 'activity:read_all'] });
  expect((await reader.api(`/activities/${id}`, { method: 'PUT' })).status).toBe(401);
});
