import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { FitRecord } from '../../sandbox/strava/files/fit-file.ts';
import { fitBytes, ride } from './fit-bytes.ts';
import { connected, control, type Json, simulated, valuesOf } from './simulated.ts';

const start = new Date('2026-10-01T06:30:00Z');
const corpus = process.env.FETTLE_CORPUS;

async function folderOf(files: Record<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'strava-simulator-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

const fields: Record<string, (record: FitRecord) => number | undefined> = {
  distance: (record) => record.distance,
  altitude: (record) => record.enhanced_altitude ?? record.altitude,
  velocity_smooth: (record) => record.enhanced_speed ?? record.speed,
  heartrate: (record) => record.heart_rate,
  cadence: (record) => record.cadence,
  watts: (record) => record.power,
  temp: (record) => record.temperature,
};

/** The served streams hold exactly the values of the records, null where a record has none. */
function expectServed(streams: Record<string, Json>, records: readonly FitRecord[]): void {
  const startMs = records[0]!.timestamp.getTime();
  const times = records.map(({ timestamp }) => Math.round((timestamp.getTime() - startMs) / 1000));
  expect(streams.time?.data).toEqual(times);
  for (const [key, field] of Object.entries(fields)) {
    const values = records.map((record) => field(record) ?? null);
    const measured = values.some((value) => value !== null);
    expect(streams[key]?.data).toEqual(measured ? values : undefined);
  }
}

test('the history of a folder athlete is its files, value by value', async () => {
  const [first, second] = ride(start, 2);
  const gappy = [
    ...ride(start, 60),
    { at: new Date('2026-10-01T06:32:00Z'), heartRateBpm: 140 },
    { at: new Date('2026-10-01T06:32:00Z'), heartRateBpm: 99 },
    { at: new Date('2026-10-01T06:32:01Z'), powerW: 0 },
  ];
  const folder = await folderOf({
    'gappy.fit': fitBytes({ sport: 2, records: gappy }),
    'run.fit.gz': gzipSync(
      fitBytes({ sport: 1, records: ride(new Date('2026-10-03T06:00:00Z'), 90) }),
    ),
    'course.fit': fitBytes({ sport: 1, records: [first!, second!], fileType: 6 }),
    'page.fit': new TextEncoder().encode('<html>not a fit file at all</html>'),
    'notes.txt': new Uint8Array(3),
  });
  const simulator = await simulated();
  const { body } = await control(simulator, 'POST', '/athletes', { fit_folder: folder });
  expect(body.skipped).toEqual([
    { file: 'course.fit', reason: 'a file of type course' },
    { file: 'page.fit', reason: expect.stringContaining('not readable') },
  ]);
  const { json } = connected(simulator, { athleteId: body.id as number });
  const listed = await json<Json[]>('/athlete/activities');
  expect(listed).toMatchObject([
    { sport_type: 'Run', elapsed_time: 89, external_id: 'run.fit.gz' },
    {
      sport_type: 'Ride',
      elapsed_time: 121,
      external_id: 'gappy.fit',
      start_date: '2026-10-01T06:30:00Z',
    },
  ]);
  const path = `/activities/${String(listed[1]?.id)}/streams?key_by_type=true`;
  const streams = await json<Record<string, Json>>(
    `${path}&keys=time,heartrate,watts,distance,latlng`,
  );
  expect(valuesOf(streams, 'time').slice(-3)).toEqual([59, 120, 121]);
  expect(valuesOf(streams, 'heartrate').slice(-2)).toEqual([140, null]);
  expect(valuesOf(streams, 'watts').slice(-2)).toEqual([null, 0]);
  expect(streams).not.toHaveProperty('latlng');
  const [folderAthlete] = simulator.sim.folderAthletes();
  for (const { activityId, activity } of folderAthlete?.files ?? []) {
    const truth = simulator.sim.truth(body.id as number, activityId);
    expectServed(truth.streams, activity.records);
  }
  const file = await control(simulator, 'GET', `/athletes/${String(body.id)}/files/gappy.fit`);
  expect((file.body.records as Json[])[0]).toMatchObject({
    heart_rate: 120,
    power: 200,
    distance: 0,
  });
});

test('ids of file activities follow from the file name', async () => {
  const folder = await folderOf({ 'a.fit': fitBytes({ sport: 2, records: ride(start, 30) }) });
  const ids: unknown[] = [];
  for (let i = 0; i < 2; i += 1) {
    const simulator = await simulated({ fitFolder: folder });
    const [athlete] = simulator.sim.athletes();
    ids.push(simulator.sim.activities(athlete?.id as number)[0]?.id);
  }
  expect(ids[0]).toBe(ids[1]);
});

// Real recordings are not part of the project; where they are is told by the environment.
if (corpus === undefined) {
  test('left out: real files, because FETTLE_CORPUS is not set', () => {
    console.warn('FETTLE_CORPUS is not set: no real FIT files were served');
  });
} else {
  test('real files are served value by value', { timeout: 60_000 }, async () => {
    const simulator = await simulated();
    const made = await simulator.sim.addFolderAthlete({ folder: join(corpus, 'fit') });
    expect(made.files.length).toBeGreaterThan(30);
    expect(made.skipped.length).toBeGreaterThan(5);
    for (const { activityId, activity } of made.files) {
      const { streams, detail } = simulator.sim.truth(made.athlete.id, activityId);
      expectServed(streams, activity.records);
      expect(detail.elapsed_time).toBe(valuesOf(streams, 'time').at(-1));
    }
  });
}
