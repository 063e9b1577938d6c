import { expect, test } from 'vitest';
import { answerOf, connected, control, fault, simulated } from './simulated.ts';

const inactive = { status: 403, body: fault('Forbidden', 'Application', 'Status', 'Inactive') };

test('a status fault hits as often as ordered, then all is well again', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  const order = { kind: 'status', status: 503, count: 2, match: { path: '/athlete' } };
  const { status, body } = await control(simulator, 'POST', '/faults', order);
  expect(status).toBe(201);
  expect(body.id).toBeTypeOf('number');
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await api('/athlete')).status);
  expect(statuses).toEqual([503, 503, 200]);
});

const matches = [
  { case: 'prefix', match: { path: '/activities/' }, hits: [false, true, true] },
  { case: 'prefix with base', match: { path: '/api/v3/athlete' }, hits: [true, false, false] },
  { case: 'pattern', match: { path: '/activities/*/streams' }, hits: [false, false, true] },
  { case: 'method', match: { method: 'post' }, hits: [false, false, false] },
  { case: 'everything', match: undefined, hits: [true, true, true] },
];

test.each(matches)('a fault is matched by $case', async ({ match, hits }) => {
  const simulator = await simulated();
  const { api, athleteId } = connected(simulator, { seed: 5 });
  const ride = simulator.sim
    .activities(athleteId)
    .find(({ sport_type: sport }) => sport === 'Ride');
  simulator.sim.addFault({ kind: 'status', match });
  const paths = [
    '/athlete',
    `/activities/${String(ride?.id)}`,
    `/activities/${String(ride?.id)}/streams`,
  ];
  const answers = await Promise.all(paths.map((path) => api(path)));
  expect(answers.map(({ status }) => status === 500)).toEqual(hits);
});

test('an html fault answers with a page and any status', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  simulator.sim.addFault({ kind: 'html', status: 597 });
  const answer = await api('/athlete');
  expect(answer.status).toBe(597);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(await answer.text()).toMatch(/^<html>/);
});

test('a timeout fault never answers, and closing the simulator ends the wait', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  simulator.sim.addFault({ kind: 'timeout', count: 2 });
  await expect(api('/athlete', { signal: AbortSignal.timeout(60) })).rejects.toThrow();
  const hanging = api('/athlete');
  hanging.catch(() => {});
  await expect.poll(() => simulator.sim.requests().log.length).toBe(2);
  await simulator.close();
  await expect(hanging).rejects.toThrow();
  expect(simulator.sim.requests().log[0]?.status).toBe(0);
  // The test's own closing has to find a server.
  simulator.close = () => Promise.resolve();
});

test('a reset fault cuts the connection', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  simulator.sim.addFault({ kind: 'reset', count: 1 });
  await expect(api('/athlete')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await api('/athlete')).status).toBe(200);
});

const windows = [
  { kind: 'rate_limit_short', usage: '201,1', readUsage: '101,1', wrongS: 899, rightS: 1 },
  { kind: 'rate_limit_day', usage: '1,2001', readUsage: '1,1001', wrongS: 18_000, rightS: 25_200 },
] as const;

test.each(windows)('$kind is a true 429 that ends with its window', async (window) => {
  const simulator = await simulated({ limits: {} });
  const { api, athleteId } = connected(simulator);
  simulator.sim.addFault({ kind: window.kind });
  const refused = await api('/athlete');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('x-ratelimit-usage')).toBe(window.usage);
  expect(refused.headers.get('x-readratelimit-usage')).toBe(window.readUsage);
  simulator.sim.advance(window.wrongS);
  expect((await api('/athlete')).status).toBe(429);
  simulator.sim.advance(window.rightS);
  expect((await connected(simulator, { athleteId }).api('/athlete')).status).toBe(200);
});

test('an inactive application is refused everywhere but at the token endpoint', async () => {
  const simulator = await simulated();
  const { api, refreshToken } = connected(simulator);
  simulator.sim.addFault({ kind: 'app_inactive' });
  expect(await answerOf(api('/athlete'))).toEqual(inactive);
  const client = { client_id: simulator.clientId, client_secret: simulator.clientSecret };
  const query = new URLSearchParams(client).toString();
  const list = fetch(`${simulator.url}/api/v3/push_subscriptions?${query}`);
  expect(await answerOf(list)).toEqual(inactive);
  const refresh = await fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
  });
  expect(refresh.status).toBe(200);
});

test('a capacity fault refuses the exchange and leaves the code usable', async () => {
  const simulator = await simulated();
  const { id } = simulator.sim.addAthlete({ seed: 1, historyDays: 0 });
  simulator.sim.addFault({ kind: 'capacity', count: 1 });
  const consent = new URLSearchParams({
    client_id: simulator.clientId,
    redirect_uri: 'http://localhost/',
    scope: 'read',
    _sim_athlete: String(id),
  });
  const redirect = await fetch(`${simulator.url}/oauth/authorize?${consent.toString()}`, {
    redirect: 'manual',
  });
  const code = new URL(redirect.headers.get('location') as string).searchParams.get(
    'code',
  ) as string;
  const exchange = (): Promise<Response> =>
    fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: simulator.clientId,
        client_secret: simulator.clientSecret,
        grant_type: 'authorization_code',
        code,
      }),
    });
  const refused = await answerOf(exchange());
  expect(refused).toMatchObject({
    status: 403,
    body: { message: 'Limit of connected athletes exceeded' },
  });
  expect((await exchange()).status).toBe(200);
});

/** Statuses of twenty requests under a fault that hits every other one on average. */
async function statusesOfTwenty(): Promise<number[]> {
  const simulator = await simulated();
  const { api } = connected(simulator);
  simulator.sim.addFault({ kind: 'status', probability: 0.5 });
  const statuses = [];
  for (let i = 0; i < 20; i += 1) statuses.push((await api('/athlete')).status);
  return statuses;
}

test('a probable fault hits the same requests in every run', async () => {
  const statuses = await statusesOfTwenty();
  expect(new Set(statuses)).toEqual(new Set([200, 500]));
  expect(await statusesOfTwenty()).toEqual(statuses);
});

test('faults are removed one by one or all together', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  const first = simulator.sim.addFault({ kind: 'status', status: 500 });
  simulator.sim.addFault({ kind: 'status', status: 502 });
  await control(simulator, 'DELETE', `/faults/${first}`);
  expect((await api('/athlete')).status).toBe(502);
  await control(simulator, 'DELETE', '/faults');
  expect((await api('/athlete')).status).toBe(200);
});
