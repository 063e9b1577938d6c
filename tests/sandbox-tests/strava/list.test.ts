import { expect, test } from 'vitest';
import { answerOf, connected, fault, type Json, nowOfTests, simulated } from './simulated.ts';

const nowS = nowOfTests.getTime() / 1000;

function startS(activity: Json): number {
  return Date.parse(activity.start_date as string) / 1000;
}

test('the list has 30 entries a page, newest start first, and ends with an empty array', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { historyDays: 130 });
  const truth = simulator.sim.activities(athleteId);
  const all: Json[] = [];
  let page = 1;
  for (; ; page += 1) {
    const entries = await json<Json[]>(`/athlete/activities?page=${page}`);
    if (entries.length === 0) break;
    expect(entries.length).toBe(Math.min(30, truth.length - all.length));
    all.push(...entries);
  }
  expect(all.map(({ id }) => id)).toEqual(truth.map(({ id }) => id));
  const starts = all.map(startS);
  expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  expect(await json(`/athlete/activities?page=${page + 5}`)).toEqual([]);
});

test('before and after filter by start and keep the order', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { historyDays: 130 });
  const truth = simulator.sim.activities(athleteId);
  const after = nowS - 90 * 86_400;
  const before = nowS - 30 * 86_400;
  const expected = truth.filter((one) => startS(one) > after && startS(one) < before);
  const path = `/athlete/activities?after=${after}&before=${before}&per_page=200`;
  const listed = await json<Json[]>(path);
  expect(listed.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(listed.length).toBeGreaterThan(15);
  const exact = startS(truth[3] as Json);
  const edge = await json<Json[]>(`/athlete/activities?after=${exact}&per_page=200`);
  expect(edge.map(({ id }) => id)).toEqual(truth.slice(0, 3).map(({ id }) => id));
});

test('a page holds at most 200 entries', async () => {
  const simulator = await simulated();
  const { api, json } = connected(simulator, { historyDays: 730 });
  expect(await json<Json[]>('/athlete/activities?per_page=200')).toHaveLength(200);
  expect(await answerOf(api('/athlete/activities?per_page=201'))).toEqual({
    status: 400,
    body: fault('Bad Request', 'Application', 'per page', 'limit exceeded'),
  });
});

test('milliseconds taken for seconds are refused as the future', async () => {
  const simulator = await simulated();
  const { api } = connected(simulator);
  expect(await answerOf(api(`/athlete/activities?after=${nowOfTests.getTime()}`))).toEqual({
    status: 400,
    body: fault('Bad Request', 'Application', 'after', 'future'),
  });
});

test('without any activity scope the list is refused, with activity:read private ones are missing', async () => {
  const simulator = await simulated();
  const all = connected(simulator, { seed: 5, historyDays: 365 });
  const { athleteId } = all;
  const none = connected(simulator, { athleteId, scopes: ['read'] });
  const some = connected(simulator, { athleteId, scopes: ['read', 'activity:read'] });
  const refusal = {
    status: 401,
    body: fault('Authorization Error', 'AccessToken', 'activity:read_permission', 'missing'),
  };
  expect(await answerOf(none.api('/athlete/activities'))).toEqual(refusal);
  const everything = await all.json<Json[]>('/athlete/activities?per_page=200');
  const visible = await some.json<Json[]>('/athlete/activities?per_page=200');
  const open = everything.filter(({ visibility }) => visibility !== 'only_me').slice(0, 100);
  expect(visible.slice(0, 100).map(({ id }) => id)).toEqual(open.map(({ id }) => id));
  const secret = everything.find(({ private: hidden }) => hidden === true) as Json;
  expect((await all.api(`/activities/${String(secret.id)}`)).status).toBe(200);
  expect(await answerOf(none.api(`/activities/${String(secret.id)}`))).toEqual(refusal);
  const invisible = {
    status: 404,
    body: fault('Resource Not Found', 'Activity', '', 'not found'),
  };
  expect(await answerOf(some.api(`/activities/${String(secret.id)}`))).toEqual(invisible);
  expect(await answerOf(some.api(`/activities/${String(secret.id)}/streams`))).toEqual(invisible);
});

test("another athlete's activity is not there", async () => {
  const simulator = await simulated();
  const one = connected(simulator, { seed: 1 });
  const two = connected(simulator, { seed: 2 });
  const [foreign] = simulator.sim.activities(two.athleteId);
  expect((await one.api(`/activities/${String(foreign?.id)}`)).status).toBe(404);
});
