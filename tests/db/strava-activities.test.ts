import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { Activities, SourceActivity } from '../../lib/core/ports/activities.ts';
import { at, NOW, summary, useWorld } from './world.ts';

const world = useWorld();

async function setUp() {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  const { activities, streams } = world.db;

  async function row(sourceId = '1') {
    const key = { athleteId, source: 'strava' as const, sourceId };
    const found = await activities.findBySource(BACKEND, key);
    if (found === undefined) throw new Error(`no activity ${sourceId}`);
    return found;
  }

  return {
    athleteId,
    row,
    apply: (summaries: SourceActivity[], fetchedAt = NOW) =>
      activities.applyStrava({ athleteId, activities: summaries, fetchedAt }),
    remove: (sourceIds: string[], fetchedAt = NOW) =>
      activities.removeStrava({ athleteId, sourceIds, fetchedAt }),
    edit: async (changes: Parameters<Activities['update']>[1]['changes']) => {
      const { id } = await row();
      return activities.update(caller, { activityId: id, changes, ifVersion: undefined });
    },
    storeStreams: async () => {
      const { id } = await row();
      const channels = [{ channel: 'time', sampleCount: 2, data: new Uint8Array([1, 2]) }];
      await streams.store({ activityId: id, state: 'ready', channels, expiresAt: null });
    },
    streamCount: async () => {
      const text = 'select count(*)::int as n from streams where athlete_id = $1';
      const [counted] = await world.sql<{ n: number }>(text, [athleteId]);
      return counted?.n;
    },
  };
}

const outcomes = (applied: { sourceId: string; outcome: string }[]) =>
  Object.fromEntries(applied.map(({ sourceId, outcome }) => [sourceId, outcome]));

it('what is new is inserted, what changed updated, the rest unchanged', async () => {
  const { apply, row } = await setUp();
  const [first] = await apply([summary('1'), summary('2')]);
  expect(first).toEqual({
    sourceId: '1',
    id: (await row()).id,
    outcome: 'inserted',
    streams: 'pending',
  });
  const again = await apply(
    [summary('2', { distance_m: 31_000 }), summary('1'), summary('3')],
    at(60),
  );
  expect(outcomes(again)).toEqual({ '1': 'unchanged', '2': 'updated', '3': 'inserted' });
  expect(await row('1')).toMatchObject({ version: 1, source_fetched_at: '2026-11-20T12:01:00Z' });
  expect(await row('2')).toMatchObject({ version: 2, distance_m: 31_000 });
});

it('the athlete’s own name, sport and notes survive while everything else follows', async () => {
  const { apply, edit, row } = await setUp();
  await apply([summary('1', { sub_sport: 'road', notes: 'theirs', source_detail: true })]);
  await edit({ name: 'Mine', sport: 'running', notes: 'my notes' });
  const changed = {
    name: 'Renamed',
    sport: 'hiking',
    sub_sport: 'trail',
    notes: 'new',
    distance_m: 5,
  };
  await apply([summary('1', { ...changed, source_detail: true, session_type: 'race' })], at(60));
  expect(await row()).toMatchObject({
    name: 'Mine',
    sport: 'running',
    sub_sport: 'road',
    notes: 'my notes',
    distance_m: 5,
    session_type: 'race',
  });
});

it('an older answer never overwrites a newer one, and bumps no version', async () => {
  const { apply, row } = await setUp();
  await apply([summary('1', { name: 'new' })], at(60));
  expect(outcomes(await apply([summary('1', { name: 'old' })], NOW))).toEqual({ '1': 'unchanged' });
  expect(await row()).toMatchObject({ name: 'new', version: 1 });
});

it('what only the detail says outlives a later summary', async () => {
  const { apply, row } = await setUp();
  const detail = { source_detail: true, calories_kcal: 900, notes: 'windy', device_name: 'Edge' };
  await apply([summary('1', detail)]);
  expect(outcomes(await apply([summary('1')], at(60)))).toEqual({ '1': 'unchanged' });
  expect(await row()).toMatchObject(detail);
  await apply([summary('1', { source_detail: true })], at(120));
  expect(await row()).toMatchObject({ calories_kcal: null, notes: null, device_name: 'Edge' });
});

it('a later expiry alone is no change', async () => {
  const { apply, row } = await setUp();
  await apply([summary('1', { expires_at: at(100).toISOString() })]);
  const later = { expires_at: at(200).toISOString() };
  expect(outcomes(await apply([summary('1', later)], at(60)))).toEqual({ '1': 'unchanged' });
  expect(await row()).toMatchObject({ version: 1, expires_at: '2026-11-20T12:03:20Z' });
});

