import { createHash } from 'node:crypto';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { exportAthlete } from '../../../lib/features/export/export-athlete.ts';
import {
  ACTIVITY_TABLES,
  ATHLETE_TABLES,
  LEFT_OUT,
  OTHERWISE_EXPORTED,
} from '../../../lib/features/export/exported-tables.ts';
import { restoreExport } from '../../../lib/features/export/restore-export.ts';
import type { JobContext } from '../../../lib/jobs/handler.ts';
import { newJob } from '../../../lib/jobs/kinds.ts';
import { packChannel } from '../../../lib/recording/pack-channel.ts';
import { useApp } from '../../support/app.ts';
import type { AppAthlete } from '../../support/app-athletes.ts';
import { uploadFile } from '../../support/upload-file.ts';

// the import of a whole account, while others use the machine
vi.setConfig({ testTimeout: 120_000 });

const app = useApp();
let athlete: AppAthlete;

type Row = Record<string, unknown>;
interface File {
  url: string;
  filename: string;
  size_bytes: number;
  sha256: string;
  activities: number;
}
interface Result {
  url: string;
  expires_at: string;
  activities: number;
  files: File[];
}

const get = async <T>(path: string, token = athlete.token) => {
  const { status, body, text } = await app.call({ path, token });
  expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
  return body as T;
};

const send = (method: string, path: string, body: unknown, token = athlete.token) =>
  app.call({ method, path, token, body });

const download = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

/** The job's handler in volumes of so many bytes, as the runner would call it. */
async function exportInVolumes(of: AppAthlete, volumeBytes: number): Promise<Result> {
  const payload: JobContext<'export-athlete'>['payload'] = {
    athlete_id: of.id,
    export_id: app.deps.random.uuid(),
    requested_at: app.deps.clock.now().toISOString(),
    files: [],
  };
  const context = {
    progress: () => undefined,
    yield: () => false,
    signal: new AbortController().signal,
  };
  for (let next = payload; ; ) {
    const outcome = await exportAthlete(
      { ...context, payload: next } as unknown as JobContext<'export-athlete'>,
      app.deps,
      { volumeBytes, mostBytes: 2 ** 23 },
    );
    if ('done' in outcome) {
      return outcome.done as unknown as Result;
    }
    if (!('handOver' in outcome)) {
      throw new Error('The export neither ended nor went on.');
    }
    next = outcome.handOver;
  }
}

async function importInto(of: AppAthlete, volumes: Uint8Array[]) {
  const restored = [];
  for (const bytes of volumes) {
    restored.push(await restoreExport({ athleteId: of.id, bytes }, app.deps));
  }
  await app.runJobs();
  return restored;
}

/** Everything the API tells of an athlete's training that does not name rows or their bookkeeping. */
async function everything({ token }: AppAthlete) {
  const { items } = await get<{ items: Row[] }>('/activities?per_page=200&sort=started_at', token);
  const placeOf = new Map(items.map(({ id }, index) => [id, index]));
  const named = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, one: unknown) =>
        key.startsWith('activity_id') || key === 'best_activity_id'
          ? Array.isArray(one)
            ? one.map((id) => placeOf.get(id as string))
            : placeOf.get(one)
          : one,
      ),
    );
  const activities = await Promise.all(
    items.map(async (item) => {
      const {
        id,
        source: _s,
        source_id: _i,
        version: _v,
        created_at: _c,
        updated_at: _u,
        policy: _p,
        ...shown
      } = item;
      const { computed_at: _at, ...analysis } = await get<Row>(
        `/activities/${String(id)}/analysis`,
        token,
      );
      const streams = await app.sql<{ channel: string; sample_count: number; data: string }>(
        "select channel, sample_count, encode(data, 'hex') as data from streams where activity_id = $1 order by channel",
        [id],
      );
      const [recording] = await app.sql<{ row: Row }>(
        "select to_jsonb(r) - array['activity_id', 'athlete_id', 'upload_id', 'created_at'] as row from recordings r where activity_id = $1",
        [id],
      );
      return { shown, analysis: named(analysis), streams, recording };
    }),
  );
  const {
    id: _id,
    email: _email,
    version: _version,
    display_name: _name,
    ...profile
  } = await get<Row>('/me', token);
  return {
    profile,
    activities,
    thresholds: await get<Row>('/me/thresholds', token),
    wellness: await get<Row>('/wellness?from=2026-01-01&to=2026-11-20', token),
    load: await get<Row>('/training/load', token),
    statistics: await get<Row>('/training/statistics?period=month&from=2026-01-01', token),
    records: named(await get<Row>('/training/records', token)),
    powerCurve: named(await get<Row>('/training/power-curve', token)),
    readiness: await get<Row>('/training/readiness', token),
  };
}

