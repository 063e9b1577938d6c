import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connected, type Json, simulated } from './simulated.ts';

const corpus = process.env.FETTLE_CORPUS;
const recordings = join(corpus ?? '', 'strava', 'dblock-strava-ruby-client');

async function recorded(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(recordings, name), 'utf8')) as unknown;
}

/** What a comparison is about: sport, by hand or not, strap or not. */
function kindOf(activity: Json): string {
  const { sport_type: sport, manual, has_heartrate: strap } = activity;
  return `${String(sport)} ${String(manual)} ${String(strap)}`;
}

function keysOf(values: readonly Json[]): { common: string[]; all: Set<string> } {
  const all = new Set(values.flatMap((value) => Object.keys(value)));
  return { common: [...all].filter((key) => values.every((value) => key in value)), all };
}

/** Newer than the recordings, or of sensors their author wore only together. */
const notRecorded = new Set(['device_name', 'average_cadence', 'average_temp']);

const resources = [
  { file: 'gear-bike.json', path: '/gear/{bike}' },
  { file: 'gear-shoe.json', path: '/gear/{shoe}' },
  { file: 'athlete-zones.json', path: '/athlete/zones' },
  { file: 'activity-detailed-run-marathon.json', path: '/activities/{run}' },
  { file: 'activity-laps.json', path: '/activities/{run}/laps' },
  {
    file: 'activity-streams-distance-key_by_type.json',
    path: '/activities/{run}/streams?key_by_type=true',
  },
];

/** Keys a recorded answer has that depend on the sport or the device. */
const optional = new Set(['average_cadence', 'average_temp', 'pace_zone', 'power', 'device_name']);

/** A list by its first entry. */
function flat(value: unknown): Json {
  return (Array.isArray(value) ? value[0] : value) as Json;
}

/** Both have the same keys, but for optional ones. */
function expectSameKeys(a: Json, b: Json): void {
  const oneSided = [...Object.keys(a), ...Object.keys(b)].filter((key) => !(key in a && key in b));
  expect(oneSided.filter((key) => !optional.has(key))).toEqual([]);
}

const faults = [
  {
    file: 'documented-shapes/error-401-access-token-invalid.json',
    token: 'dead',
    path: '/athlete',
  },
  {
    file: 'documented-shapes/error-400-after-in-future.json',
    path: '/athlete/activities?after=9999999999',
  },
  {
    file: 'documented-shapes/error-401-scope-missing.json',
    token: 'narrow',
    path: '/athlete/activities',
  },
];

// The recordings are not part of the project; where they are is told by the environment.
if (corpus === undefined) {
  test('left out: recorded answers, because FETTLE_CORPUS is not set', () => {
    console.warn('FETTLE_CORPUS is not set: nothing was compared with recorded answers');
  });
} else {
  test('lists have the keys of recorded lists, sport by sport', async () => {
    const lists = (await readdir(recordings)).filter((name) => name.startsWith('activities-list-'));
    const real = (await Promise.all(lists.map(recorded))).flat() as Json[];
    const simulator = await simulated();
    const { json } = connected(simulator, { seed: 5, historyDays: 730 });
    const pages = await Promise.all(
      [1, 2, 3].map((page) => json<Json[]>(`/athlete/activities?per_page=200&page=${page}`)),
    );
    const made = pages.flat();
    let compared = 0;
    for (const kind of new Set(real.map(kindOf))) {
      const ours = made.filter((one) => kindOf(one) === kind);
      if (ours.length === 0) continue;
      const theirs = keysOf(real.filter((one) => kindOf(one) === kind));
      const own = keysOf(ours);
      expect(theirs.common.filter((key) => !own.all.has(key))).toEqual([]);
      expect([...own.all].filter((key) => !theirs.all.has(key) && !notRecorded.has(key))).toEqual(
        [],
      );
      expect(Object.keys(ours[0]?.map as Json).toSorted()).toEqual(
        Object.keys(real.find((one) => kindOf(one) === kind)?.map as Json).toSorted(),
      );
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(4);
  });

  test.each(resources)('$path has the keys of $file', async ({ file, path }) => {
    const simulator = await simulated();
    const { json, athleteId } = connected(simulator, { seed: 5, historyDays: 365 });
    const athlete = simulator.sim.athletes().find(({ id }) => id === athleteId);
    const run = simulator.sim
      .activities(athleteId)
      .find((one) => one.sport_type === 'Run' && one.has_heartrate === true);
    const ids: Record<string, string> = {
      '{bike}': athlete?.gear[0]?.id ?? '',
      '{shoe}': athlete?.gear[2]?.id ?? '',
      '{run}': String(run?.id),
    };
    const answer = await json(path.replace(/\{\w+\}/, (name) => ids[name] ?? ''));
    const ours = flat(answer);
    const theirs = flat(await recorded(file));
    expectSameKeys(ours, theirs);
    for (const [key, value] of Object.entries(theirs)) {
      const mine = flat(ours[key]);
      const real = flat(value);
      const nested =
        typeof real === 'object' && real !== null && typeof mine === 'object' && mine !== null;
      // Photos and efforts are other people's matters in part.
      if (nested && !['photos'].includes(key) && Object.keys(mine).length > 0)
        expectSameKeys(mine, real);
    }
  });

  test.each(faults)('$path is refused as in $file', async ({ file, path, token }) => {
    const simulator = await simulated();
    const { sim } = simulator;
    const { id } = sim.addAthlete({ seed: 1, historyDays: 5 });
    const { accessToken } = sim.connect(id, token === 'narrow' ? ['read'] : undefined);
    const bearer = token === 'dead' ? 'dead' : accessToken;
    const answer = await fetch(`${simulator.url}/api/v3${path}`, {
      headers: { Authorization: `Bearer ${bearer}` },
    });
    const real = JSON.parse(await readFile(join(corpus, 'strava', file), 'utf8')) as Json;
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: real.status,
      body: real.body,
    });
  });
}
