/** Live recordings over HTTP: what is taken, what is refused, and what is said of it. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApp } from '../../support/app.ts';
import type { AppAthlete } from '../../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let other: AppAthlete;
let id: string;

const START = '2026-11-19T18:00:00.000Z';
const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

beforeAll(async () => {
  athlete = await app.registerAthlete();
  other = await app.registerAthlete();
  id = await begin();
}, 60_000);

const call = (method: string, path: string, body?: object, token = athlete.token) =>
  app.call({ method, path, token, body });

async function begin(more: object = {}): Promise<string> {
  const body = { sport: 'squash', started_at: START, ...more };
  const { status, body: made } = await call('POST', '/activities', body);
  expect([status, made['upload_url']]).toEqual([201, '/api/v1/activities/import']);
  return String(made['id']);
}

const runJobs = async () => {
  await app.sql("update jobs set run_at = now() where state = 'queued'");
  await app.runJobs();
};

describe('an activity', () => {
  test('sent again with its id is the same one, and its id is nobody else’s', async () => {
    const body = { id: randomUUID(), sport: 'squash', started_at: START };
    const first = await call('POST', '/activities', body);
    const again = await call('POST', '/activities', body);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    const stolen = await call('POST', '/activities', body, other.token);
    const changed = await call('POST', '/activities', { ...body, started_at: at(1) });
    const said = ({ body: { code, detail } }: typeof stolen) => [code, detail];
    expect([stolen.status, said(stolen)]).toEqual([409, said(changed)]);
    await call('DELETE', `/activities/${body.id}`);
    expect(said(await call('POST', '/activities', body))).toEqual(said(stolen));
  });

  test('entered by hand has its figures and needs its end', async () => {
    const body = { sport: 'running', source: 'manual', started_at: START, distance_m: 8000 };
    expect((await call('POST', '/activities', body)).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'body.ended_at' }],
    });
    const manual = await begin({ ...body, ended_at: at(2400), average_heart_rate_bpm: 150 });
    await runJobs();
    expect((await call('GET', `/activities/${manual}`)).body).toMatchObject({
      source: 'manual',
      streams: 'absent',
      analysis: 'ready',
      elapsed_time_s: 2400,
      distance_m: 8000,
    });
    const { body: analysis } = await call('GET', `/activities/${manual}/analysis`);
    expect(analysis['computed_from']).toBe('summary');
  });

  test('ends once it was begun here, after its start, and under the version that was read', async () => {
    const path = `/activities/${await begin()}`;
    const end = (ended_at: string, headers = {}) =>
      app.call({ method: 'PATCH', path, token: athlete.token, body: { ended_at }, headers });
    expect((await end(at(-1))).body).toMatchObject({ code: 'validation_failed' });
    expect((await end(at(32 * 86_400))).body).toMatchObject({ code: 'validation_failed' });
    expect((await end(at(60), { 'if-match': '"77-x"' })).status).toBe(412);
    expect((await end(at(60))).body).toMatchObject({ elapsed_time_s: 60 });
    const [row] = await app.sql<{ id: string }>(
      "insert into activities (athlete_id, source, source_id, sport, started_at) values ($1, 'file', 'x', 'running', $2) returning id",
      [athlete.id, START],
    );
    const theirs = await call('PATCH', `/activities/${row?.id}`, { ended_at: at(60) });
    expect([theirs.status, theirs.body['code']]).toEqual([409, 'conflict']);
    const rate = { data: [{ timestamp: at(1), heart_rate_bpm: 150 }] };
    expect((await call('POST', `/activities/${row?.id}/heart-rate`, rate)).status).toBe(409);
  });
});

describe('heart rate', () => {
  test('that says nothing is told apart, and loses none of the rest', async () => {
    const data = [
      { timestamp: at(1), heart_rate_bpm: 140 },
      { timestamp: at(2), heart_rate_bpm: 0, confidence: 0 },
      { timestamp: at(-1), heart_rate_bpm: 140 },
      { timestamp: at(8 * 86_400), heart_rate_bpm: 140 },
      { timestamp: at(3), heart_rate_bpm: 141, confidence: 0.5 },
    ];
    expect((await call('POST', `/activities/${id}/heart-rate`, { data })).body).toEqual({
      accepted: 2,
      rejected: [
        { index: 1, reason: 'not_plausible' },
        { index: 2, reason: 'before_start' },
        { index: 3, reason: 'too_late' },
      ],
    });
  });

  test('that is no number is refused by its place, and nothing is stored', async () => {
    const count = async () =>
      app.sql('select count(*) from live_batches where activity_id = $1', [id]);
    const before = await count();
    const data = [
      { timestamp: at(1), heart_rate_bpm: 140 },
      { timestamp: at(2), heart_rate_bpm: '140' },
    ];
    const { status, body } = await call('POST', `/activities/${id}/heart-rate`, { data });
    expect([status, body['errors']]).toEqual([
      400,
      [expect.objectContaining({ path: 'body.data.1.heart_rate_bpm' })],
    ]);
    expect(await count()).toEqual(before);
  });
});

describe('motion', () => {
  const axes = (count: number) => ({
    x: Array(count).fill(0),
    y: Array(count).fill(0),
    z: Array(count).fill(9.81),
  });
  const send = (body: object) => call('POST', `/activities/${id}/motion`, body);
  const batch = { start_time: at(0), sample_rate_hz: 100, accelerometer: axes(6000) };

  test('of a minute at 100 Hz on six axes is taken, to the last digit', async () => {
    const digits = axes(6000).x.map((_, i) => Math.sin(i) * 10);
    const six = { x: digits, y: digits, z: digits };
    const packed = gzipSync(JSON.stringify({ ...batch, accelerometer: six, gyroscope: six }));
    const answer = await app.call({
      method: 'POST',
      path: `/activities/${id}/motion`,
      token: athlete.token,
      rawBody: packed,
      headers: { 'content-type': 'application/gzip' },
    });
    expect(answer.body).toEqual({ accepted: 6000 });
  });

  test('whose axes differ in length, or whose time is another day’s, is refused', async () => {
    const uneven = { ...axes(3), z: [1, 2] };
    expect((await send({ ...batch, accelerometer: uneven })).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'body.accelerometer' }],
    });
    for (const start_time of [at(-86_400), at(8 * 86_400)]) {
      expect((await send({ ...batch, start_time })).body).toMatchObject({
        code: 'validation_failed',
        errors: [{ path: 'body.start_time' }],
      });
    }
  });

  test.each([
    { case: 'as it is', type: 'application/json', body: () => ' '.repeat(800_000) },
    { case: 'packed', type: 'application/gzip', body: () => gzipSync(' '.repeat(800_000)) },
    { case: 'a bomb', type: 'application/gzip', body: () => gzipSync(new Uint8Array(90_000_000)) },
  ])('that is too much, $case, is refused', async ({ type, body }) => {
    const path = `/activities/${id}/motion`;
    const headers = { 'content-type': type };
    const answer = await app.call({
      method: 'POST',
      path,
      token: athlete.token,
      rawBody: body(),
      headers,
    });
    expect([answer.status, answer.body['code']]).toEqual([413, 'payload_too_large']);
  });
});

describe('points', () => {
  const point = (seconds: number, me: number, opponent: number, winner: string) => ({
    timestamp: at(seconds),
    winner,
    score_after: { me, opponent },
    game_number: 1,
  });

  test('whose score does not follow are kept, and marked', async () => {
    const match = await begin();
    const path = `/activities/${match}/points`;
    await call('POST', path, point(10, 1, 0, 'me'));
    await call('POST', path, point(30, 3, 0, 'me'));
    const marked = async () =>
      ((await call('GET', path)).body['items'] as { warnings: string[] }[]).map(
        ({ warnings }) => warnings,
      );
    expect(await marked()).toEqual([[], ['score_does_not_follow']]);
    const between = await call('POST', path, point(20, 2, 0, 'me'));
    expect([between.status, between.body['point_number']]).toEqual([201, 2]);
    expect(await marked()).toEqual([[], [], []]);
    await call('POST', path, { ...point(40, 0, 1, 'opponent'), game_number: 2 });
    await call('POST', path, point(50, 4, 0, 'me'));
    expect((await marked()).at(-1)).toEqual(['score_does_not_follow', 'game_goes_back']);
  });

  test('are sent again with their id, and corrected under the version that was read', async () => {
    const match = await begin();
    const path = `/activities/${match}/points`;
    const body = { id: randomUUID(), ...point(10, 1, 0, 'me') };
    const first = await call('POST', path, body);
    expect([(await call('POST', path, body)).body, first.status]).toEqual([first.body, 201]);
    expect((await call('POST', path, { ...body, winner: 'opponent' })).status).toBe(409);
    const elsewhere = `/activities/${await begin()}/points`;
    expect((await call('POST', elsewhere, body)).status).toBe(409);
    const put = (etag: string, winner: string) =>
      app.call({
        method: 'PUT',
        path: `${path}/${body.id}`,
        token: athlete.token,
        body: { ...body, winner },
        headers: { 'if-match': etag },
      });
    const etag = first.headers.get('etag') ?? '';
    expect((await put(etag, 'me')).body).toMatchObject({ version: 1 });
    expect((await put(etag, 'opponent')).body).toMatchObject({ version: 2, winner: 'opponent' });
    const stale = await put(etag, 'me');
    expect([stale.status, stale.body['current']]).toEqual([
      412,
      expect.objectContaining({ id: body.id, version: 2 }),
    ]);
    expect((await call('DELETE', `${path}/${randomUUID()}`)).status).toBe(404);
    expect((await call('PUT', `${elsewhere}/${body.id}`, body)).status).toBe(404);
  });
});

test('a recording nobody ends is ended by the night, and what comes later moves its end on', async () => {
  const silent = await begin({ started_at: '2026-11-17T18:00:00.000Z' });
  const rate = (from: number, count: number) => ({
    data: Array.from({ length: count }, (_, i) => ({
      timestamp: new Date(Date.parse('2026-11-17T18:00:00.000Z') + (from + i) * 1000).toISOString(),
      heart_rate_bpm: 140,
    })),
  });
  await call('POST', `/activities/${silent}/heart-rate`, rate(0, 600));
  const { newJob } = await import('../../../lib/jobs/kinds.ts');
  const night = async () => {
    await app.deps.jobs.enqueue([newJob('close-live', {})], new Date());
    await runJobs();
  };
  await night();
  expect((await call('GET', `/activities/${silent}`)).body).toMatchObject({ ended_at: null });
  await app.sql(
    "update live_batches set created_at = now() - interval '13 hours' where activity_id = $1",
    [silent],
  );
  await app.sql("update activities set created_at = now() - interval '14 hours' where id = $1", [
    silent,
  ]);
  await night();
  const closed = (await call('GET', `/activities/${silent}`)).body;
  expect(closed).toMatchObject({
    streams: 'ready',
    analysis: 'ready',
    average_heart_rate_bpm: 140,
  });
  expect(closed['elapsed_time_s']).toBeCloseTo(599, 0);
  await call('POST', `/activities/${silent}/heart-rate`, rate(600, 300));
  await runJobs();
  expect((await call('GET', `/activities/${silent}`)).body['elapsed_time_s']).toBeCloseTo(899, 0);
  await call('PATCH', `/activities/${silent}`, { ended_at: '2026-11-17T18:05:00.000Z' });
  await call('POST', `/activities/${silent}/heart-rate`, rate(900, 60));
  await runJobs();
  expect((await call('GET', `/activities/${silent}`)).body).toMatchObject({ elapsed_time_s: 300 });
});

test('what an athlete writes past the API is no batch, and holds up nothing', async () => {
  const mine = await begin();
  const rate = { data: [{ timestamp: at(1), heart_rate_bpm: 150 }] };
  await call('POST', `/activities/${mine}/heart-rate`, rate);
  const { url, publishableKey } = app.supabase;
  const junk = await fetch(`${url}/rest/v1/live_batches`, {
    method: 'POST',
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${athlete.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      activity_id: mine,
      sha256: 'c'.repeat(64),
      kind: 'motion',
      sample_count: 1,
      to_at: at(1),
      data: '\\x1f8b',
    }),
  });
  expect(junk.status).toBe(201);
  await call('PATCH', `/activities/${mine}`, { ended_at: at(60) });
  await runJobs();
  expect((await call('GET', `/activities/${mine}`)).body).toMatchObject({ streams: 'ready' });
  expect(app.lines.some((line) => line.includes('live_batch_unreadable'))).toBe(true);
});