const LONG = Array.from({ length: 1800 }, (_, i) => i);

/** A ride of a file, with everything a recording can hold and a channel of a sensor's maker. */
async function addRecordedRide(of: AppAthlete): Promise<void> {
  const [row] = await app.sql<{ id: string }>(
    `insert into activities (athlete_id, source, source_id, sport, sub_sport, name, notes, started_at, time_zone,
       elapsed_time_s, distance_m, max_speed_mps, device_name, metadata, field_origins)
     values ($1, 'file', repeat('ab', 32), 'cycling', 'gravel', 'Über "den", Berg', E'=1+1\\nnext', '2026-11-01T07:00:00.125Z',
       'Europe/Zurich', 1799, 12345.678, 15.3, 'Edge', '{"app": {"deep": [1, null]}}', '{"name": "athlete"}') returning id`,
    [of.id],
  );
  const channels = {
    time: LONG,
    power: LONG.map((i) => (i % 97 === 0 ? null : 180 + (i % 60))),
    heart_rate: LONG.map((i) => 120 + ((i * 7) % 40)),
    speed: LONG.map((i) => 8 + Math.sin(i / 50)),
    latlng: LONG.map((i) => (i < 3 ? null : [47.1 + i * 1e-5, -8.2 + i / 3e6])),
    moving: LONG.map((i) => (i % 300 === 0 ? null : i % 50 > 2)),
    altitude: LONG.map((i) => -3.2 + i * 0.1),
    'core_temperature.0': LONG.map((i) => 36.6 + (i % 10) / 100),
  };
  const packed = Object.entries(channels).map(([channel, values]) => ({
    channel,
    sample_count: values.length,
    data: Buffer.from(
      packChannel(channel.startsWith('core') ? 'power' : (channel as 'power'), values as number[]),
    ).toString('base64'),
  }));
  await app.sql(
    `insert into recordings (activity_id, athlete_id, format, devices, stated, laps, rr_intervals_ms, pauses, altitude_source)
     values ($1, $2, 'fit', '[{"name": "Edge"}]', '{"distance_m": 12345.678}', '[{"start_s": 0, "end_s": 900, "name": null}]',
       '[800, 812.5]', '[]', 'barometric')`,
    [row?.id, of.id],
  );
  await app.sql("select store_streams($1, 'ready', $2)", [row?.id, JSON.stringify(packed)]);
}

const RIDE_CSV = strToU8(
  `timestamp,time_s,heart_rate_bpm\n${LONG.map(
    (i) => `${new Date(Date.UTC(2026, 10, 1, 7) + i * 1000).toISOString()},${i},${110 + (i % 30)}`,
  ).join('\n')}\n`,
);

/** A second watch's file of the recorded ride, which the athlete says is another bout. */
async function separateTwin(of: AppAthlete): Promise<void> {
  const { activity_ids } = await uploadFile(app, of, { bytes: RIDE_CSV, name: 'ride.csv' });
  const [id] = activity_ids;
  const answer = await app.call({
    method: 'POST',
    path: `/activities/${id}/separate`,
    token: of.token,
  });
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.any(String)]);
}

const HEART_RATE = {
  data: Array.from({ length: 90 }, (_, i) => ({
    timestamp: new Date(Date.UTC(2026, 10, 3, 18, 0, i)).toISOString(),
    heart_rate_bpm: 120 + i / 2,
    ...(i % 2 === 0 ? { confidence: 0.75 } : {}),
  })),
};
const axis = (scale: number) => Array.from({ length: 200 }, (_, i) => scale * Math.sin(i));
const MOTION = {
  start_time: '2026-11-03T18:00:30.125Z',
  sample_rate_hz: 50,
  accelerometer: { x: axis(9), y: axis(7), z: axis(20) },
  gyroscope: { x: axis(1), y: axis(2), z: axis(3) },
};

