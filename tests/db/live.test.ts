/** On a real server with many connections: one connection could not show a race. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import type { PointChanges } from '../../lib/core/ports/live.ts';
import { toPoints } from '../../lib/features/points/to-point.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { useWorld, uuid } from './world.ts';

const world = useWorld(() => startServerSupabase());

const TIMEOUT_MS = 120_000;
const START = '2026-11-20T10:00:00.000Z';
const range = (length: number) => Array.from({ length }, (_, i) => i);
const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

async function newMatch(): Promise<{ caller: AthleteCaller; id: string }> {
  const caller = await world.newAthlete();
  const id = uuid();
  const row = { id, source: 'app', sport: 'squash', started_at: START };
  expect(await world.db.activities.create(caller, row)).toMatchObject({ id, streams: 'pending' });
  return { caller, id };
}

const pointAt = (seconds: number): PointChanges => ({
  timestamp: at(seconds),
  winner: seconds % 2 === 0 ? 'me' : 'opponent',
  score_me: null,
  score_opponent: null,
  game_number: null,
  heart_rate_at_end_bpm: null,
});

const batchOf = (activityId: string, index: number) => ({
  activityId,
  kind: 'heart_rate' as const,
  sha256: createHash('sha256').update(String(index)).digest('hex'),
  sampleCount: 1,
  toMs: Date.parse(START) + index * 1000,
  data: Uint8Array.of(index),
});

it('whatever is logged, corrected and deleted at once, points are numbered 1 to n by time at every look', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { caller, id } = await newMatch();
  const ids = range(60).map(() => uuid());
  const { points } = world.db;
  const key = (i: number) => ({ activityId: id, pointId: ids[i] ?? '', ifVersion: undefined });
  const over = new AbortController();
  const look = async () => {
    const seen = toPoints(await points.list(caller, id));
    expect(seen.map(({ point_number }) => point_number)).toEqual(
      range(seen.length).map((i) => i + 1),
    );
    const times = seen.map(({ timestamp }) => Date.parse(timestamp));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    return seen;
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await look();
    }
  })();
  await Promise.all(
    ids.map(async (pointId, i) => {
      // many at the same time of day, in the middle of those that are there
      const point = { ...pointAt((i * 37) % 20), id: pointId, activity_id: id };
      expect(await points.add(caller, point)).toBe('added');
      if (i % 3 === 0) {
        expect(await points.replace(caller, { ...key(i), changes: pointAt(i % 7) })).toBe(true);
      }
      if (i % 5 === 0) {
        expect(await points.remove(caller, key(i))).toBe(true);
        expect(await points.add(caller, point)).toBe('added');
      }
    }),
  );
  over.abort();
  await watching;
  expect(await look()).toHaveLength(60);
  expect(await points.add(caller, { ...pointAt(1), id: ids[0] ?? '', activity_id: id })).toBe(
    'taken',
  );
});

it('of two corrections of one version one counts', { timeout: TIMEOUT_MS }, async () => {
  const { caller, id } = await newMatch();
  const pointId = uuid();
  await world.db.points.add(caller, { ...pointAt(1), id: pointId, activity_id: id });
  const done = await Promise.all(
    range(8).map((i) =>
      world.db.points.replace(caller, {
        activityId: id,
        pointId,
        ifVersion: 1,
        changes: pointAt(10 + i),
      }),
    ),
  );
  expect(done.filter((isDone) => isDone)).toHaveLength(1);
});

it('whenever an activity ends, no batch that was answered is missing from what is put together of it', {
  timeout: TIMEOUT_MS,
}, async () => {
  for (const round of range(5)) {
    const { caller, id } = await newMatch();
    const { live, activities } = world.db;
    const assemble = async () => {
      for (;;) {
        const activity = await activities.get(caller, id);
        const endedAt = activity?.ended_at ?? undefined;
        if (endedAt === undefined) {
          return undefined;
        }
        const batches = (await live.batches(id)).length;
        const assembled = {
          channels: [],
          averageHeartRateBpm: undefined,
          maxHeartRateBpm: undefined,
          endedAt: undefined,
        };
        const stored = await live.store({
          activityId: id,
          batches,
          endedAt,
          assembled,
        });
        if (stored !== 'stale') {
          return batches;
        }
      }
    };
    let first: number | undefined;
    await Promise.all([
      ...range(40).map((i) => live.add(caller, batchOf(id, i))),
      ...range(10).map((i) => live.add(caller, batchOf(id, i))),
      (async () => {
        await live.add(caller, batchOf(id, 100 + round));
        const changes = { ended_at: at(3600) };
        await activities.update(caller, { activityId: id, changes, ifVersion: undefined });
        await world.sql("delete from jobs where kind = 'assemble-recording' and athlete_id = $1", [
          caller.athleteId,
        ]);
        first = await assemble();
      })(),
    ]);
    // a batch that came after has queued another assembling: without one, all was there
    const queued = await world.sql(
      "select 1 from jobs where kind = 'assemble-recording' and athlete_id = $1",
      [caller.athleteId],
    );
    const [row] = await world.sql<{ count: number }>(
      'select count(*)::int as count from live_batches where activity_id = $1',
      [id],
    );
    expect(row).toEqual({ count: 41 });
    expect([first === 41 || queued.length === 1, first]).toEqual([true, expect.any(Number)]);
    expect(await assemble()).toBe(41);
  }
});

it('samples that come while a recording is stored make it stale, and so does another end', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { caller, id } = await newMatch();
  const { live, activities } = world.db;
  const end = async (seconds: number) =>
    activities.update(caller, {
      activityId: id,
      changes: { ended_at: at(seconds) },
      ifVersion: undefined,
    });
  const assembled = {
    channels: [],
    averageHeartRateBpm: undefined,
    maxHeartRateBpm: undefined,
    endedAt: undefined,
  };
  await live.add(caller, batchOf(id, 1));
  expect(await end(600)).toMatchObject({ elapsed_time_s: 600 });
  const store = (batches: number, seconds: number) =>
    live.store({ activityId: id, batches, endedAt: at(seconds), assembled });
  expect(await store(0, 600)).toBe('stale');
  expect(await store(1, 601)).toBe('stale');
  expect(await store(1, 600)).toBe('stored');
  await world.sql('delete from jobs');
  await live.add(caller, batchOf(id, 2));
  await live.add(caller, batchOf(id, 2));
  const queued = await world.sql<{ kind: string; waits: boolean }>(
    'select kind, run_at > now() as waits from jobs where athlete_id = $1',
    [caller.athleteId],
  );
  expect(queued).toEqual([{ kind: 'assemble-recording', waits: true }]);
  expect(await store(1, 600)).toBe('stale');
});

it('what nobody ends is ended with its last sample, once nothing was heard for long, and not before', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { caller, id } = await newMatch();
  const { live, activities } = world.db;
  await live.add(caller, batchOf(id, 90));
  const heard = Date.now();
  const soon = { silentSince: new Date(heard - 3_600_000), limit: 10 };
  const late = { silentSince: new Date(heard + 3_600_000), limit: 10 };
  await live.close(soon);
  expect(await activities.get(caller, id)).toMatchObject({ ended_at: null });
  expect(await live.close(late)).toBeGreaterThan(0);
  const closed = await activities.get(caller, id);
  expect(Date.parse(closed?.ended_at ?? '')).toBe(Date.parse(at(90)));
  expect(closed?.field_origins).toEqual({});
  expect(await live.close(late)).toBe(0);
});

it('an athlete adds nothing to another one’s activity, and none to a source’s', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { id } = await newMatch();
  const stranger = await world.newAthlete();
  expect(await world.db.live.add(stranger, batchOf(id, 1))).toBe(false);
  const point = { ...pointAt(1), id: uuid(), activity_id: id };
  expect(await world.db.points.add(stranger, point)).toBe('refused');
  const [row] = await world.sql<{ id: string }>(
    "insert into activities (athlete_id, source, source_id, sport, started_at) values ($1, 'strava', '77', 'squash', now()) returning id",
    [stranger.athleteId],
  );
  expect(await world.db.live.add(stranger, batchOf(row?.id ?? '', 1))).toBe(false);
  const changes = { ended_at: at(60) };
  const ended = world.db.activities.update(stranger, {
    activityId: row?.id ?? '',
    changes,
    ifVersion: undefined,
  });
  await expect(ended).rejects.toMatchObject({ code: 'conflict' });
});
