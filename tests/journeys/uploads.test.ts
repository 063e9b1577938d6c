/** From a file to figures and back: kept bit for bit, decoded, analysed, linked, written out again. */
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { DecodedFile, FileRecording } from '../../lib/recording/recording.ts';
import { writeFile } from '../../lib/recording/write/write-file.ts';
import { ride } from '../recording/write/recordings.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { readUpload, sendFile, type UploadBody, uploadFile } from '../support/upload-file.ts';

const app = useApp();
let athlete: AppAthlete;

beforeAll(async () => {
  athlete = await app.registerAthlete();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A ride as a file, on a day of its own so that rides of other tests are no others of its bout. */
function fileOf(
  day: number,
  format: DecodedFile['format'] = 'fit',
  changes: Partial<FileRecording> = {},
): Uint8Array {
  const startedAt = new Date(Date.UTC(2026, 4, day, 6));
  return writeFile({ ...ride(), startedAt, ...changes }, format).bytes;
}

const get = async (path: string, token = athlete.token) => app.call({ path, token });

async function activityOf(upload: UploadBody): Promise<Record<string, unknown>> {
  const answer = await get(`/activities/${upload.activity_ids[0]}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

const totals = async () => {
  const { body } = await get('/training/statistics?from=2026-05-01&to=2026-06-30');
  return body['total'] as { activities: number; distance_m: number };
};

/** An athlete with some days at Strava, and the last ride there. */
async function riderAtStrava() {
  const rider = await app.registerAthlete();
  await app.connectStrava(rider, { historyDays: 12 });
  await app.runJobs();
  const list = await get('/activities?sport=cycling', rider.token);
  const [ride = {}] = list.body['items'] as Record<string, unknown>[];
  return { rider, ride, id: String(ride['id']) };
}

describe('a file in one request', () => {
  let upload: UploadBody;
  const bytes = fileOf(1);

  test('is accepted at once and read in the background', async () => {
    const answer = await sendFile(app, athlete, { name: 'Morning.fit', bytes });
    expect(answer.status).toBe(202);
    const id = String(answer.body['upload_id']);
    expect(await readUpload(app, athlete, id)).toMatchObject({ state: 'received', error: null });
    await app.runJobs();
    upload = await readUpload(app, athlete, id);
    expect(upload).toMatchObject({ state: 'ready', progress: 100, duplicate_of: null });
    const job = await get(`/jobs/${upload.job_id}`);
    expect(job.body).toMatchObject({ kind: 'decode-upload', state: 'succeeded' });
  });

  test('becomes an activity with the device’s figures, and what is computed of the rest, each with its origin', async () => {
    const activity = await activityOf(upload);
    expect(activity).toMatchObject({
      source: 'file',
      sport: 'cycling',
      started_at: '2026-05-01T06:00:00Z',
      time_zone: 'Europe/Ljubljana',
      streams: 'ready',
      analysis: 'ready',
      calories_kcal: 345,
      group: null,
    });
    const figures = Object.values(activity).filter((value) => typeof value === 'number');
    expect(figures.length).toBeGreaterThan(12);
    expect(figures.map((value) => Math.round(value * 1000) / 1000)).toEqual(figures);
    expect(activity['average_heart_rate_bpm']).toBeGreaterThan(100);
    expect(activity['origins']).toMatchObject({
      sport: 'device',
      calories_kcal: 'device',
      max_speed_mps: expect.stringMatching(/^(device|computed)$/) as string,
    });
    const edit = {
      method: 'PATCH',
      path: `/activities/${String(activity['id'])}`,
      token: athlete.token,
    };
    const edited = await app.call({ ...edit, body: { name: 'Mine' } });
    expect(edited.body['origins']).toMatchObject({ name: 'athlete' });
  });

  test('has its streams sample by sample, its laps, its pauses, an analysis and charts', async () => {
    const id = upload.activity_ids[0];
    const [decoded] = decodeFile(bytes, { filename: 'Morning.fit' }).recordings;
    const streams = await get(`/activities/${id}/streams?resolution=full`);
    const channels = streams.body['channels'] as Record<string, unknown>;
    expect(channels['power']).toEqual(decoded?.channels.power);
    expect(channels['latlng']).toEqual(decoded?.channels.latlng);
    const analysis = await get(`/activities/${id}/analysis`);
    expect(analysis.body['laps']).toHaveLength(decoded?.laps.length ?? -1);
    const metrics = analysis.body['metrics'] as { id: string; value: number | null }[];
    const pausedS = (decoded?.pauses ?? []).reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
    const last = decoded?.channels.time?.at(-1) ?? 0;
    const timerS = metrics.find((metric) => metric.id === 'timer_time_s')?.value ?? 0;
    expect(Math.abs(timerS - (last + 1 - pausedS))).toBeLessThanOrEqual(2);
    for (const chart of ['hr-over-time', 'power-curve', 'elevation', 'pace']) {
      expect((await get(`/activities/${id}/charts/${chart}`)).status).toBe(200);
    }
  });

  test('comes back bit for bit, and in every format it is itself again', async () => {
    const path = `/activities/${upload.activity_ids[0]}/file`;
    const original = await get(`${path}?format=original`);
    expect(sha256(original.bytes)).toBe(sha256(bytes));
    expect(original.headers.get('content-type')).toBe('application/vnd.ant.fit');
    expect(original.headers.get('content-disposition')).toContain('filename="Morning.fit"');
    const etag = original.headers.get('etag') ?? '';
    const again = await app.call({
      path,
      token: athlete.token,
      headers: { 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    const [before] = decodeFile(bytes, { filename: 'Morning.fit' }).recordings;
    const startedAt = new Date('2026-05-01T06:00:00Z');
    for (const format of ['fit', 'tcx', 'gpx', 'csv'] as const) {
      const written = await get(`${path}?format=${format}`);
      expect(written.status).toBe(200);
      const { recordings } = decodeFile(written.bytes, { filename: `a.${format}`, startedAt });
      // the first five seconds had no position, which a GPX cannot say
      const missing = format === 'gpx' ? 5 : 0;
      const heartRate = before?.channels.heart_rate?.slice(missing);
      expect(recordings[0]?.startedAt?.getTime()).toBe(startedAt.getTime() + missing * 1000);
      expect(recordings[0]?.channels.heart_rate).toEqual(heartRate);
    }
  });

  test('sent again adds nothing and says of what it is a duplicate; of one deleted it is imported anew', async () => {
    const id = upload.activity_ids[0] ?? '';
    const twin = await uploadFile(app, athlete, { name: 'copy.fit', bytes });
    expect(twin).toMatchObject({ state: 'ready', duplicate_of: id, activity_ids: [id] });
    await app.call({ method: 'DELETE', path: `/activities/${id}`, token: athlete.token });
    const anew = await uploadFile(app, athlete, { name: 'again.fit', bytes });
    expect(anew).toMatchObject({ state: 'ready', duplicate_of: null });
    expect(anew.activity_ids).not.toContain(id);
    expect((await activityOf(anew))['name']).toBe(ride().name);
  });

  test('keeps to its options: name, sport, start', async () => {
    const fields = { name: 'To work', sport: 'hiking', started_at: '2026-05-02T10:00:00+02:00' };
    const csv = fileOf(2, 'csv');
    const activity = await activityOf(
      await uploadFile(app, athlete, { name: 'a.csv', bytes: csv, fields }),
    );
    expect(activity).toMatchObject({ name: 'To work', sport: 'hiking' });
    expect(activity['origins']).toMatchObject({ name: 'athlete', sport: 'athlete' });
  });
});

describe('an announced file', () => {
  const announce = async (bytes: Uint8Array, changes: object = {}) =>
    app.call({
      method: 'POST',
      path: '/uploads',
      token: athlete.token,
      body: { filename: 'big.fit', size_bytes: bytes.length, sha256: sha256(bytes), ...changes },
    });
  const put = async (answer: { body: Record<string, unknown> }, bytes: Uint8Array) =>
    fetch(String(answer.body['upload_url']), {
      method: 'PUT',
      body: bytes as Uint8Array<ArrayBuffer>,
    });
  const complete = async (answer: { body: Record<string, unknown> }) =>
    app.call({
      method: 'POST',
      path: `/uploads/${String(answer.body['upload_id'])}/complete`,
      token: athlete.token,
    });

  test('goes straight to storage, and is the same as a sent one', async () => {
    const bytes = fileOf(3);
    const announced = await announce(bytes);
    expect(announced.status).toBe(201);
    expect((await complete(announced)).status).toBe(409);
    expect((await put(announced, bytes)).status).toBe(200);
    const accepted = await complete(announced);
    expect(accepted.status).toBe(202);
    expect((await complete(announced)).body).toEqual(accepted.body);
    await app.runJobs();
    const upload = await readUpload(app, athlete, String(announced.body['upload_id']));
    expect(upload.state).toBe('ready');
    const original = await get(`/activities/${upload.activity_ids[0]}/file`);
    expect(sha256(original.bytes)).toBe(sha256(bytes));
    const { body } = await get('/uploads?per_page=1');
    expect(body['items']).toMatchObject([{ id: upload.id }]);
  });

  test('of another size is refused at once and can be put again; of other bytes it fails, naming why', async () => {
    const bytes = fileOf(4);
    const short = await announce(bytes, { size_bytes: bytes.length + 1 });
    await put(short, bytes);
    expect(await complete(short)).toMatchObject({
      status: 422,
      body: { code: 'unprocessable_file' },
    });
    const longer = new Uint8Array(bytes.length + 1);
    expect((await put(short, longer)).status).toBe(200);
    expect((await complete(short)).status).toBe(202);
    await app.runJobs();
    const upload = await readUpload(app, athlete, String(short.body['upload_id']));
    expect(upload).toMatchObject({ state: 'failed', error: { code: 'checksum_mismatch' } });
  });

  test('that never comes is gone after its time, and so is what came of it', async () => {
    const bytes = fileOf(5);
    const announced = await announce(bytes);
    await put(announced, bytes);
    const id = String(announced.body['upload_id']);
    await app.sql("update uploads set expires_at = now() - interval '1 hour' where id = $1", [id]);
    const { purgeExpired } = await import('../../lib/features/nightly/purge-expired.ts');
    await purgeExpired({ payload: {}, yield: () => false } as never, app.deps);
    expect((await get(`/uploads/${id}`)).status).toBe(404);
    expect(
      await app.sql('select name from storage.objects where name like $1', [`%${id}%`]),
    ).toEqual([]);
  });
});

describe('a file that gives nothing', () => {
  test.each([
    { name: 'empty.fit', bytes: '', code: 'empty_file' },
    { name: 'page.fit', bytes: '<html><body>Sign in</body></html>', code: 'unknown_format' },
    { name: 'noise.fit', bytes: new Uint8Array(2000).fill(7), code: 'unknown_format' },
    {
      name: 'bomb.gpx',
      bytes: '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY b "c">]><gpx>&b;</gpx>',
      code: 'unsafe_xml',
    },
  ])('$name fails with $code, the job with unprocessable_file', async ({ code, ...file }) => {
    const upload = await uploadFile(app, athlete, file);
    expect(upload).toMatchObject({ state: 'failed', activity_ids: [] });
    expect(upload.error?.code).toBe(code);
    expect(upload.error?.detail).toMatch(/^\p{Lu}.{10,}[.?]$/u);
    const { body } = await get(`/jobs/${upload.job_id}`);
    expect(body).toMatchObject({ state: 'failed', error: { code: 'unprocessable_file' } });
  });

  test('or whose name is hostile is kept under a tame one', async () => {
    const names = [
      '../../../etc/passwd',
      'a\\..\\b.fit',
      '..',
      '‮tif.exe',
      '💥'.repeat(300),
      'x'.repeat(400),
      ' ',
    ];
    for (const [index, name] of names.entries()) {
      const upload = await uploadFile(app, athlete, { name, bytes: fileOf(10 + index) });
      expect([name, upload.state]).toEqual([name, 'ready']);
      const [row] = await app.sql<{ storage_path: string; filename: string }>(
        'select storage_path, filename from uploads where id = $1',
        [upload.id],
      );
      expect(row?.storage_path).toMatch(
        new RegExp(`^${athlete.id}/${upload.id}/[\\w-][\\w.-]{0,99}$`),
      );
      expect(row?.filename).not.toMatch(/[/\\‮]/);
      const file = await get(`/activities/${upload.activity_ids[0]}/file`);
      expect(file.status).toBe(200);
    }
  });
});

describe('a form that is none', () => {
  const post = async (rawBody: BodyInit, headers: Record<string, string> = {}) =>
    app.call({
      method: 'POST',
      path: '/activities/import',
      token: athlete.token,
      rawBody,
      headers,
    });
  const form = (parts: [string, string | Blob][]) => {
    const data = new FormData();
    for (const [name, value] of parts) {
      data.append(name, value as string);
    }
    return data;
  };

  test('is refused with what is wrong about it', async () => {
    const file = new Blob(['x']);
    const cases: [number, string | undefined, BodyInit, Record<string, string>?][] = [
      [415, undefined, '{}', { 'content-type': 'application/json' }],
      [415, undefined, 'x', { 'content-type': 'application/octet-stream' }],
      [400, 'body', 'x', { 'content-type': 'multipart/form-data; boundary=none' }],
      [400, 'body', 'x', { 'content-type': 'multipart/form-data; boundary=' }],
      [400, 'body.file', form([['name', 'a']])],
      [400, 'body.file', form([['file', 'text']])],
      [
        400,
        'body.file',
        form([
          ['file', file],
          ['file', file],
        ]),
      ],
      [
        400,
        'body.name',
        form([
          ['file', file],
          ['name', file],
        ]),
      ],
      [
        400,
        'body.sport',
        form([
          ['file', file],
          ['sport', 'chess'],
        ]),
      ],
      [
        400,
        'body.name',
        form([
          ['file', file],
          ['name', 'a\u0000b'],
        ]),
      ],
      [
        400,
        'body.athlete_id',
        form([
          ['file', file],
          ['athlete_id', 'x'],
        ]),
      ],
      [
        400,
        'body.started_at',
        form([
          ['file', file],
          ['started_at', 'yesterday'],
        ]),
      ],
      [413, undefined, form([['file', new Blob([new Uint8Array(4 * 1024 * 1024 + 1)])]])],
      [413, undefined, form([['file', new Blob([new Uint8Array(6 * 1024 * 1024)])]])],
      [
        404,
        undefined,
        form([
          ['file', file],
          ['activity_id', '0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11'],
        ]),
      ],
    ];
    for (const [status, path, rawBody, headers] of cases) {
      const answer = await post(rawBody, headers);
      const errors = (answer.body['errors'] ?? []) as { path: string }[];
      expect([path, answer.status]).toEqual([path, status]);
      expect(path === undefined || errors.some((error) => error.path === path)).toBe(true);
    }
  });

  test('twice with one key is one upload, and with another file is refused', async () => {
    const headers = { 'idempotency-key': '6a0b7f0e-3a65-4a0e-9d57-1d0f5d6a7c11' };
    const bytes = fileOf(25);
    const first = await sendFile(app, athlete, { name: 'a.fit', bytes, headers });
    const second = await sendFile(app, athlete, { name: 'a.fit', bytes, headers });
    expect(second.body).toEqual(first.body);
    const other = await sendFile(app, athlete, { name: 'a.fit', bytes: fileOf(26), headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    await app.runJobs();
  });
});

describe('an archive', () => {
  test('is an activity each, what is broken a warning by name; Strava’s list gives names, notes and gear', async () => {
    const list = [
      'Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Activity Gear,Filename',
      '11,"May 27, 2026, 6:00:00 AM",Commute,Ride,"In the rain, again",Old bicycle,activities/11.fit.gz',
      '12,"May 28, 2026, 6:00:00 AM",Forest,Hike,,,activities/12.gpx',
    ].join('\n');
    const { gzipSync } = await import('node:zlib');
    const hike = fileOf(28, 'gpx');
    const bytes = zipSync({
      'activities.csv': new TextEncoder().encode(list),
      'activities/11.fit.gz': gzipSync(fileOf(27)),
      'activities/12.gpx': hike,
      'activities/13.fit': new Uint8Array(500).fill(1),
      'bikes.csv': new TextEncoder().encode('Bike Name\nOld bicycle\n'),
    });
    const upload = await uploadFile(app, athlete, { name: 'export.zip', bytes });
    expect(upload).toMatchObject({ state: 'ready', error: null });
    expect(upload.activity_ids).toHaveLength(2);
    expect(upload.warnings.some(({ detail }) => detail.startsWith('activities/13.fit: '))).toBe(
      true,
    );
    const activities = await Promise.all(
      upload.activity_ids.map(async (id) => (await get(`/activities/${id}`)).body),
    );
    const commute = activities.find(({ name }) => name === 'Commute');
    expect(commute).toMatchObject({
      notes: 'In the rain, again',
      sport: 'cycling',
      source_metadata: { gear: 'Old bicycle', strava_id: '11', format: 'fit' },
    });
    const forest = activities.find(({ name }) => name === 'Forest');
    expect(forest).toMatchObject({ sport: 'hiking' });
    const original = await get(`/activities/${String(forest?.['id'])}/file`);
    expect(sha256(original.bytes)).toBe(sha256(hike));
  });

  test('is walked in slices, and killed anywhere gives the same', async () => {
    const other = await app.registerAthlete();
    const files = Object.fromEntries(
      [1, 2, 3, 4, 5].map((day) => [`${day}.fit`, fileOf(day, 'fit', { notes: 'sliced' })]),
    );
    const bytes = zipSync({ ...files, 'broken.fit': new Uint8Array(99) });
    const sent = await sendFile(app, other, { name: 'five.zip', bytes });
    const uploadId = String(sent.body['upload_id']);
    const { decodeUpload } = await import('../../lib/features/uploads/decode-upload.ts');
    let payload: { athlete_id: string; upload_id: string; next?: number | undefined } = {
      athlete_id: other.id,
      upload_id: uploadId,
    };
    const run = async (deps: typeof app.deps, files_: number) => {
      let seen = 0;
      return decodeUpload(
        {
          payload,
          progress: () => undefined,
          yield: () => (seen += 1) >= files_,
          signal: new AbortController().signal,
        } as never,
        deps,
      );
    };
    // dies after its second file was stored, before anything was noted
    let stored = 0;
    const dying = {
      ...app.deps,
      uploads: {
        ...app.deps.uploads,
        async storeRecording(input: never) {
          const outcome = await app.deps.uploads.storeRecording(input);
          stored += 1;
          if (stored === 2) {
            throw new Error('killed');
          }
          return outcome;
        },
      },
    };
    await expect(run(dying as never, 99)).rejects.toThrow('killed');
    expect(await readUpload(app, other, uploadId)).toMatchObject({ state: 'storing' });
    for (let slices = 1; ; slices += 1) {
      const outcome = await run(app.deps, 2);
      if ('done' in outcome) {
        expect(slices).toBeGreaterThan(2);
        break;
      }
      payload = (outcome as { handOver: typeof payload }).handOver;
    }
    await app.runJobs();
    const upload = await readUpload(app, other, uploadId);
    expect(upload).toMatchObject({ state: 'ready', duplicate_of: null });
    expect(upload.activity_ids).toHaveLength(5);
    expect(upload.warnings).toHaveLength(1);
    const [count] = await app.sql<{ n: number }>(
      'select count(*)::int as n from activities where athlete_id = $1',
      [other.id],
    );
    expect(count?.n).toBe(5);
  });
});

test('an account’s own export is an archive that brings back what it holds', async () => {
  const [from, to] = [await app.registerAthlete(), await app.registerAthlete()];
  await uploadFile(app, from, { name: 'a.fit', bytes: fileOf(1) });
  const asked = await app.call({ method: 'POST', path: '/me/export', token: from.token });
  await app.runJobs();
  const { body } = await get(`/jobs/${String(asked.body['job_id'])}`, from.token);
  const { files } = body['result'] as { files: { url: string }[] };
  const zip = await fetch(files[0]?.url ?? '');
  const bytes = new Uint8Array(await zip.arrayBuffer());
  const upload = await uploadFile(app, to, { name: 'export.zip', bytes });
  expect(upload).toMatchObject({ state: 'ready', duplicate_of: null, error: null });
  const listOf = async (token: string) =>
    ((await get('/activities', token)).body['items'] as Record<string, unknown>[]).map(
      ({ name, distance_m, started_at }) => ({ name, distance_m, started_at }),
    );
  expect(await listOf(to.token)).toEqual(await listOf(from.token));
});

describe('two recordings of one bout', () => {
  test('are one in every list and sum until they are separated, and again once merged', async () => {
    const before = await totals();
    const fit = await uploadFile(app, athlete, { name: 'a.fit', bytes: fileOf(29) });
    const alone = await totals();
    expect(alone.activities).toBe(before.activities + 1);
    const gpx = await uploadFile(app, athlete, { name: 'a.gpx', bytes: fileOf(29, 'gpx') });
    expect(await totals()).toEqual(alone);
    const [a, b] = [fit.activity_ids[0] ?? '', gpx.activity_ids[0] ?? ''];
    const group = async (id: string) =>
      (await get(`/activities/${id}`)).body['group'] as Record<string, unknown> | null;
    expect(await group(a)).toMatchObject({ counted: true, activity_ids: [a, b].sort() });
    expect(await group(b)).toMatchObject({ counted: false });
    const day = 'from=2026-05-29&to=2026-05-30';
    const shown = await get(`/activities?${day}`);
    expect(shown.body).toMatchObject({ total: 1, items: [{ id: a }] });
    expect((await get(`/activities?${day}&duplicates=include`)).body).toMatchObject({ total: 2 });
    const post = async (path: string, body?: object) =>
      app.call({ method: 'POST', path, token: athlete.token, body });
    const separated = await post(`/activities/${b}/separate`);
    expect(separated).toMatchObject({ status: 200, body: { group: null } });
    expect((await post(`/activities/${b}/separate`)).status).toBe(409);
    expect((await totals()).activities).toBe(alone.activities + 1);
    expect((await get(`/activities?${day}`)).body).toMatchObject({ total: 2 });
    expect((await post(`/activities/${b}/merge`, { with: b })).status).toBe(409);
    const merged = await post(`/activities/${b}/merge`, { with: a });
    expect(merged.body['group']).toMatchObject({ counted: false, confidence: 1 });
    expect(await totals()).toEqual(alone);
  });

  test('Strava’s copy of a file is found whichever comes first', async () => {
    const { rider, id } = await riderAtStrava();
    const file = await get(`/activities/${id}/file?format=fit`, rider.token);
    expect(file.status).toBe(200);
    expect((await get(`/activities/${id}/file?format=original`, rider.token)).status).toBe(404);
    const upload = await uploadFile(app, rider, { name: 'same.fit', bytes: file.bytes });
    const uploaded = await get(`/activities/${upload.activity_ids[0]}`, rider.token);
    expect(uploaded.body['group']).toMatchObject({ counted: true });
    expect((await get(`/activities/${id}`, rider.token)).body['group']).toMatchObject({
      counted: false,
    });
    const totalOf = async (path: string) => (await get(path, rider.token)).body['total'] as number;
    expect(await totalOf('/activities')).toBe(
      (await totalOf('/activities?duplicates=include')) - 1,
    );
  });
});

describe('what Strava gave', () => {
  test('stays Strava’s in every file written of it, whoever uploads that', async () => {
    const { rider: giver, id } = await riderAtStrava();
    const taker = await app.registerAthlete();
    const path = `/activities/${id}/file`;
    for (const format of ['fit', 'gpx', 'tcx', 'csv']) {
      const { bytes } = await get(`${path}?format=${format}`, giver.token);
      const upload = await uploadFile(app, taker, { name: `copy.${format}`, bytes });
      const copy = (await get(`/activities/${upload.activity_ids[0]}`, taker.token)).body;
      expect([format, copy['source'], copy['policy'], upload.warnings]).toEqual([
        format,
        'file',
        { model: false, share: false, expires_at: null },
        [],
      ]);
      expect(copy['origins']).toMatchObject({ sport: 'strava', started_at: 'strava' });
      const again = await get(`/activities/${String(copy['id'])}/file?format=fit`, taker.token);
      const [device] = decodeFile(again.bytes, { filename: 'a.fit' }).recordings[0]?.devices ?? [];
      expect(device?.name).toMatch(/^(?!.*via Strava.*via Strava).*via Strava$/);
    }
  });

  test('becomes no recording of the app’s', async () => {
    const { rider, id, ride: given } = await riderAtStrava();
    const { bytes } = await get(`/activities/${id}/file?format=fit`, rider.token);
    const own = await app.call({
      method: 'POST',
      path: '/activities',
      token: rider.token,
      body: { sport: 'cycling', started_at: given['started_at'] },
    });
    const activity_id = String(own.body['id']);
    const upload = await uploadFile(app, rider, { name: 'a.fit', bytes, fields: { activity_id } });
    expect(upload.activity_ids).not.toContain(activity_id);
    expect(upload.warnings.map(({ code }) => code)).toEqual(['not_attached']);
  });
});

describe('what cannot be done', () => {
  test('is said: GPX without positions, a form for an activity that has samples', async () => {
    const indoors = ride();
    delete indoors.channels.latlng;
    const upload = await uploadFile(app, athlete, {
      name: 'indoors.fit',
      bytes: fileOf(30, 'fit', { channels: indoors.channels }),
    });
    const id = upload.activity_ids[0] ?? '';
    expect(await get(`/activities/${id}/file?format=gpx`)).toMatchObject({
      status: 422,
      body: { code: 'unprocessable_file' },
    });
    const fields = { activity_id: id };
    const refused = await sendFile(app, athlete, { name: 'b.fit', bytes: fileOf(31), fields });
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('an activity of the app’s takes the recording of a file, once', async () => {
    const [row] = await app.sql<{ id: string }>(
      "insert into activities (athlete_id, source, sport, name, started_at) values ($1, 'app', 'cycling', 'From the app', '2026-06-01T06:00:02Z') returning id",
      [athlete.id],
    );
    const fields = { activity_id: row?.id ?? '' };
    const bytes = writeFile(
      { ...ride(), startedAt: new Date('2026-06-01T06:00:00Z') },
      'fit',
    ).bytes;
    const upload = await uploadFile(app, athlete, { name: 'watch.fit', bytes, fields });
    expect(upload).toMatchObject({ state: 'ready', activity_ids: [row?.id] });
    expect(await activityOf(upload)).toMatchObject({
      source: 'app',
      name: 'From the app',
      streams: 'ready',
      analysis: 'ready',
      started_at: '2026-06-01T06:00:00Z',
    });
    const again = await uploadFile(app, athlete, { name: 'watch.fit', bytes });
    expect(again).toMatchObject({ duplicate_of: row?.id });
  });

  test('another athlete sees nothing of it', async () => {
    const stranger = await app.registerAthlete();
    const { body } = await get('/uploads?per_page=1');
    const [upload] = body['items'] as { id: string; activity_ids: string[] }[];
    const activity = upload?.activity_ids[0];
    for (const path of [`/uploads/${upload?.id}`, `/activities/${activity}/file`]) {
      expect((await get(path, stranger.token)).status).toBe(404);
    }
    const complete = { method: 'POST', path: `/uploads/${upload?.id}/complete` };
    expect((await app.call({ ...complete, token: stranger.token })).status).toBe(404);
    expect((await get('/uploads', stranger.token)).body['total']).toBe(0);
  });

  test('an account that is deleted takes its files with it', async () => {
    const leaver = await app.registerAthlete();
    await uploadFile(app, leaver, { name: 'a.fit', bytes: fileOf(1) });
    const files = async () =>
      app.sql('select name from storage.objects where name like $1', [`${leaver.id}/%`]);
    expect(await files()).toHaveLength(1);
    await app.call({ method: 'DELETE', path: '/me', token: leaver.token });
    await app.runJobs();
    expect(await files()).toEqual([]);
  });
});