/** A match as a watch records it, with what it measured. */
async function addLiveMatch(): Promise<void> {
  const started = { sport: 'squash', started_at: '2026-11-03T18:00:00Z' };
  const { body } = await send('POST', '/activities', started);
  const path = `/activities/${String(body['id'])}`;
  const moved = await send('POST', `${path}/motion`, MOTION);
  expect([moved.status, moved.text.slice(0, 300)]).toEqual([200, expect.any(String)]);
  expect((await send('POST', `${path}/heart-rate`, HEART_RATE)).status).toBe(200);
  const ended = await send('PATCH', path, { ended_at: '2026-11-03T18:01:30Z' });
  expect(ended.status).toBe(200);
}

let before: Awaited<ReturnType<typeof everything>>;
let result: Result;
let bytes: Uint8Array;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  await send('PATCH', '/me', {
    weight_kg: 71.5,
    sex: 'female',
    height_cm: 172,
    birth_year: 1988,
    time_zone: 'Europe/Zurich',
  });
  await send('POST', '/me/thresholds', {
    effective_from: '2026-01-01',
    ftp_w: 240,
    lthr_bpm: 168,
    max_heart_rate_bpm: 190,
  });
  await send('POST', '/me/thresholds', { effective_from: '2026-11-05', ftp_w: 252.5 });
  await send('POST', '/wellness', {
    days: [
      { date: '2026-11-18', sleep_s: 27_000, hrv_rmssd_ms: 61.5, mood: 7 },
      { date: '2026-11-19', resting_heart_rate_bpm: 48 },
    ],
  });
  await app.connectStrava(athlete, { historyDays: 24 });
  await addRecordedRide(athlete);
  await app.sql(
    "insert into activities (athlete_id, source, sport, started_at, elapsed_time_s, streams) values ($1, 'manual', 'yoga', '2026-11-02T18:00:00Z', 3600, 'absent')",
    [athlete.id],
  );
  await separateTwin(athlete);
  await addLiveMatch();
  await app.runJobs();
  // what Strava lets us keep for days only is gone from the older half
  await app.sql(
    "update streams set expires_at = '2026-01-01' where activity_id in (select id from activities where athlete_id = $1 and source = 'strava' and started_at < '2026-11-05')",
    [athlete.id],
  );
  await app.deps.maintenance.purgeExpired({ limit: 500, now: app.deps.clock.now() });
  const [deleted] = await app.sql<{ id: string }>(
    "select id from activities where athlete_id = $1 and source = 'strava' order by started_at limit 1",
    [athlete.id],
  );
  await app.call({ method: 'DELETE', path: `/activities/${deleted?.id}`, token: athlete.token });
  before = await everything(athlete);
  const twins = before.activities.filter(({ shown }) =>
    String(shown['started_at']).startsWith('2026-11-01T07:00:00'),
  );
  expect(twins.map(({ shown }) => shown['group'])).toEqual([null, null]);
  const started = await app.call({ method: 'POST', path: '/me/export', token: athlete.token });
  expect(started.status).toBe(202);
  const twin = await app.call({ method: 'POST', path: '/me/export', token: athlete.token });
  expect(twin.body).toEqual(started.body);
  await app.runJobs();
  const job = await get<{ state: string; result: Result }>(
    `/jobs/${(started.body as unknown as { job_id: string }).job_id}`,
  );
  expect(job).toMatchObject({ state: 'succeeded' });
  result = job.result;
  bytes = await download(result.url);
}, 180_000);

async function storedExports(athleteId: string) {
  const files = await app.deps.uploads.storedFiles(athleteId, 100);
  return files.filter(({ bucket }) => bucket === 'exports');
}