it('what the athlete deleted stays deleted', async () => {
  const { apply, edit, row } = await setUp();
  await apply([summary('1')]);
  await edit({ deleted_at: NOW.toISOString() });
  expect(outcomes(await apply([summary('1', { name: 'back' })], at(60)))).toEqual({
    '1': 'kept_deleted',
  });
  expect(await row()).toMatchObject({ deleted_by: 'athlete', name: 'Morning Ride' });
  await edit({ deleted_at: null });
  expect(outcomes(await apply([summary('1', { name: 'back' })], at(120)))).toEqual({
    '1': 'updated',
  });
  expect(await row()).toMatchObject({ deleted_at: null, deleted_by: null, name: 'back' });
});

it('what the source removed is emptied, and a late answer does not bring it back', async () => {
  const { apply, remove, row, storeStreams, streamCount, edit } = await setUp();
  const [applied] = await apply([summary('1', { notes: 'x', source_detail: true }), summary('2')]);
  await storeStreams();
  expect(await remove(['1', '404'], at(60))).toEqual([applied?.id]);
  expect(await remove(['1'], at(61))).toEqual([]);
  expect(await streamCount()).toBe(0);
  const gone = await row();
  expect(gone).toMatchObject({
    deleted_by: 'source',
    name: null,
    distance_m: null,
    source_metadata: {},
  });
  expect(outcomes(await apply([summary('1')], at(30)))).toEqual({ '1': 'unchanged' });
  expect(await row()).toEqual(gone);
  await expect(edit({ deleted_at: null })).rejects.toMatchObject({ code: 'conflict' });
});

it('what the source removed and shows again is revived with streams to fetch', async () => {
  const { apply, remove, row, edit } = await setUp();
  await apply([summary('1')]);
  await edit({ name: 'Mine' });
  await remove(['1'], at(60));
  const [revived] = await apply([summary('1')], at(120));
  expect(revived).toMatchObject({ outcome: 'updated', streams: 'pending' });
  expect(await row()).toMatchObject({
    deleted_at: null,
    deleted_by: null,
    name: 'Morning Ride',
    field_origins: {},
    distance_m: 30_000,
  });
});

it('an answer older than what is stored removes nothing', async () => {
  const { apply, remove, row } = await setUp();
  await apply([summary('1')], at(60));
  expect(await remove(['1'], NOW)).toEqual([]);
  expect(await row()).toMatchObject({ deleted_at: null });
});

it('an athlete’s deletion stays theirs when the source removes the activity too', async () => {
  const { apply, remove, row, edit } = await setUp();
  await apply([summary('1')]);
  await edit({ deleted_at: NOW.toISOString() });
  expect(await remove(['1'], at(60))).toHaveLength(1);
  expect(await remove(['1'], at(61))).toEqual([]);
  expect(await row()).toMatchObject({ deleted_by: 'athlete', name: null, source_fetched_at: null });
  expect(outcomes(await apply([summary('1')], at(120)))).toEqual({ '1': 'kept_deleted' });
});

it('a crop makes the stored streams pending again, a new name does not', async () => {
  const { apply, row, storeStreams } = await setUp();
  await apply([summary('1')]);
  await storeStreams();
  expect(await apply([summary('1', { name: 'New' })], at(60))).toMatchObject([
    { streams: 'ready' },
  ]);
  const cropped = summary('1', { elapsed_time_s: 3000 });
  expect(await apply([cropped], at(120))).toMatchObject([
    { outcome: 'updated', streams: 'pending' },
  ]);
  expect(await row()).toMatchObject({ streams: 'pending', analysis: 'pending' });
});

it('without a connection nothing is written and nothing is answered', async () => {
  const { athleteId } = await world.newAthlete();
  const input = { athleteId, activities: [summary('1')], fetchedAt: NOW };
  expect(await world.db.activities.applyStrava(input)).toEqual([]);
  expect(await world.db.activities.countStrava(BACKEND, athleteId)).toEqual({ total: 0, done: 0 });
});

it('200 activities are applied at once', async () => {
  const { apply, athleteId } = await setUp();
  const many = Array.from({ length: 200 }, (_, i) => summary(`${i}`));
  const applied = await apply(many);
  expect(new Set(applied.map(({ outcome }) => outcome))).toEqual(new Set(['inserted']));
  expect(await apply([])).toEqual([]);
  expect(await world.db.activities.countStrava(BACKEND, athleteId)).toEqual({
    total: 200,
    done: 0,
  });
  const again = await apply(many, at(60));
  expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
});
