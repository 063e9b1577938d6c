/** Another athlete's things are as unknown as things that never were, by every operation and in every state. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { type CallInput, useApp } from '../support/app.ts';
import { type AppAthlete, consent } from '../support/app-athletes.ts';
import type { Answer } from '../support/check-answer.ts';

const app = useApp();
let victim: AppAthlete;
let attacker: AppAthlete;
let stravaId: number;
let pointId: string;
/** By the name of the parameter, and what is special about each. */
let ids: Record<string, { case: string; id: string }[]>;
let cases = 0;

beforeAll(async () => {
  victim = await app.registerAthlete();
  attacker = await app.registerAthlete();
  stravaId = await app.connectStrava(victim, { historyDays: 5 });
  await app.runJobs();
  await app.sql(
    "insert into activities (athlete_id, source, sport, name, started_at) select $1, 'manual', 'running', 'Run of the victim', now() from generate_series(1, 3)",
    [victim.id],
  );
  const synced = await idsOf("source = 'strava' and streams = 'ready'");
  const own = await idsOf("source = 'manual'");
  await app.call({ method: 'DELETE', path: `/activities/${own[1]}`, token: victim.token });
  const [point] = await app.sql<{ id: string }>(
    "insert into points (activity_id, athlete_id, timestamp, winner) values ($1, $2, now(), 'me') returning id",
    [own[0], victim.id],
  );
  pointId = point?.id ?? '';
  const upload = await app.call({
    method: 'POST',
    path: '/uploads',
    token: victim.token,
    body: { filename: 'ride.fit', size_bytes: 1, sha256: 'a'.repeat(64) },
  });
  const sync = await app.call({ method: 'POST', path: '/sync', token: victim.token, body: {} });
  ids = {
    activity_id: [
      { case: 'from Strava, its samples in the cache', id: synced[0] ?? '' },
      { case: 'from Strava', id: synced[1] ?? '' },
      { case: 'its own', id: own[0] ?? '' },
      { case: 'deleted', id: own[1] ?? '' },
    ],
    upload_id: [{ case: 'that waits', id: String(upload.body['upload_id']) }],
    job_id: [{ case: 'queued', id: String(sync.body['job_id']) }],
  };
  for (const path of ['/activities', `/activities/${synced[0]}/streams`, '/sync', '/me']) {
    expect((await app.call({ path, token: victim.token })).status).toBe(200);
  }
}, 120_000);

afterAll(() => {
  console.log(`other athletes: ${cases} cases`);
});

async function idsOf(condition: string): Promise<string[]> {
  const rows = await app.sql<{ id: string }>(
    `select id from activities where athlete_id = $1 and ${condition} order by id`,
    [victim.id],
  );
  return rows.map(({ id }) => id);
}

/** Everything of an athlete's, as it is stored. */
async function snapshot(athleteId: string): Promise<string> {
  const tables = [
    'activities',
    'streams',
    'points',
    'live_batches',
    'uploads',
    'jobs',
    'strava_connections',
    'sync_state',
  ];
  const rows = await Promise.all(
    tables.map((table) =>
      app.sql(
        `select to_jsonb(t) from ${table} t where athlete_id = $1 order by to_jsonb(t)::text`,
        [athleteId],
      ),
    ),
  );
  return JSON.stringify([
    ...rows,
    await app.sql('select * from athletes where id = $1', [athleteId]),
  ]);
}

/** What a caller can tell from an answer, but for what names the request itself. */
function tellable(answer: Answer): unknown {
  const { instance: _path, request_id: _id, ...body } = answer.body;
  const headers = [...answer.headers.keys()].filter((name) => name !== 'content-length').sort();
  return { status: answer.status, body, headers };
}

const BODIES: Record<string, unknown[]> = {
  mergeActivity: [{ with: randomUUID() }],
  updateActivity: [{}, { name: 'Stolen' }, { metadata: { a: 1 } }, { name: 7 }],
  addHeartRate: [{ data: [{ timestamp: '2026-11-20T12:00:00Z', heart_rate_bpm: 150 }] }],
  addMotion: [
    {
      start_time: '2026-11-20T12:00:00Z',
      sample_rate_hz: 25,
      accelerometer: { x: [0], y: [0], z: [9.8] },
    },
  ],
  addPoint: [{ timestamp: '2026-11-20T12:00:00Z', winner: 'me' }],
  replacePoint: [{ timestamp: '2026-11-20T12:00:00Z', winner: 'me' }],
};
const HEADERS: Record<string, string>[] = [
  {},
  { 'if-match': '*' },
  { 'if-match': '"1-x"' },
  { 'if-none-match': '*' },
  { 'idempotency-key': '0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11' },
];

