import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { ActivityFilter } from '../../lib/core/ports/activities.ts';
import { at, NOW, summary, useWorld, uuid } from './world.ts';

const world = useWorld();

const everything: ActivityFilter = {
  sport: undefined,
  source: undefined,
  sessionType: undefined,
  from: undefined,
  to: undefined,
  q: undefined,
  // several of these begin at the same time
  duplicates: true,
  sort: { column: 'started_at', ascending: false },
  page: 1,
  perPage: 20,
};

async function athleteWith(activities: ReturnType<typeof summary>[]) {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  await world.db.activities.applyStrava({ athleteId, activities, fetchedAt: NOW });
  world.requests();
  return caller;
}

const names = ({ items }: { items: { name: string | null }[] }) => items.map(({ name }) => name);

it('a page of activities and their number come in one request', async () => {
  const caller = await athleteWith(
    [1, 2, 3].map((day) =>
      summary(`${day}`, { name: `Day ${day}`, started_at: `2026-11-0${day}T07:00:00Z` }),
    ),
  );
  const page = await world.db.activities.list(caller, { ...everything, perPage: 2 });
  expect(names(page)).toEqual(['Day 3', 'Day 2']);
  expect(page.total).toBe(3);
  expect(world.requests()).toHaveLength(1);
});

it('a page beyond the end is empty and still knows the number, in one request', async () => {
  const caller = await athleteWith([summary('1'), summary('2')]);
  const page = await world.db.activities.list(caller, { ...everything, page: 7 });
  expect(page).toEqual({ items: [], total: 2 });
  expect(world.requests()).toHaveLength(1);
  const nobody = await world.newAthlete();
  expect(await world.db.activities.list(nobody, everything)).toEqual({ items: [], total: 0 });
});

it('pages hold every activity once, even when all started at the same time', async () => {
  const caller = await athleteWith(Array.from({ length: 25 }, (_, i) => summary(`${i}`)));
  for (const ascending of [true, false]) {
    const seen = new Set<string>();
    for (const page of [1, 2, 3]) {
      const filter = {
        ...everything,
        sort: { column: 'started_at' as const, ascending },
        page,
        perPage: 10,
      };
      for (const { id } of (await world.db.activities.list(caller, filter)).items) seen.add(id);
    }
    expect(seen.size).toBe(25);
  }
});

it('what has no distance comes last when sorted by it, up or down', async () => {
  const caller = await athleteWith([
    summary('1', { name: 'far', distance_m: 9000 }),
    summary('2', { name: 'none', distance_m: null }),
    summary('3', { name: 'near', distance_m: 100 }),
  ]);
  const sorted = (ascending: boolean) =>
    world.db.activities.list(caller, { ...everything, sort: { column: 'distance_m', ascending } });
  expect(names(await sorted(false))).toEqual(['far', 'near', 'none']);
  expect(names(await sorted(true))).toEqual(['near', 'far', 'none']);
});

it.each([
  { case: 'the start is inclusive', filter: { from: '2026-11-02T00:00:00Z' }, found: ['B', 'C'] },
  { case: 'the end is exclusive', filter: { to: '2026-11-02T00:00:00Z' }, found: ['A'] },
  { case: 'a sport', filter: { sport: 'running' }, found: ['C'] },
  { case: 'a source', filter: { source: 'file' }, found: [] },
  { case: 'a session type', filter: { sessionType: 'race' }, found: ['B'] },
])('a list can be narrowed: $case', async ({ filter, found }) => {
  const caller = await athleteWith([
    summary('1', { name: 'A', started_at: '2026-11-01T00:00:00Z' }),
    summary('2', { name: 'B', started_at: '2026-11-02T00:00:00Z', session_type: 'race' }),
    summary('3', { name: 'C', started_at: '2026-11-03T00:00:00Z', sport: 'running' }),
  ]);
  const sort = { column: 'started_at' as const, ascending: true };
  expect(names(await world.db.activities.list(caller, { ...everything, ...filter, sort }))).toEqual(
    found,
  );
});

it.each([
  { q: 'MORNING', found: ['Morning (easy), 50% & "fun"'] },
  { q: '50%', found: ['Morning (easy), 50% & "fun"'] },
  { q: '(easy), ', found: ['Morning (easy), 50% & "fun"'] },
  { q: '& "fun"', found: ['Morning (easy), 50% & "fun"'] },
  { q: 'a_b', found: ['a_b'] },
  { q: '\\', found: ['back\\slash'] },
  { q: 'k\\s', found: ['back\\slash'] },
  { q: '*star*', found: ['*star*'] },
  { q: 'größe', found: ['GRÖSSE größe'] },
  { q: 'null', found: [] },
  { q: '.*', found: [] },
])('the name is searched for $q, taken literally', async ({ q, found }) => {
  const all = [
    'Morning (easy), 50% & "fun"',
    'a_b',
    'axb',
    'back\\slash',
    '*star*',
    'GRÖSSE größe',
    '500',
  ];
  const caller = await athleteWith(all.map((name, i) => summary(`${i}`, { name })));
  expect(names(await world.db.activities.list(caller, { ...everything, q }))).toEqual(found);
});

