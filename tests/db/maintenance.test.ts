import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { createDb } from '../../lib/db/create-db.ts';
import { at, job, NOW, summary, tokens, useWorld } from './world.ts';

const world = useWorld();

const DAY_S = 86_400;
const NOTHING = {
  streams: 0,
  activities: 0,
  emptied: 0,
  tombstones: 0,
  codes: 0,
  idempotency_keys: 0,
  events: 0,
  jobs: 0,
};

const purge = (now: Date, limit = 500) => world.db.maintenance.purgeExpired({ limit, now });

async function withStreams(
  caller: { athleteId: string },
  sourceId: string,
  expiresAt: Date | null,
) {
  const [applied] = await world.db.activities.applyStrava({
    athleteId: caller.athleteId,
    activities: [summary(sourceId)],
    fetchedAt: NOW,
  });
  const channels = ['time', 'power'].map((channel) => ({
    channel,
    sampleCount: 1,
    data: new Uint8Array(1),
  }));
  const activityId = applied?.id ?? '';
  const stored = { activityId, state: 'ready' as const, channels };
  await world.db.streams.store({ ...stored, expiresAt: expiresAt?.toISOString() ?? null });
  return activityId;
}

it('streams go when they expire, and their activity says so', async () => {
  const caller = await world.newStravaAthlete();
  const expiring = await withStreams(caller, '1', at(600));
  const staying = await withStreams(caller, '2', null);
  expect(await purge(at(599))).toEqual(NOTHING);
  expect(await purge(at(600))).toEqual({ ...NOTHING, streams: 2 });
  expect(await purge(at(600))).toEqual(NOTHING);
  expect(await world.db.activities.get(BACKEND, expiring)).toMatchObject({ streams: 'expired' });
  expect(await world.db.activities.get(BACKEND, staying)).toMatchObject({ streams: 'ready' });
  expect(
    await world.db.streams.read(caller, { activityId: staying, channels: undefined }),
  ).toMatchObject({ channels: [{}, {}] });
});

it('a bite is bounded, and bites add up to the whole', async () => {
  const caller = await world.newStravaAthlete();
  const expires_at = at(60).toISOString();
  await world.db.activities.applyStrava({
    athleteId: caller.athleteId,
    activities: Array.from({ length: 25 }, (_, i) => summary(`${i}`, { expires_at })),
    fetchedAt: NOW,
  });
  const bites = [];
  for (let i = 0; i < 4; i += 1) bites.push((await purge(at(60), 10))['activities']);
  expect(bites).toEqual([10, 10, 5, 0]);
});

it('what the source removed is forgotten after the days of a tombstone', async () => {
  const { athleteId } = await world.newStravaAthlete();
  await world.db.activities.applyStrava({ athleteId, activities: [summary('1')], fetchedAt: NOW });
  await world.db.activities.removeStrava({ athleteId, sourceIds: ['1'], fetchedAt: at(1) });
  expect(await purge(at(30 * DAY_S))).toEqual(NOTHING);
  expect(await purge(at(30 * DAY_S + 2))).toEqual({ ...NOTHING, tombstones: 1 });
});

it('what the athlete deleted at Strava’s loses its contents and stays as a bare row', async () => {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  const activityId = await withStreams(caller, '1', null);
  const { activities } = world.db;
  const changes = { deleted_at: NOW.toISOString(), notes: 'secret' };
  await activities.update(caller, { activityId, changes, ifVersion: undefined });

  expect(await purge(at(30 * DAY_S))).toEqual(NOTHING);
  expect(await activities.get(caller, activityId)).toMatchObject({
    name: 'Morning Ride',
    notes: 'secret',
  });
  expect(await purge(at(30 * DAY_S + 1))).toEqual({ ...NOTHING, emptied: 1 });
  expect(await purge(at(90 * DAY_S))).toEqual(NOTHING);

  const bare = await activities.get(caller, activityId);
  expect(bare).toMatchObject({ source_id: '1', deleted_by: 'athlete', streams: 'expired' });
  expect(bare).toMatchObject({ name: null, notes: null, distance_m: null, source_metadata: {} });
  expect(await world.sql('select 1 from streams where activity_id = $1', [activityId])).toEqual([]);

  const late = { athleteId, activities: [summary('1')], fetchedAt: at(91 * DAY_S) };
  expect(await activities.applyStrava(late)).toMatchObject([{ outcome: 'kept_deleted' }]);
  await activities.update(caller, {
    activityId,
    changes: { deleted_at: null },
    ifVersion: undefined,
  });
  expect(await activities.applyStrava(late)).toMatchObject([{ outcome: 'updated' }]);
  expect(await activities.get(caller, activityId)).toMatchObject({
    name: 'Morning Ride',
    deleted_at: null,
  });
});