const withIds = allOperations.filter(
  ({ auth, params }) => auth !== 'public' && params !== undefined,
);

/** Every way to ask for a thing by its id. */
function requestsFor(operation: Operation, id: string): CallInput[] {
  const path = operation.path
    .replace('{chart}', 'pace')
    .replace('{point_id}', pointId)
    .replace(/\{\w+\}/, id);
  const methods: string[] = operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method];
  return methods.flatMap((method) =>
    HEADERS.flatMap((headers) =>
      (BODIES[operation.id] ?? [undefined]).map((body) => ({ method, path, headers, body })),
    ),
  );
}

describe('another athlete’s id answers what an id answers that never was', () => {
  test.each(withIds.map((operation) => ({ case: operation.id, operation })))(
    '$case',
    async ({ operation }) => {
      const [name = ''] = Object.keys(operation.params?.shape ?? {});
      const known = ids[name] ?? [];
      expect([name, known.length > 0]).toEqual([name, true]);
      for (const { case: kind, id } of known) {
        for (const form of [id, id.toUpperCase()]) {
          const never = requestsFor(operation, randomUUID());
          for (const [index, request] of requestsFor(operation, form).entries()) {
            cases += 1;
            const token = attacker.token;
            const theirs = await app.call({ ...request, token });
            const nobodys = await app.call({ ...(never[index] as CallInput), token });
            expect([kind, tellable(theirs)]).toEqual([kind, tellable(nobodys)]);
            expect([kind, theirs.status < 400]).toEqual([kind, false]);
          }
        }
      }
    },
  );

  test('and nothing of it is changed', async () => {
    const before = await snapshot(victim.id);
    for (const operation of withIds) {
      const [name = ''] = Object.keys(operation.params?.shape ?? {});
      for (const { id } of ids[name] ?? []) {
        for (const request of requestsFor(operation, id)) {
          cases += 1;
          await app.call({ ...request, token: attacker.token });
        }
      }
    }
    expect(await snapshot(victim.id)).toBe(before);
  });
});

test('what an athlete can ask without an id is about themselves only', async () => {
  const secrets = [victim.id, victim.email, 'Run of the victim', ...(await idsOf('true'))];
  for (const operation of allOperations) {
    if (operation.auth !== 'athlete' || operation.method !== 'GET' || operation.params) {
      continue;
    }
    cases += 1;
    const answer = await app.call({ path: operation.path, token: attacker.token });
    expect([operation.id, answer.status]).toEqual([operation.id, 200]);
    expect(secrets.filter((secret) => answer.text.includes(secret))).toEqual([]);
  }
  const list = await app.call({ path: '/activities', token: attacker.token });
  const sync = await app.call({ path: '/sync', token: attacker.token });
  const status = await app.call({ path: '/strava/status', token: attacker.token });
  expect(list.body).toMatchObject({ items: [], total: 0 });
  expect(sync.body).toMatchObject({ activities_total: 0, activities_done: 0, pending_jobs: 0 });
  expect(status.body).toMatchObject({ connected: false, strava_athlete_id: null });
});

test('a Strava account that is connected here cannot be linked to another athlete', async () => {
  const before = await snapshot(victim.id);
  const { callbackPath } = await consent(app, attacker, stravaId);
  const answer = await app.call({ path: callbackPath });
  const back = new URL(answer.headers.get('location') ?? '');
  expect([answer.status, back.searchParams.get('error')]).toEqual([302, 'conflict']);
  expect(await snapshot(victim.id)).toBe(before);
  expect((await app.call({ path: '/strava/status', token: attacker.token })).body).toMatchObject({
    connected: false,
  });
});

test('a link that somebody else consents to connects nothing: their app has no verifier for its code', async () => {
  const { id: strangersId } = app.strava.sim.addAthlete({ seed: 4711, historyDays: 3 });
  const { callbackPath } = await consent(app, attacker, strangersId);
  const { headers } = await app.call({ path: callbackPath });
  const code = new URL(headers.get('location') ?? '').searchParams.get('code');
  expect(code).not.toBeNull();
  const connected =
    'select count(*)::int as count from strava_connections where strava_athlete_id = $1';
  expect(await app.sql(connected, [strangersId])).toEqual([{ count: 0 }]);
  const body = { code, code_verifier: 'v'.repeat(43) };
  expect((await app.call({ method: 'POST', path: '/strava/token', body })).status).toBe(401);
  expect(await app.sql(connected, [strangersId])).toEqual([{ count: 0 }]);
  const held = 'select count(*)::int as count from one_time_codes where held_grant is not null';
  expect(await app.sql(held, [])).toEqual([{ count: 0 }]);
});

