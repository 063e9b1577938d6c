import { expect, test } from 'vitest';
import { connected, type Json, simulated, valuesOf } from './simulated.ts';

const allKeys =
  'time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth';
const full = `streams?keys=${allKeys}&key_by_type=true`;

test('streams of one activity have one length, metadata, and no key for missing sensors', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5, historyDays: 70 });
  for (const activity of simulator.sim.activities(athleteId)) {
    if (activity.manual === true) continue;
    const streams = await json<Record<string, Json>>(`/activities/${String(activity.id)}/${full}`);
    const size = valuesOf(streams, 'time').length;
    for (const stream of Object.values(streams)) {
      expect(Object.keys(stream)).toEqual(['data', 'series_type', 'original_size', 'resolution']);
      expect(stream).toMatchObject({ original_size: size, resolution: 'high' });
      expect(stream.data).toHaveLength(size);
    }
    expect('heartrate' in streams).toBe(activity.has_heartrate);
    expect('watts' in streams).toBe('average_watts' in activity);
    expect('cadence' in streams).toBe('average_cadence' in activity);
    expect('temp' in streams).toBe('average_temp' in activity);
    expect('altitude' in streams).toBe('elev_high' in activity);
    expect('latlng' in streams).toBe((activity.start_latlng as number[]).length === 2);
    expect('moving' in streams).toBe(true);
    if (activity.sport_type === 'Squash') {
      expect(Object.keys(streams)).toEqual(['time', 'heartrate', 'moving']);
      expect(streams.time?.series_type).toBe('time');
    }
  }
});

test('only the requested streams come, the distance without a request', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5 });
  const ride = simulator.sim
    .activities(athleteId)
    .find(({ sport_type: sport }) => sport === 'Ride');
  const path = `/activities/${String(ride?.id)}/streams`;
  expect(Object.keys(await json(`${path}?keys=time,watts&key_by_type=true`))).toEqual([
    'time',
    'watts',
  ]);
  expect(Object.keys(await json(`${path}?key_by_type=true`))).toEqual(['distance']);
});

test('without key_by_type the streams come as a list', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5 });
  const ride = simulator.sim
    .activities(athleteId)
    .find(({ sport_type: sport }) => sport === 'Ride');
  const list = await json<Json[]>(`/activities/${String(ride?.id)}/streams?keys=time,distance`);
  expect(list.map(({ type }) => type)).toEqual(['time', 'distance']);
});

test('streams that are not ready are an empty set until the clock is there', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = simulator.sim.addActivity(athleteId, {
    sport: 'cycling',
    start: new Date('2026-11-20T10:00:00Z'),
    durationS: 1800,
    streamsDelayS: 600,
  });
  expect(await json(`/activities/${id}/${full}`)).toEqual({});
  expect(await json(`/activities/${id}/streams?keys=time`)).toEqual([]);
  simulator.sim.advance(599);
  expect(await json(`/activities/${id}/${full}`)).toEqual({});
  simulator.sim.advance(1);
  const streams = await json<Record<string, Json>>(`/activities/${id}/${full}`);
  expect(valuesOf(streams, 'time').at(-1)).toBe(1800);
});

test('a manual entry has no streams: 404 and an empty list of errors', async () => {
  const simulator = await simulated();
  const { api, athleteId } = connected(simulator, { seed: 5, historyDays: 365 });
  const typed = simulator.sim.activities(athleteId).find(({ manual }) => manual === true);
  const answer = await api(`/activities/${String(typed?.id)}/${full}`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ message: 'Resource Not Found', errors: [] });
});

test('pool swims come in whole lengths at irregular times', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = simulator.sim.addActivity(athleteId, {
    sport: 'swimming',
    start: new Date('2026-11-20T10:00:00Z'),
    durationS: 1500,
  });
  const streams = await json<Record<string, { data: number[] }>>(`/activities/${id}/${full}`);
  const distance = valuesOf(streams, 'distance');
  const time = valuesOf(streams, 'time');
  expect(distance.every((metres) => metres % 25 === 0)).toBe(true);
  expect(new Set(time.slice(1).map((here, i) => here - time[i]!)).size).toBeGreaterThan(3);
  expect(time.at(-1)).toBe(1500);
  expect(streams).not.toHaveProperty('latlng');
});

const sports = ['cycling', 'running', 'swimming', 'squash', 'strength', 'hiking', 'Ride', 'Dance'];

test.each(sports)('an ordered %s session lasts exactly as long as ordered', async (sport) => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { historyDays: 0 });
  const { id } = simulator.sim.addActivity(athleteId, {
    sport,
    start: new Date('2026-11-20T09:00:00Z'),
    durationS: 2400,
  });
  const activity = await json(`/activities/${id}`);
  expect(activity.elapsed_time).toBe(2400);
  expect(activity.start_date).toBe('2026-11-20T09:00:00Z');
  expect(activity.moving_time as number).toBeLessThanOrEqual(2400);
});
