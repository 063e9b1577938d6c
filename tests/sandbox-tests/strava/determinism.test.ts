import { expect, test } from 'vitest';
import { connected, type Json, nowOfTests, simulated } from './simulated.ts';

const dayMs = 86_400_000;

function without(activity: Json, ...keys: string[]): Json {
  return Object.fromEntries(Object.entries(activity).filter(([key]) => !keys.includes(key)));
}

test('the same seed gives the same athlete, activities and streams in another simulator', async () => {
  const one = await simulated();
  const two = await simulated();
  // Another athlete first: nothing of it may leak into the second one.
  two.sim.addAthlete({ seed: 99, historyDays: 30 });
  const a = one.sim.addAthlete({ seed: 7, historyDays: 120 });
  const b = two.sim.addAthlete({ seed: 7, historyDays: 120 });
  expect(a.id).toBe(b.id);
  const activities = one.sim.activities(a.id);
  expect(activities.length).toBeGreaterThan(60);
  expect(two.sim.activities(b.id)).toEqual(activities);
  for (const { id } of activities.slice(0, 12)) {
    expect(one.sim.truth(a.id, id as number)).toEqual(two.sim.truth(b.id, id as number));
  }
});

test('another seed gives another athlete', async () => {
  const { sim } = await simulated();
  const a = sim.addAthlete({ seed: 1, historyDays: 30 });
  const b = sim.addAthlete({ seed: 2, historyDays: 30 });
  expect(a.id).not.toBe(b.id);
  expect(sim.activities(a.id)).not.toEqual(sim.activities(b.id));
});

test('a longer history has the same recent days as a shorter one', async () => {
  const one = await simulated();
  const two = await simulated();
  const short = one.sim.addAthlete({ seed: 3, historyDays: 30 });
  const long = two.sim.addAthlete({ seed: 3, historyDays: 400 });
  const recent = one.sim.activities(short.id);
  expect(two.sim.activities(long.id).slice(0, recent.length)).toEqual(recent);
});

test('asked again for a seed, the simulator answers with the athlete that is there', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 4, historyDays: 10 });
  expect(sim.addAthlete({ seed: 4, historyDays: 500 }).id).toBe(id);
  expect(sim.athletes()).toHaveLength(1);
});

test('two years hold every kind of session, four to six a week, and end by now', async () => {
  const { sim } = await simulated();
  const started = performance.now();
  const { id } = sim.addAthlete({ seed: 5, historyDays: 730 });
  expect(performance.now() - started).toBeLessThan(1000);
  const activities = sim.activities(id);
  const perWeek = activities.length / (730 / 7);
  expect(perWeek).toBeGreaterThan(4);
  expect(perWeek).toBeLessThan(6);
  const sports = new Set(activities.map(({ sport_type: sport }) => sport));
  for (const sport of ['Ride', 'VirtualRide', 'EBikeRide', 'Run', 'TrailRun', 'Swim', 'Squash']) {
    expect(sports).toContain(sport);
  }
  expect(sports).toContain('WeightTraining');
  expect(sports).toContain('Hike');
  for (const trait of ['manual', 'private', 'trainer', 'commute']) {
    expect(activities.some((activity) => activity[trait] === true)).toBe(true);
  }
  expect(activities.some(({ _sim }) => (_sim as Json).hidden_start === true)).toBe(true);
  expect(activities.some(({ device_watts: meter }) => meter === false)).toBe(true);
  const starts = activities.map(({ start_date: start }) => Date.parse(start as string));
  expect(Math.max(...starts)).toBeLessThanOrEqual(nowOfTests.getTime());
  expect(Math.max(...starts)).toBeGreaterThan(nowOfTests.getTime() - 5 * dayMs);
  expect(Math.min(...starts)).toBeGreaterThan(nowOfTests.getTime() - 731 * dayMs);
});

test('a moving time beyond the elapsed time occurs, rarely', async () => {
  const { sim } = await simulated();
  const activities = [5, 6, 7, 8].flatMap((seed) => [
    ...sim.addAthlete({ seed, historyDays: 730 }).activities.values(),
  ]);
  const odd = activities.filter(
    ({ source }) => source.kind === 'manual' && source.movingTimeS > source.elapsedTimeS,
  );
  expect(odd.length).toBeGreaterThan(0);
  expect(odd.length).toBeLessThan(activities.length / 50);
});

test('ids follow the order of uploads and not that of starts', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 5, historyDays: 730 });
  const activities = sim.activities(id);
  const byId = activities.toSorted((a, b) => (a.id as number) - (b.id as number));
  const uploads = byId.map(({ _sim }) => Date.parse((_sim as Json).uploaded_at as string));
  expect(uploads).toEqual(uploads.toSorted((a, b) => a - b));
  const starts = byId.map(({ start_date: start }) => Date.parse(start as string));
  const inversions = starts.filter((start, i) => i > 0 && start < starts[i - 1]!).length;
  expect(inversions).toBeGreaterThan(5);
  expect(activities.every((one) => Number.isSafeInteger(one.id) && (one.id as number) > 1e10)).toBe(
    true,
  );
  expect(id).toBeGreaterThan(1e6);
  expect(id).toBeLessThan(1e8);
});

test('local time carries a false Z, and the zone label ignores daylight saving', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 6, historyDays: 400, timeZone: 'America/New_York' });
  const offsets = new Set<number>();
  for (const activity of sim.activities(id)) {
    const offsetS = activity.utc_offset as number;
    const start = Date.parse(activity.start_date as string);
    expect(Date.parse(activity.start_date_local as string) - start).toBe(offsetS * 1000);
    expect(activity.start_date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(activity.timezone).toBe('(GMT-05:00) America/New_York');
    offsets.add(offsetS);
  }
  expect(offsets).toEqual(new Set([-18_000, -14_400]));
});

test('a hidden start is one second after local midnight, and only the truth knows better', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5, historyDays: 730 });
  const hidden = simulator.sim
    .activities(athleteId)
    .filter(({ _sim }) => (_sim as Json).hidden_start === true);
  expect(hidden.length).toBeGreaterThan(3);
  const served = await json(`/activities/${String(hidden[0]?.id)}`);
  expect(served.start_date_local).toMatch(/T00:00:01Z$/);
  const trueStarts = hidden.map(({ _sim }) => (_sim as Json).start_date);
  expect(trueStarts[0]).not.toBe(served.start_date);
  for (const activity of hidden) {
    expect(without(activity, '_sim').start_date_local).toMatch(/T00:00:01Z$/);
  }
});
