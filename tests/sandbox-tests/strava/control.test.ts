import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startStravaSimulator } from '../../sandbox/strava/start.ts';
import { connected, control, type Json, simulated } from './simulated.ts';

test('an athlete is made, used and reset over HTTP', async () => {
  const simulator = await simulated();
  const body = { seed: 3, history_days: 20, time_zone: 'Asia/Kolkata' };
  const made = await control(simulator, 'POST', '/athletes', body);
  expect(made.status).toBe(201);
  const { id } = made.body;
  const [athlete] = (await control(simulator, 'GET', '/athletes')).body as unknown as Json[];
  expect(athlete).toMatchObject({ id, time_zone: 'Asia/Kolkata' });
  const path = `/athletes/${String(id)}/activities`;
  const order = {
    sport: 'squash',
    start_date: '2026-11-20T07:00:00Z',
    duration_s: 2700,
    name: 'Derby',
    private: true,
  };
  const activity = await control(simulator, 'POST', path, order);
  const [newest] = (await control(simulator, 'GET', path)).body as unknown as Json[];
  expect(newest).toMatchObject({
    id: activity.body.id,
    name: 'Derby',
    sport_type: 'Squash',
    private: true,
  });
  expect(newest?.timezone).toBe('(GMT+05:30) Asia/Kolkata');
  const one = `${path}/${String(activity.body.id)}`;
  await control(simulator, 'PATCH', one, { name: 'Final', private: false });
  const truth = (await control(simulator, 'GET', one)).body;
  expect(truth.detail).toMatchObject({ name: 'Final', private: false });
  expect(Object.keys(truth.streams as Json)).toEqual(['time', 'heartrate', 'moving']);
  expect((await control(simulator, 'DELETE', one)).status).toBe(200);
  expect((await control(simulator, 'DELETE', one)).status).toBe(404);
  await control(simulator, 'POST', '/reset');
  expect((await control(simulator, 'GET', '/athletes')).body).toEqual([]);
});

const wrongBodies = [
  { case: 'unknown key', path: '/athletes', body: { seed: 1, days: 3 } },
  { case: 'no zone', path: '/athletes', body: { seed: 1, time_zone: 'Mars/Base' } },
  { case: 'unknown kind', path: '/faults', body: { kind: 'flood' } },
  { case: 'no number', path: '/clock', body: { advance_s: 'soon' } },
];

test.each(wrongBodies)('a control request with $case is refused', async ({ path, body }) => {
  const simulator = await simulated();
  expect((await control(simulator, 'POST', path, body)).status).toBe(400);
});

test('the clock moves everything that depends on it, and reset takes it back', async () => {
  const simulator = await simulated();
  const now = async (): Promise<unknown> => (await control(simulator, 'GET', '/clock')).body.now;
  expect(await now()).toBe('2026-11-20T12:00:00.000Z');
  await control(simulator, 'POST', '/clock', { advance_s: 86_400 });
  expect(await now()).toBe('2026-11-21T12:00:00.000Z');
  await control(simulator, 'POST', '/reset');
  expect(await now()).toBe('2026-11-20T12:00:00.000Z');
});

test('requests are counted by path with ids replaced, without those to the control API', async () => {
  const simulator = await simulated();
  const { api, athleteId } = connected(simulator, { seed: 5 });
  const [one, two] = simulator.sim.activities(athleteId);
  await api(`/activities/${String(one?.id)}`);
  await api(`/activities/${String(two?.id)}?include_all_efforts=true`);
  await api('/gear/b123');
  await fetch(`${simulator.url}/api/v3/push_subscriptions?client_secret=hush`);
  const { body } = await control(simulator, 'GET', '/requests');
  expect(body.counts).toEqual([
    { method: 'GET', path: '/api/v3/activities/{id}', count: 2 },
    { method: 'GET', path: '/api/v3/gear/{id}', count: 1 },
    { method: 'GET', path: '/api/v3/push_subscriptions', count: 1 },
  ]);
  expect(body.log).toMatchObject([
    { at: '2026-11-20T12:00:00.000Z', status: 200, athlete_id: athleteId },
    { query: 'include_all_efforts=true' },
    { status: 404 },
    { status: 400, athlete_id: null },
  ]);
  expect(JSON.stringify(body)).not.toContain('hush');
  await control(simulator, 'DELETE', '/requests');
  expect((await control(simulator, 'GET', '/requests')).body).toEqual({ counts: [], log: [] });
});

test('a backdated activity is old to lists and young to nobody', async () => {
  const simulator = await simulated();
  const { athleteId } = connected(simulator, { seed: 5, historyDays: 60 });
  const start = new Date('2026-10-15T07:00:00Z');
  const old = simulator.sim.addActivity(athleteId, {
    sport: 'running',
    start,
    durationS: 1800,
    backdated: true,
  });
  const late = simulator.sim.addActivity(athleteId, { sport: 'running', start, durationS: 1900 });
  const newestBefore = Math.max(
    ...simulator.sim.activities(athleteId).map(({ id }) => id as number),
  );
  expect(late.id).toBe(newestBefore);
  expect(old.id).toBeLessThan(late.id);
});

test('a person who opens the address is told what it is', async () => {
  const simulator = await simulated();
  const page = await (await fetch(simulator.url)).text();
  expect(page).toContain('<h1>Strava simulator</h1>');
});

test('a taken port is named in the error', async () => {
  const simulator = await simulated();
  await expect(startStravaSimulator({ port: simulator.port })).rejects.toThrow(
    `port ${simulator.port}`,
  );
});

test('the command starts on the port it is given and stops when told', {
  timeout: 15_000,
}, async () => {
  const program = new URL('../../sandbox/strava/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\S+/.exec(line.toString())?.[0] as string;
  expect((await fetch(url)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