it('where summaries expire, what the athlete deleted is emptied in time, not forgotten', async () => {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  const expires_at = at(600).toISOString();
  const { activities } = world.db;
  const [kept, deleted] = await activities.applyStrava({
    athleteId,
    activities: [summary('1', { expires_at }), summary('2', { expires_at })],
    fetchedAt: NOW,
  });
  const changes = { deleted_at: NOW.toISOString() };
  await activities.update(caller, { activityId: deleted?.id ?? '', changes, ifVersion: undefined });
  expect(await purge(at(600))).toEqual({ ...NOTHING, activities: 1, emptied: 1 });
  expect(await activities.get(BACKEND, kept?.id ?? '')).toBeUndefined();
  const again = { athleteId, activities: [summary('2')], fetchedAt: at(700) };
  expect(await activities.applyStrava(again)).toMatchObject([{ outcome: 'kept_deleted' }]);
});

it('an athlete’s own deleted activity goes whole after the days of a tombstone', async () => {
  const caller = await world.newAthlete();
  const [own] = await world.sql<{ id: string }>(
    `insert into activities (athlete_id, source, sport, started_at) values ($1, 'file', 'running', now()) returning id`,
    [caller.athleteId],
  );
  const update = {
    activityId: own?.id ?? '',
    changes: { deleted_at: NOW.toISOString() },
    ifVersion: undefined,
  };
  await world.db.activities.update(caller, update);
  expect(await purge(at(30 * DAY_S + 1))).toEqual({ ...NOTHING, tombstones: 1 });
});

it('codes, keys, events and finished jobs go; what is still needed stays', async () => {
  const caller = await world.newStravaAthlete();
  const { codes, idempotencyKeys, webhookEvents, jobs } = world.db;
  const code = {
    purpose: 'state' as const,
    athleteId: undefined,
    codeChallenge: undefined,
    grant: undefined,
  };
  await codes.add({ ...code, code: 'short', expiresAt: at(60) });
  await codes.add({ ...code, code: 'long', expiresAt: at(9 * DAY_S) });
  const key = '00000000-0000-4000-8000-000000000000';
  await idempotencyKeys.claim(caller, { key, operation: 'x', requestSha256: 'y', now: NOW });
  await webhookEvents.accept(
    [
      {
        eventKey: 'purged',
        subscriptionId: 1,
        stravaAthleteId: caller.stravaAthleteId,
        objectType: 'activity',
        objectId: 5,
        aspectType: 'update',
        eventTime: NOW,
        updates: { title: 'Lunch' },
        signature: 'absent',
        job: undefined,
      },
    ],
    NOW,
  );
  await jobs.enqueue([job({ kind: 'finished', priority: 1 }), job({ kind: 'waiting' })], NOW);
  const [running] = await jobs.claim({ limit: 1, leaseS: 60, now: NOW });
  if (running !== undefined) await jobs.settle(running, { state: 'succeeded' }, NOW);

  expect(await purge(at(59))).toEqual(NOTHING);
  expect(await purge(at(61))).toEqual({ ...NOTHING, codes: 1 });
  expect(await purge(at(DAY_S + 1))).toEqual({ ...NOTHING, idempotency_keys: 1 });
  expect(await purge(at(6 * DAY_S + 1))).toEqual({ ...NOTHING, events: 1, jobs: 1 });
  expect(await world.sql("select kind from jobs where kind <> 'analyse-activity'")).toEqual([
    { kind: 'waiting' },
  ]);
  expect(await codes.use({ code: 'long', purpose: 'state', now: at(8 * DAY_S) })).toBeDefined();
});

it('the subscription is remembered and forgotten', async () => {
  const { maintenance } = world.db;
  expect(await maintenance.subscription()).toEqual({
    subscriptionId: undefined,
    callbackUrl: undefined,
  });
  const known = { subscriptionId: 77, callbackUrl: 'https://x.example/hook' };
  await maintenance.saveSubscription({ ...known, now: NOW });
  expect(await maintenance.subscription()).toEqual(known);
  await maintenance.saveSubscription({
    subscriptionId: undefined,
    callbackUrl: undefined,
    now: NOW,
  });
  expect(await maintenance.subscription()).toEqual({
    subscriptionId: undefined,
    callbackUrl: undefined,
  });
});

it('a database that cannot be reached is told by ping, and thrown by everything else', async () => {
  expect(await world.db.maintenance.ping()).toBe(true);
  const down = createDb({
    url: 'http://127.0.0.1:9',
    publishableKey: 'sb_publishable_x',
    secretKey: 'sb_secret_x',
    fetch,
    clock: { now: () => NOW, sleep: async () => {} },
  });
  expect(await down.maintenance.ping()).toBe(false);
  await expect(down.connections.findByStravaId(1)).rejects.toMatchObject({
    name: 'DatabaseError',
    message: 'The database cannot be reached.',
    cause: expect.objectContaining({ message: expect.stringContaining('fetch failed') }),
  });
});

it('an error of the database names its code and quotes no row', async () => {
  const { athleteId } = await world.newAthlete();
  const input = {
    athleteId,
    stravaAthleteId: 1,
    scopes: ['secret scope'],
    tokens: { ...tokens(), refreshTokenSealed: null as unknown as string },
    now: NOW,
  };
  const error = await world.db.connections.connect(input).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'DatabaseError', code: '23502' });
  expect(String(error)).not.toContain('secret scope');
});
