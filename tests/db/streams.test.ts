import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { PackedChannel } from '../../lib/core/ports/activities.ts';
import { at, NOW, summary, useWorld, uuid } from './world.ts';

const world = useWorld();

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
const channel = (name: string, data = bytes(1000)): PackedChannel => ({
  channel: name,
  sampleCount: data.length,
  data,
});

async function setUp() {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  const activities = [summary('1')];
  const [applied] = await world.db.activities.applyStrava({
    athleteId,
    activities,
    fetchedAt: NOW,
  });
  const activityId = applied?.id ?? '';
  return {
    caller,
    activityId,
    store: (channels: PackedChannel[], state: 'ready' | 'absent' = 'ready') =>
      world.db.streams.store({ activityId, state, channels, expiresAt: at(600).toISOString() }),
    read: async (channels?: string[]) =>
      (await world.db.streams.read(caller, { activityId, channels }))?.channels ?? [],
    state: async () => (await world.db.activities.get(BACKEND, activityId))?.streams,
  };
}

it('streams come back byte for byte, in buffers of their own', async () => {
  const { store, read, state } = await setUp();
  const sent = [
    channel('heart_rate'),
    channel('power', bytes(256)),
    channel('time', new Uint8Array()),
  ];
  expect(await store(sent)).toBe(true);
  const got = await read();
  expect(got).toEqual(sent);
  for (const { data } of got) expect(data.byteLength).toBe(data.buffer.byteLength);
  expect(await state()).toBe('ready');
});

it('a view into a larger buffer is stored as the view', async () => {
  const { store, read } = await setUp();
  await store([channel('power', bytes(100).subarray(10, 20))]);
  expect((await read())[0]?.data).toEqual(bytes(100).slice(10, 20));
});

it('only the channels asked for are read', async () => {
  const { store, read } = await setUp();
  await store([channel('heart_rate'), channel('power'), channel('time')]);
  expect((await read(['time', 'power', 'no such'])).map((c) => c.channel)).toEqual([
    'power',
    'time',
  ]);
  expect(await read([])).toEqual([]);
});

it('storing replaces all channels', async () => {
  const { store, read, state } = await setUp();
  await store([channel('heart_rate'), channel('power')]);
  await store([channel('time')]);
  expect((await read()).map((c) => c.channel)).toEqual(['time']);
  await store([], 'absent');
  expect(await read()).toEqual([]);
  expect(await state()).toBe('absent');
});

it('nothing is stored for an activity that is gone or deleted', async () => {
  const { store, caller, activityId } = await setUp();
  const nowhere = { activityId: uuid(), state: 'ready' as const, channels: [], expiresAt: null };
  expect(await world.db.streams.store(nowhere)).toBe(false);
  const changes = { deleted_at: NOW.toISOString() };
  await world.db.activities.update(caller, { activityId, changes, ifVersion: undefined });
  expect(await store([channel('time')])).toBe(false);
});

it('an athlete reads nobody else’s streams', async () => {
  const { store, activityId } = await setUp();
  await store([channel('time')]);
  const stranger = await world.newAthlete();
  expect(
    await world.db.streams.read(stranger, { activityId, channels: undefined }),
  ).toBeUndefined();
});

it('streams come with their activity, even where none are stored', async () => {
  const { caller, activityId } = await setUp();
  expect(await world.db.streams.read(caller, { activityId, channels: undefined })).toEqual({
    activity: {
      id: activityId,
      athlete_id: caller.athleteId,
      source: 'strava',
      source_id: '1',
      streams: 'pending',
      deleted_at: null,
    },
    channels: [],
  });
});