describe('POST /me/export', () => {
  it('gives a zip that opens without a token and holds every file it lists', async () => {
    expect(result.files).toHaveLength(1);
    expect(result.url).toBe(result.files[0]?.url);
    expect(bytes.length).toBe(result.files[0]?.size_bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(result.files[0]?.sha256);
    const files = unzipSync(bytes);
    const text = (path: string) => new TextDecoder().decode(files[path]);
    const manifest = JSON.parse(text('manifest.json')) as {
      entries: { path: string; sha256: string; size_bytes: number }[];
    };
    expect(manifest).toMatchObject({
      format: 'fettle-export',
      version: 1,
      volume: 1,
      last: true,
      omitted: [],
    });
    expect(Object.keys(files).sort()).toEqual(
      ['manifest.json', ...manifest.entries.map(({ path }) => path)].sort(),
    );
    for (const { path, sha256, size_bytes } of manifest.entries) {
      const content = files[path] ?? new Uint8Array();
      expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
        path,
        size_bytes,
        sha256,
      ]);
    }
    const originals = Object.keys(files).filter((path) => path.includes('/original/'));
    expect(originals).toEqual([
      expect.stringMatching(/^activities\/2026-11-01_.*\/original\/ride\.csv$/),
    ]);
    expect(files[originals[0] ?? '']).toEqual(RIDE_CSV);
    const live = Object.keys(files).filter((path) => path.endsWith('/live.ndjson'));
    expect(live).toEqual([expect.stringMatching(/^activities\/2026-11-03_squash_/)]);
    const batches = text(live[0] ?? '')
      .trimEnd()
      .split('\n');
    expect(batches.map((line) => JSON.parse(line) as unknown)).toEqual([HEART_RATE, MOTION]);
    expect(text('activities.csv').split('\r\n')).toHaveLength(before.activities.length + 2);
  });

  it('holds every table that is an athlete’s, or says why not', async () => {
    const tables = await app.sql<{ name: string }>(
      `select distinct table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'athlete_id' union select 'athletes' order by 1`,
    );
    const told = [ATHLETE_TABLES, ACTIVITY_TABLES, OTHERWISE_EXPORTED, LEFT_OUT].flatMap((list) =>
      Object.keys(list),
    );
    expect(tables.map(({ name }) => name)).toEqual(told.toSorted());
  });

  it('is nobody else’s, nor open to anybody without its address', async () => {
    const [{ path } = {}] = await storedExports(athlete.id);
    const { url, publishableKey } = app.supabase;
    const other = await app.registerAthlete();
    for (const token of [other.token, athlete.token, publishableKey]) {
      const headers = { apikey: publishableKey, authorization: `Bearer ${token}` };
      for (const way of ['', 'authenticated/', 'public/']) {
        const { ok } = await fetch(`${url}/storage/v1/object/${way}exports/${path}`, { headers });
        expect([way, ok]).toEqual([way, false]);
      }
      const listed = await fetch(`${url}/storage/v1/object/list/exports`, {
        method: 'POST',
        body: JSON.stringify({ prefix: athlete.id }),
        headers: { ...headers, 'content-type': 'application/json' },
      });
      expect(await listed.json()).toEqual([]);
    }
    const forged = result.url.replace(/token=[^&]+/, 'token=e30.e30.e30');
    expect((await fetch(forged)).ok).toBe(false);
  });

  it('is refused the fifth time in an hour', async () => {
    const eager = await app.registerAthlete();
    const started: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const answer = await app.call({ method: 'POST', path: '/me/export', token: eager.token });
      started.push(answer.status);
      await app.runJobs();
    }
    expect(started).toEqual([202, 202, 202, 202, 429]);
  });
});