it('a character that Postgres cannot hold is the request’s fault', async () => {
  const caller = await athleteWith([summary('1')]);
  const { items } = await world.db.activities.list(caller, everything);
  const changes = { name: 'nul \u0000' };
  const update = { activityId: items[0]?.id ?? '', changes, ifVersion: undefined };
  await expect(world.db.activities.update(caller, update)).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

it('times are RFC 3339 in UTC', async () => {
  const caller = await athleteWith([summary('1', { started_at: '2026-11-19T07:00:00.773+02:00' })]);
  const [listed] = (await world.db.activities.list(caller, everything)).items;
  const got = await world.db.activities.get(caller, listed?.id ?? '');
  expect(got).toEqual(listed);
  expect(got?.started_at).toBe('2026-11-19T05:00:00.773Z');
  expect(got?.source_fetched_at).toBe('2026-11-20T12:00:00Z');
  expect(got?.deleted_at).toBeNull();
  expect(got?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
});

it('an update of another version changes nothing and takes one request', async () => {
  const caller = await athleteWith([summary('1')]);
  const [activity] = (await world.db.activities.list(caller, everything)).items;
  const activityId = activity?.id ?? '';
  world.requests();
  const update = (name: string, ifVersion: number | undefined) =>
    world.db.activities.update(caller, { activityId, changes: { name }, ifVersion });
  expect(await update('stale', 7)).toBeUndefined();
  expect(world.requests()).toHaveLength(1);
  expect(await update('mine', 1)).toMatchObject({
    name: 'mine',
    version: 2,
    field_origins: { name: 'athlete' },
  });
  expect(world.requests()).toHaveLength(1);
  expect(await update('mine', 2)).toMatchObject({ version: 2 });
  expect(await update('again', undefined)).toMatchObject({ name: 'again', version: 3 });
});

it('an athlete sees and changes nobody else’s activities', async () => {
  const owner = await athleteWith([summary('1')]);
  const stranger = await world.newAthlete();
  const [activity] = (await world.db.activities.list(owner, everything)).items;
  const activityId = activity?.id ?? '';
  expect(await world.db.activities.get(stranger, activityId)).toBeUndefined();
  expect(await world.db.activities.get(BACKEND, activityId)).toMatchObject({
    athlete_id: owner.athleteId,
  });
  const changes = { name: 'stolen' };
  expect(
    await world.db.activities.update(stranger, { activityId, changes, ifVersion: undefined }),
  ).toBeUndefined();
  expect(await world.db.activities.countStrava(stranger, owner.athleteId)).toEqual({
    total: 0,
    done: 0,
  });
  await expect(
    world.db.activities.update(owner, {
      activityId,
      changes: { load: 1000 },
      ifVersion: undefined,
    }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

it('an expired or forged token is unauthenticated', async () => {
  const caller = await world.newAthlete();
  const forged = { ...caller, accessToken: `${caller.accessToken.slice(0, -6)}AAAAAA` };
  await expect(world.db.activities.list(forged, everything)).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

it('a deleted activity leaves the list and can be had by its id', async () => {
  const caller = await athleteWith([summary('1')]);
  const [activity] = (await world.db.activities.list(caller, everything)).items;
  const activityId = activity?.id ?? '';
  const changes = { deleted_at: NOW.toISOString() };
  await world.db.activities.update(caller, { activityId, changes, ifVersion: undefined });
  expect(await world.db.activities.list(caller, everything)).toEqual({ items: [], total: 0 });
  expect(await world.db.activities.get(caller, activityId)).toMatchObject({
    deleted_at: '2026-11-20T12:00:00Z',
    deleted_by: 'athlete',
  });
  expect(await world.db.activities.get(caller, uuid())).toBeUndefined();
});

it('pending, shown and counted Strava activities agree', async () => {
  const caller = await athleteWith([
    summary('1', { started_at: '2026-11-01T00:00:00Z' }),
    summary('2', { started_at: '2026-11-02T00:00:00Z', streams: 'absent' }),
    summary('3', { started_at: '2026-11-03T00:00:00Z' }),
  ]);
  const { athleteId } = caller;
  const { activities } = world.db;
  const pending = await activities.pendingStrava({ athleteId, limit: 5 });
  expect(pending.map(({ sourceId, startedAt }) => [sourceId, startedAt])).toEqual([
    ['3', '2026-11-03T00:00:00Z'],
    ['1', '2026-11-01T00:00:00Z'],
  ]);
  expect(await activities.pendingStrava({ athleteId, limit: 1 })).toHaveLength(1);
  const [from, to] = [new Date('2026-11-01T00:00:00Z'), new Date('2026-11-03T00:00:00Z')];
  const span = { athleteId, from, to };
  const shown = await activities.stravaIdsBetween({ ...span, fetchedBefore: at(9999) });
  expect(shown.map(({ sourceId }) => sourceId).sort()).toEqual(['1', '2']);
  expect(await activities.countStrava(caller, athleteId)).toEqual({ total: 3, done: 1 });
  expect(await activities.countStrava(BACKEND, athleteId)).toEqual({ total: 3, done: 1 });
  const key = { athleteId, source: 'strava' as const, sourceId: '2' };
  expect(await activities.findBySource(BACKEND, key)).toMatchObject({ source_id: '2' });
  expect(await activities.findBySource(BACKEND, { ...key, sourceId: '9' })).toBeUndefined();
});

it('more Strava ids than one answer holds are all found', async () => {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  await world.sql(
    `insert into activities (athlete_id, source, source_id, sport, started_at, source_fetched_at)
     select $1, 'strava', n::text, 'running', timestamptz '2020-01-01' + n * interval '1 hour', timestamptz '2020-01-01'
     from generate_series(1, 2345) n`,
    [athleteId],
  );
  const [from, to] = [new Date('2020-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];
  const shown = await world.db.activities.stravaIdsBetween({
    athleteId,
    from,
    to,
    fetchedBefore: NOW,
  });
  expect(new Set(shown.map(({ sourceId }) => sourceId)).size).toBe(2345);
});
