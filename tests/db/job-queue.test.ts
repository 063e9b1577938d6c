import { beforeEach, expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { ClaimedJob, JobOutcome } from '../../lib/core/ports/jobs.ts';
import { at, job, NOW, useWorld, uuid } from './world.ts';

const world = useWorld();

beforeEach(() => world.sql('delete from jobs'));

const claim = (limit = 10, now = NOW) => world.db.jobs.claim({ limit, leaseS: 60, now });
const kinds = (jobs: { kind: string }[]) => jobs.map(({ kind }) => kind);

async function claimOne(now = NOW): Promise<ClaimedJob> {
  const [claimed, ...others] = await claim(10, now);
  if (claimed === undefined || others.length > 0) throw new Error('Not exactly one job was due.');
  return claimed;
}

async function jobRow(id: string) {
  const [row] = await world.sql('select * from jobs where id = $1', [id]);
  return row;
}

const requeue: JobOutcome = { state: 'queued', runAt: at(60), countAttempt: true };

it('ids come back in the order of the jobs, twins share one', async () => {
  const { jobs } = world.db;
  const batch = [
    job({ kind: 'z', dedupeKey: 'z' }),
    job({ kind: 'n' }),
    job({ kind: 'a', dedupeKey: 'a' }),
    job({ kind: 'z', dedupeKey: 'z' }),
  ];
  const ids = await jobs.enqueue(batch, NOW);
  expect(new Set(ids).size).toBe(3);
  expect(ids[3]).toBe(ids[0]);
  for (const [place, id] of ids.entries()) {
    expect(await jobRow(id)).toMatchObject({ kind: batch[place]?.kind });
  }
  expect(await jobs.enqueue([], NOW)).toEqual([]);
});

it('a twin makes a queued job more urgent, never less', async () => {
  const { jobs } = world.db;
  const first = job({ dedupeKey: 'k', priority: 50, runAt: at(600) });
  const [id] = await jobs.enqueue([first], NOW);
  await jobs.enqueue([job({ dedupeKey: 'k', priority: 90, runAt: at(900) })], NOW);
  expect(await claim()).toEqual([]);
  expect(await jobs.enqueue([job({ dedupeKey: 'k', priority: 10 })], NOW)).toEqual([id]);
  expect(await jobRow(id ?? '')).toMatchObject({ priority: 10, state: 'queued' });
  expect((await claimOne()).id).toBe(id);
});

it('a running twin is reused only when asked for', async () => {
  const { jobs } = world.db;
  const [running] = await jobs.enqueue([job({ dedupeKey: 'k' })], NOW);
  await claim();
  const reuse = job({ dedupeKey: 'k', reuseRunning: true });
  expect(await jobs.enqueue([reuse], NOW)).toEqual([running]);
  const [queued] = await jobs.enqueue([job({ dedupeKey: 'k' })], NOW);
  expect(queued).not.toBe(running);
});

it('due jobs are claimed by priority, then by how long they are due', async () => {
  await world.db.jobs.enqueue(
    [
      job({ kind: 'later', priority: 10, runAt: at(1) }),
      job({ kind: 'low', priority: 90, runAt: at(-90) }),
      job({ kind: 'second', runAt: at(-10) }),
      job({ kind: 'first', runAt: at(-20) }),
      job({ kind: 'urgent', priority: 10 }),
    ],
    at(-100),
  );
  expect(kinds(await claim(2))).toEqual(['urgent', 'first']);
  expect(kinds(await claim())).toEqual(['second', 'low']);
  expect(await claim()).toEqual([]);
});

it('a claimed job carries what its runner needs', async () => {
  const athleteId = uuid();
  const [id] = await world.db.jobs.enqueue(
    [job({ kind: 'sync', athleteId, payload: { page: 3, deep: [null] }, maxAttempts: 5 })],
    at(-5),
  );
  expect(await claimOne()).toEqual({
    id,
    kind: 'sync',
    athleteId,
    payload: { page: 3, deep: [null] },
    attempts: 1,
    maxAttempts: 5,
    leaseToken: expect.any(String),
    createdAt: at(-5),
  });
});

it('jobs of one serial key run one after the other', async () => {
  const { jobs } = world.db;
  const serial = job({ kind: 'a', serialKey: 's', runAt: at(-1) });
  await jobs.enqueue([serial, serial, job({ kind: 'free' })], NOW);
  const first = await claim();
  expect(kinds(first)).toEqual(['a', 'free']);
  expect(await claim()).toEqual([]);
  const [running] = first;
  await jobs.settle(running as ClaimedJob, { state: 'succeeded' }, NOW);
  expect(kinds(await claim())).toEqual(['a']);
});

it('jobs behind a long row of one serial key do not starve', async () => {
  const blocked = Array.from({ length: 60 }, () =>
    job({ kind: 'row', priority: 1, serialKey: 's' }),
  );
  await world.db.jobs.enqueue([...blocked, ...['a', 'b', 'c'].map((kind) => job({ kind }))], NOW);
  const [first, ...others] = kinds(await claim(3));
  expect(first).toBe('row');
  expect([...others, ...kinds(await claim(3))].sort()).toEqual(['a', 'b', 'c']);
});

it('a heartbeat prolongs the lease and writes progress', async () => {
  const athlete = await world.newAthlete();
  const { jobs } = world.db;
  await jobs.enqueue([job({ athleteId: athlete.athleteId })], NOW);
  const running = await claimOne();
  expect(
    await jobs.heartbeat(running, { leaseS: 60, now: at(50), progress: 40, step: 'half' }),
  ).toBe(true);
  expect(await jobs.heartbeat(running, { leaseS: 60, now: at(55) })).toBe(true);
  expect(await jobs.freeAbandoned(at(110))).toEqual({ freed: 0, due: 0 });
  expect(await jobs.get(athlete, running.id)).toEqual({
    id: running.id,
    kind: 'probe',
    athlete_id: athlete.athleteId,
    state: 'running',
    progress: 40,
    step: 'half',
    result: null,
    error_code: null,
    error_detail: null,
    attempts: 1,
    run_at: '2026-11-20T12:00:00Z',
    created_at: '2026-11-20T12:00:00Z',
    updated_at: '2026-11-20T12:00:55Z',
  });
});

it('whoever lost the lease can neither beat nor settle', async () => {
  const { jobs } = world.db;
  await jobs.enqueue([job({ dedupeKey: 'k' })], NOW);
  const lost = await claimOne();
  expect(await jobs.freeAbandoned(at(61))).toEqual({ freed: 1, due: 1 });
  const row = await jobRow(lost.id);
  for (const outcome of [
    { state: 'succeeded' },
    { ...requeue, runAt: at(-500) },
  ] satisfies JobOutcome[]) {
    expect(await jobs.settle(lost, outcome, at(62))).toBe(false);
  }
  expect(await jobs.heartbeat(lost, { leaseS: 60, now: at(62) })).toBe(false);
  expect(await jobRow(lost.id)).toEqual(row);
  const next = await claimOne(at(62));
  expect(next).toMatchObject({ id: lost.id, attempts: 2 });
  expect(await jobs.settle(lost, { state: 'succeeded' }, at(63))).toBe(false);
});

it('a job that succeeds shows its result and no old error', async () => {
  const { jobs } = world.db;
  const athlete = await world.newAthlete();
  await jobs.enqueue([job({ athleteId: athlete.athleteId })], NOW);
  const failed: JobOutcome = {
    ...requeue,
    errorCode: 'upstream',
    errorDetail: 'no answer',
    progress: 30,
  };
  await jobs.settle(await claimOne(), failed, NOW);
  const again = await claimOne(at(60));
  expect(await jobs.get(athlete, again.id)).toMatchObject({ error_code: 'upstream', progress: 30 });
  const done: JobOutcome = { state: 'succeeded', result: { count: 3 }, step: 'done' };
  expect(await jobs.settle(again, done, at(61))).toBe(true);
  expect(await jobs.get(athlete, again.id)).toMatchObject({
    state: 'succeeded',
    progress: 100,
    step: 'done',
    result: { count: 3 },
    error_code: null,
    error_detail: null,
  });
  expect(await jobRow(again.id)).toMatchObject({
    finished_at: expect.anything(),
    lease_token: null,
  });
});

it('a dead letter says why', async () => {
  const { jobs } = world.db;
  await jobs.enqueue([job({})], NOW);
  const running = await claimOne();
  await jobs.settle(running, { state: 'failed', errorCode: 'bad', errorDetail: 'It broke.' }, NOW);
  expect(await jobRow(running.id)).toMatchObject({
    state: 'failed',
    error_code: 'bad',
    error_detail: 'It broke.',
  });
  expect(await claim(10, at(9999))).toEqual([]);
});

it('a parked job gets its attempt back and its payload forward', async () => {
  const { jobs } = world.db;
  await jobs.enqueue([job({ payload: { page: 1 } })], NOW);
  const parked: JobOutcome = {
    ...requeue,
    countAttempt: false,
    payload: { page: 2 },
    step: 'page 2',
  };
  await jobs.settle(await claimOne(), parked, NOW);
  expect(await claim(10, at(59))).toEqual([]);
  expect(await claimOne(at(60))).toMatchObject({ attempts: 1, payload: { page: 2 } });
});

it('a job put back while its twin waits is superseded by the twin, which takes over its urgency', async () => {
  const { jobs } = world.db;
  await jobs.enqueue([job({ dedupeKey: 'k', priority: 10 })], NOW);
  const running = await claimOne();
  const [twin] = await jobs.enqueue([job({ dedupeKey: 'k', priority: 70, runAt: at(900) })], NOW);
  expect(await jobs.settle(running, requeue, NOW)).toBe(true);
  expect(await jobRow(running.id)).toMatchObject({
    state: 'succeeded',
    result: { superseded_by: twin },
  });
  expect(await jobRow(twin ?? '')).toMatchObject({ state: 'queued', priority: 10 });
  expect((await claimOne(at(60))).id).toBe(twin);
});

it('a job that lost every runner becomes a dead letter', async () => {
  const { jobs } = world.db;
  const [id] = await jobs.enqueue([job({ maxAttempts: 2 })], NOW);
  await claimOne();
  expect(await jobs.freeAbandoned(at(61))).toEqual({ freed: 1, due: 1 });
  await claimOne(at(62));
  expect(await jobs.freeAbandoned(at(200))).toEqual({ freed: 1, due: 0 });
  expect(await jobRow(id ?? '')).toMatchObject({ state: 'failed', error_code: 'abandoned' });
});

it('an athlete watches and counts only their own jobs', async () => {
  const { jobs } = world.db;
  const [owner, stranger] = [await world.newAthlete(), await world.newAthlete()];
  const { athleteId } = owner;
  const [id] = await jobs.enqueue(
    [job({ athleteId }), job({ athleteId }), job({ athleteId })],
    NOW,
  );
  const [first, second] = await claim(2);
  await jobs.settle(first as ClaimedJob, { state: 'succeeded' }, NOW);
  expect(second?.athleteId).toBe(athleteId);
  expect(await jobs.get(owner, id ?? '')).toMatchObject({ athlete_id: athleteId });
  expect(await jobs.get(stranger, id ?? '')).toBeUndefined();
  expect(await jobs.countPending(owner, athleteId)).toBe(2);
  expect(await jobs.countPending(BACKEND, athleteId)).toBe(2);
  expect(await jobs.countPending(stranger, athleteId)).toBe(0);
});