describe('importing an export', () => {
  it('restores everything in a fresh account, and changes nothing the second time', async () => {
    const other = await app.registerAthlete();
    const [restored] = await importInto(other, [bytes]);
    expect(restored).toMatchObject({ known: 0, warnings: [], isComplete: true });
    const after = await everything(other);
    expect(after.activities.length).toBeGreaterThan(12);
    for (const state of ['ready', 'absent', 'expired']) {
      expect(after.activities.map(({ shown }) => shown['streams'])).toContain(state);
    }
    expect(after).toEqual(before);
    const [again] = await importInto(other, [bytes]);
    expect(again).toMatchObject({ activityIds: [], known: before.activities.length, warnings: [] });
    expect(await everything(other)).toEqual(before);
  });

  it('takes volumes in any order', async () => {
    const other = await app.registerAthlete();
    const { files, activities } = await exportInVolumes(athlete, 100_000);
    expect(files.length).toBeGreaterThan(2);
    expect(files.map(({ filename }) => filename)).toEqual(
      files.map((_, i) => `fettle-export-${i + 1}.zip`),
    );
    expect(activities).toBe(before.activities.length);
    const volumes = await Promise.all(files.map(({ url }) => download(url)));
    await importInto(other, volumes.toReversed());
    expect(await everything(other)).toEqual(before);
  });

  it('leaves the athlete’s own account as it is', async () => {
    const [restored] = await importInto(athlete, [bytes]);
    expect(restored).toMatchObject({
      activityIds: [],
      known: before.activities.length,
      warnings: [],
    });
    expect(await everything(athlete)).toEqual(before);
  });

  it('fills in a profile, and overwrites nothing of it', async () => {
    const other = await app.registerAthlete();
    await send('PATCH', '/me', { weight_kg: 80, units: 'imperial' }, other.token);
    await send('POST', '/me/thresholds', { effective_from: '2026-11-05', ftp_w: 300 }, other.token);
    await restoreExport({ athleteId: other.id, bytes }, app.deps);
    expect(await get('/me', other.token)).toMatchObject({
      weight_kg: 80,
      height_cm: 172,
      units: 'imperial',
      time_zone: 'Europe/Zurich',
    });
    expect(await get('/me/thresholds', other.token)).toMatchObject({
      items: [{ ftp_w: 300 }, { ftp_w: 240 }],
    });
  });
});