test('a one-time code is worth nothing without its verifier, and then nothing at all', async () => {
  const { callbackPath, verifier } = await consent(app, undefined, stravaId);
  const { headers } = await app.call({ path: callbackPath });
  const code = new URL(headers.get('location') ?? '').searchParams.get('code');
  const trade = (code_verifier: string) =>
    app.call({ method: 'POST', path: '/strava/token', body: { code, code_verifier } });
  expect((await trade('v'.repeat(43))).status).toBe(401);
  expect((await trade(verifier)).status).toBe(401);
  expect((await app.call({ path: callbackPath })).status).toBe(400);
});

describe('the token of an athlete who was deleted', () => {
  let gone: AppAthlete;
  let activityIds: string[];
  let jobId: string;

  beforeAll(async () => {
    gone = await app.registerAthlete();
    await app.connectStrava(gone, { historyDays: 3 });
    await app.runJobs();
    const rows = await app.sql<{ id: string }>('select id from activities where athlete_id = $1', [
      gone.id,
    ]);
    activityIds = rows.map(({ id }) => id);
    for (const path of ['/activities', `/activities/${activityIds[0]}/streams`, '/me', '/sync']) {
      await app.call({ path, token: gone.token });
    }
    const answer = await app.call({ method: 'DELETE', path: '/me', token: gone.token });
    jobId = String(answer.body['job_id']);
    await app.runJobs();
  }, 60_000);

  const realPath = (operation: Operation) =>
    operation.path
      .replace('{activity_id}', activityIds[0] ?? '')
      .replace('{chart}', 'pace')
      .replace('{point_id}', randomUUID())
      .replace(/\{(job|upload)_id\}/, randomUUID());

  const writes = allOperations.filter(({ auth, method }) => auth === 'athlete' && method !== 'GET');
  test.each(writes.map((operation) => ({ case: operation.id, operation })))(
    'is refused by $case',
    async ({ operation }) => {
      cases += 1;
      const answer = await app.call({
        method: operation.method,
        path: realPath(operation),
        token: gone.token,
        ...(operation.body === undefined ? {} : { body: {} }),
      });
      expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated']);
    },
  );

  const reads = allOperations.filter(({ auth, method }) => auth === 'athlete' && method === 'GET');
  test.each(reads.map((operation) => ({ case: operation.id, operation })))(
    'finds nothing by $case',
    async ({ operation }) => {
      cases += 1;
      const answer = await app.call({ path: realPath(operation), token: gone.token });
      expect([200, 404]).toContain(answer.status);
      const left = [
        gone.email,
        'Runner',
        ...activityIds.filter((id) => !realPath(operation).includes(id)),
      ];
      expect(left.filter((text) => answer.text.includes(text))).toEqual([]);
      if (operation.params !== undefined || operation.id === 'getMe') {
        expect(answer.status).toBe(404);
      }
    },
  );

  test('still watches the job that deleted it, which says what went', async () => {
    const answer = await app.call({ path: `/jobs/${jobId}`, token: gone.token });
    expect(answer.body).toMatchObject({ state: 'succeeded', kind: 'delete-athlete' });
  });

  test('cannot link a Strava account, nor begin to', async () => {
    const query = new URLSearchParams({
      redirect_uri: 'https://app.example/x',
      code_challenge: 'a'.repeat(43),
    });
    const login = await app.call({ path: `/strava/login?${query}`, token: gone.token });
    const exchange = await app.call({
      method: 'POST',
      path: '/strava/exchange',
      token: gone.token,
      body: { code: 'x', scope: 'read' },
    });
    expect([login.status, exchange.status]).toEqual([401, 401]);
  });

  test('is not renewed: neither its refresh token nor its password opens anything', async () => {
    const { email, password, refreshToken } = gone;
    const requests: CallInput[] = [
      { path: '/auth/login', body: { email, password } },
      { path: '/auth/refresh', body: { refresh_token: refreshToken } },
    ];
    for (const request of requests) {
      expect((await app.call({ method: 'POST', ...request })).status).toBe(401);
    }
  });

  test('has no row left in any table but the receipt and the jobs that tell of it', async () => {
    const tables = await app.sql<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    const left: string[] = [];
    for (const { name } of tables) {
      const rows = await app.sql(`select 1 from public.${name} t where to_jsonb(t)::text like $1`, [
        `%${gone.id}%`,
      ]);
      if (rows.length > 0) {
        left.push(name);
      }
    }
    expect(left.sort()).toEqual(['deletion_receipts', 'jobs']);
  });
});
