import { expect, test } from 'vitest';
import { type Connected, connected, control, type Json, simulated } from './simulated.ts';

interface Rates {
  status: number;
  limit: string | null;
  usage: string | null;
  readLimit: string | null;
  readUsage: string | null;
}

async function ratesOf(athlete: Connected, path: string, init?: RequestInit): Promise<Rates> {
  const { status, headers, body } = await athlete.api(path, init);
  await body?.cancel();
  return {
    status,
    limit: headers.get('x-ratelimit-limit'),
    usage: headers.get('x-ratelimit-usage'),
    readLimit: headers.get('x-readratelimit-limit'),
    readUsage: headers.get('x-readratelimit-usage'),
  };
}

test('a new application has 200 and 2000 requests, reading 100 and 1000', async () => {
  const simulator = await simulated({ limits: {} });
  const athlete = connected(simulator, { historyDays: 0 });
  const expected = {
    status: 200,
    limit: '200,2000',
    usage: '1,1',
    readLimit: '100,1000',
    readUsage: '1,1',
  };
  expect(await ratesOf(athlete, '/athlete')).toEqual(expected);
});

test('header names have the recorded casing on the wire', async () => {
  const simulator = await simulated({ limits: {} });
  const { accessToken } = simulator.sim.connect(
    simulator.sim.addAthlete({ seed: 1, historyDays: 0 }).id,
  );
  const { get } = await import('node:http');
  const headers = { Authorization: `Bearer ${accessToken}` };
  const names = await new Promise<string[]>((resolve, reject) => {
    get(`${simulator.url}/api/v3/athlete`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.rawHeaders.filter((_, i) => i % 2 === 0));
    }).on('error', reject);
  });
  for (const name of ['Limit', 'Usage']) {
    expect(names).toContain(`X-Ratelimit-${name}`);
    expect(names).toContain(`X-Readratelimit-${name}`);
  }
});

test('creating an activity counts outside the read limit and shows a lone comma', async () => {
  const simulator = await simulated({ limits: {} });
  const athlete = connected(simulator, { historyDays: 0 });
  const body = new URLSearchParams({
    name: 'By hand',
    sport_type: 'Run',
    start_date_local: '2026-11-19T18:00:00',
    elapsed_time: '1800',
  });
  expect(await ratesOf(athlete, '/activities', { method: 'POST', body })).toMatchObject({
    status: 201,
    usage: '1,1',
    readLimit: '100,1000',
    readUsage: ',',
  });
  expect(await ratesOf(athlete, '/athlete')).toMatchObject({ usage: '2,2', readUsage: '1,1' });
});

test('one request too many is a 429 that still counts, until the next natural quarter', async () => {
  // Seven seconds before the quarter.
  const now = new Date('2026-11-20T12:14:53Z');
  const simulator = await simulated({ now: () => now, limits: { readShort: 3 } });
  const athlete = connected(simulator, { historyDays: 0 });
  for (let i = 0; i < 3; i += 1) expect((await ratesOf(athlete, '/athlete')).status).toBe(200);
  const refused = await athlete.api('/athlete');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(await refused.json()).toEqual({
    message: 'Rate Limit Exceeded',
    errors: [{ resource: 'Application', field: 'rate limit', code: 'exceeded' }],
  });
  simulator.sim.advance(6);
  expect(await ratesOf(athlete, '/athlete')).toMatchObject({ status: 429, readUsage: '5,5' });
  simulator.sim.advance(1);
  expect(await ratesOf(athlete, '/athlete')).toMatchObject({ status: 200, readUsage: '1,6' });
});

test('the day is used up until midnight UTC, whatever the quarter', async () => {
  const simulator = await simulated({ limits: { day: 2 } });
  const athlete = connected(simulator, { historyDays: 0 });
  for (const status of [200, 200, 429]) {
    expect((await ratesOf(athlete, '/athlete')).status).toBe(status);
  }
  simulator.sim.advance(900);
  expect(await ratesOf(athlete, '/athlete')).toMatchObject({ status: 429, usage: '1,4' });
  // From 12:15 to a second before midnight, then the second; the token has to be fresh by then.
  simulator.sim.advance(11 * 3600 + 2699);
  const evening = connected(simulator, { athleteId: athlete.athleteId });
  expect(await ratesOf(evening, '/athlete')).toMatchObject({ status: 429 });
  simulator.sim.advance(1);
  expect(await ratesOf(evening, '/athlete')).toMatchObject({ status: 200, usage: '1,1' });
});

test('athletes share the limits of the application', async () => {
  const simulator = await simulated({ limits: { short: 1 } });
  expect((await ratesOf(connected(simulator, { seed: 1 }), '/athlete')).status).toBe(200);
  expect((await ratesOf(connected(simulator, { seed: 2 }), '/athlete')).status).toBe(429);
});

test('limits can be changed while running', async () => {
  const simulator = await simulated({ limits: {} });
  const athlete = connected(simulator, { historyDays: 0 });
  const { body } = await control(simulator, 'POST', '/limits', { short: 400, read_day: 2000 });
  expect((body.limits as Json).readDay).toBe(2000);
  expect(await ratesOf(athlete, '/athlete')).toMatchObject({
    limit: '400,2000',
    readLimit: '100,2000',
  });
});