describe('importing what is no sound export', () => {
  const zipOf = (files: Record<string, unknown>) =>
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([path, content]) => [
          path,
          strToU8(typeof content === 'string' ? content : JSON.stringify(content)),
        ]),
      ),
    );
  const MANIFEST = {
    format: 'fettle-export',
    version: 1,
    export_id: crypto.randomUUID(),
    athlete_id: crypto.randomUUID(),
    volume: 1,
  };
  const LEAST = {
    id: crypto.randomUUID(),
    source: 'app',
    sport: 'running',
    started_at: '2026-05-01T06:00:00Z',
  };
  const importFiles = async (files: Record<string, unknown>) => {
    const other = await app.registerAthlete();
    const [restored] = await importInto(other, [zipOf(files)]);
    const { items } = await get<{ items: Row[] }>('/activities', other.token);
    return { other, restored, items };
  };

  it('takes an activity that says only what it must', async () => {
    const { restored, items } = await importFiles({
      'manifest.json': MANIFEST,
      'activities/a/activity.json': LEAST,
    });
    expect(restored).toMatchObject({ warnings: [] });
    expect(items).toMatchObject([
      { sport: 'running', started_at: LEAST.started_at, streams: 'absent', analysis: 'ready' },
    ]);
  });

  it('takes nothing for granted that decides whose it is or what it was', async () => {
    const stranger = await app.registerAthlete();
    const activity = {
      ...LEAST,
      athlete_id: stranger.id,
      version: 99,
      deleted_at: '2026-01-01T00:00:00Z',
      load: 1e9,
      streams: 'ready',
      analysis: 'ready',
      expires_at: '2020-01-01T00:00:00Z',
      nonsense: true,
    };
    const { items, other } = await importFiles({
      'manifest.json': MANIFEST,
      'athlete.json': { id: stranger.id, affinity_score: 99, time_zone: 'Mars/Olympus' },
      'activities/a/activity.json': activity,
    });
    expect(items).toMatchObject([{ load: null, streams: 'absent', policy: { expires_at: null } }]);
    expect(items[0]?.['id']).not.toBe(LEAST.id);
    expect(await get('/me', other.token)).toMatchObject({
      id: other.id,
      affinity_score: 0,
      time_zone: 'UTC',
    });
    expect(await get('/activities', stranger.token)).toMatchObject({ total: 0 });
  });

  it.each([
    {
      case: 'a sport nobody knows',
      file: 'activity.json',
      content: { ...LEAST, sport: 'chess' },
      code: 'activity_refused',
    },
    {
      case: 'a number beyond all',
      file: 'activity.json',
      content: { ...LEAST, calories_kcal: '1e999' },
      code: 'activity_refused',
    },
    {
      case: 'a start before all',
      file: 'activity.json',
      content: { ...LEAST, started_at: '0001-01-01T00:00:00Z' },
      code: 'damaged_file',
    },
    { case: 'no JSON', file: 'activity.json', content: '{"id": ', code: 'damaged_file' },
    {
      case: 'samples that are words',
      file: 'samples.csv',
      content: 'timestamp,time_s\n,one\n',
      code: 'damaged_file',
    },
    {
      case: 'samples with a hole',
      file: 'samples.csv',
      content: 'timestamp,time_s,power_w\n,1\n',
      code: 'damaged_file',
    },
    {
      case: 'infinite samples',
      file: 'samples.csv',
      content: 'timestamp,time_s\n,1e999\n',
      code: 'damaged_file',
    },
    {
      case: 'a recording of no format',
      file: 'recording.json',
      content: { format: null },
      code: 'activity_refused',
    },
  ])('leaves out an activity with $case, and takes the others', async ({ file, content, code }) => {
    const { restored, items } = await importFiles({
      'manifest.json': MANIFEST,
      'activities/a/activity.json': LEAST,
      [`activities/a/${file}`]: content,
      'activities/b/activity.json': { ...LEAST, id: crypto.randomUUID(), sport: 'yoga' },
    });
    expect(restored?.warnings.map((warning) => warning.code)).toEqual([code]);
    expect(items).toMatchObject([{ sport: 'yoga' }]);
  });

  it('computes nothing from an analysis of another shape', async () => {
    const { items } = await importFiles({
      'manifest.json': MANIFEST,
      'activities/a/activity.json': { ...LEAST, streams: 'expired' },
      'activities/a/analysis.json': {
        algorithm_version: 1,
        best_efforts: [{ of: 'power', duration_s: 'x' }],
      },
    });
    expect(items).toMatchObject([{ streams: 'absent', analysis: 'ready' }]);
  });

  it('leaves other zips to others, and refuses newer exports and damaged ones', async () => {
    const other = await app.registerAthlete();
    const restore = (files: Record<string, unknown>, damage = (one: Uint8Array) => one) =>
      restoreExport({ athleteId: other.id, bytes: damage(zipOf(files)) }, app.deps);
    expect(await restore({ 'ride.fit': 'x' })).toBeUndefined();
    expect(await restore({ 'manifest.json': { ...MANIFEST, format: 'another' } })).toBeUndefined();
    await expect(restore({ 'manifest.json': { ...MANIFEST, version: 2 } })).rejects.toThrow(
      'newer',
    );
    await expect(
      restore({ 'manifest.json': MANIFEST }, (one) => one.subarray(0, -30)),
    ).rejects.toThrow('damaged');
    await expect(restore({ 'manifest.json': MANIFEST, 'athlete.json': [] })).rejects.toThrow(
      'athlete.json',
    );
  });
});

describe('what was exported', () => {
  it('is gone some days later, and with its athlete at once', async () => {
    const leaving = await app.registerAthlete();
    await exportInVolumes(leaving, 2 ** 20);
    expect(await storedExports(leaving.id)).toHaveLength(1);
    await app.call({ method: 'DELETE', path: '/me', token: leaving.token });
    await app.runJobs();
    expect(await storedExports(leaving.id)).toEqual([]);
    expect((await fetch(result.url)).headers.get('content-type')).toBe('application/zip');
    await app.sql(
      "update storage.objects set created_at = created_at - interval '4 days' where name like $1",
      [`${athlete.id}/%`],
    );
    await app.deps.jobs.enqueue([newJob('nightly-purge', {})], app.deps.clock.now());
    await app.runJobs();
    expect(await storedExports(athlete.id)).toEqual([]);
    expect((await fetch(result.url)).ok).toBe(false);
  });
});
