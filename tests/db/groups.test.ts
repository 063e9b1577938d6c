/** Recordings of one bout: found whatever comes first, counted once at all times, parted and joined at will. */

import { describe, expect, test } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import * as fc from '../support/fast-check.ts';
import { summary, useWorld } from './world.ts';

const world = useWorld();

interface Given {
  source?: 'strava' | 'file' | 'app' | 'manual';
  /** min from 07:00. */
  at?: number;
  lastsMin?: number | null;
  km?: number | null;
  sport?: string;
  format?: string;
  sourceId?: string;
}

let count = 0;

/** One who never signs in, which takes longer than all that is tested of them. */
async function newAthlete(): Promise<string> {
  const [row] = await world.sql<{ id: string }>(
    'insert into auth.users (id) values (gen_random_uuid()) returning id',
  );
  return row?.id ?? '';
}

async function add(athleteId: string, given: Given = {}): Promise<string> {
  count += 1;
  const { source = 'file', at = 0, lastsMin = 60, km = 10, sport = 'running' } = given;
  const [row] = await world.sql<{ id: string }>(
    `insert into activities (athlete_id, source, source_id, sport, started_at, elapsed_time_s, distance_m, streams, source_metadata)
     values ($1, $2, $3, $4, timestamptz '2026-11-19T07:00:00Z' + make_interval(secs => $5), $6, $7, 'absent', $8) returning id`,
    [
      athleteId,
      source,
      given.sourceId ?? `s-${count}`,
      sport,
      at * 60,
      lastsMin === null ? null : lastsMin * 60,
      km === null ? null : km * 1000,
      { format: given.format ?? 'fit' },
    ],
  );
  return row?.id ?? '';
}

interface Row {
  id: string;
  counted: boolean;
  group_id: string | null;
  group_members: string[] | null;
  group_confidence: number | null;
  deleted_at: string | null;
  distance_m: number;
  source: string;
}

const rowsOf = (athleteId: string) =>
  world.sql<Row>(
    'select id, counted, group_id, group_members, group_confidence, deleted_at, distance_m, source from activities where athlete_id = $1 order by id',
    [athleteId],
  );

const sumOf = async (athleteId: string) =>
  (
    await world.sql<{ n: number; m: number }>(
      'select coalesce(sum(activities), 0)::int as n, coalesce(sum(distance_m), 0) as m from training_days where athlete_id = $1',
      [athleteId],
    )
  )[0];

/** What is joined, as sets of places in `ids`. */
async function groupsOf(athleteId: string, ids: string[]): Promise<number[][]> {
  const rows = await rowsOf(athleteId);
  const groups = new Map<string, number[]>();
  for (const [place, id] of ids.entries()) {
    const key = rows.find((row) => row.id === id)?.group_id ?? id;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

const separate = (id: string) => world.sql('select separate_activity($1)', [id]);
const merge = (id: string, other: string) =>
  world.sql('select merge_activities($1, $2)', [id, other]);
const setDeleted = (id: string, deleted: boolean) =>
  world.sql(
    `update activities set deleted_at = ${deleted ? 'now()' : 'null'}, deleted_by = ${deleted ? "'athlete'" : 'null'} where id = $1`,
    [id],
  );

describe('one bout', () => {
  const PAIRS: { case: string; a: Given; b: Given; confidence: number | null }[] = [
    { case: 'a file and Strava’s copy', a: {}, b: { source: 'strava' }, confidence: 1 },
    {
      case: 'two watches, one started 3 min later and stopped 2 min earlier',
      a: {},
      b: { at: 3, lastsMin: 55, km: 9.4 },
      confidence: 0.975,
    },
    {
      case: 'a walk by one device and a run by the other',
      a: {},
      b: { sport: 'walking' },
      confidence: 1,
    },
    {
      case: 'a sport that one does not know',
      a: {},
      b: { sport: 'other', format: 'gpx' },
      confidence: 0.8,
    },
    {
      case: 'a short one by a clock that is 4 min off',
      a: { lastsMin: 8, km: 1.5 },
      b: { at: 4, lastsMin: 8, km: 1.51 },
      confidence: 0.6,
    },
    {
      case: 'local time taken for UTC by another format',
      a: {},
      b: { at: -120, format: 'gpx', km: 10.05 },
      confidence: 0.5,
    },
    {
      case: 'a recording that broke off after 60 %',
      a: {},
      b: { lastsMin: 36, km: 6 },
      confidence: 0.68,
    },
    { case: 'the same called another sport', a: {}, b: { sport: 'squash' }, confidence: 0.6 },
    {
      case: 'another sport at about the same time',
      a: {},
      b: { sport: 'cycling', at: 1 },
      confidence: null,
    },
    { case: 'the next one of the same device', a: {}, b: { at: 60 }, confidence: null },
    {
      case: 'the next repeat, as long and as far',
      a: { lastsMin: 2, km: 0.4 },
      b: { at: 3, lastsMin: 2, km: 0.4 },
      confidence: null,
    },
    {
      case: 'the way back nine hours later, by the same device',
      a: { lastsMin: 30 },
      b: { at: 540, lastsMin: 30 },
      confidence: null,
    },
    {
      case: 'parts of one file that overlap',
      a: { sourceId: 'aa' },
      b: { sourceId: 'aa#2' },
      confidence: null,
    },
    {
      case: 'a kilometre within a marathon',
      a: { lastsMin: 200 },
      b: { at: 50, lastsMin: 5, km: 1 },
      confidence: null,
    },
    { case: 'something that lasts nothing', a: {}, b: { lastsMin: 0 }, confidence: null },
    { case: 'something without a duration', a: {}, b: { lastsMin: null }, confidence: null },
  ];

  test.each(PAIRS)('$case: $confidence, in either order', async ({ a, b, confidence }) => {
    for (const order of [
      [a, b],
      [b, a],
    ]) {
      const athleteId = await newAthlete();
      for (const given of order) {
        await add(athleteId, given);
      }
      const rows = await rowsOf(athleteId);
      if (confidence === null) {
        expect(rows.map(({ group_id, counted }) => [group_id, counted])).toEqual([
          [null, true],
          [null, true],
        ]);
        continue;
      }
      expect(new Set(rows.map(({ group_id }) => group_id)).size).toBe(1);
      for (const row of rows) {
        expect(row.group_confidence).toBeCloseTo(confidence, 2);
        expect(row.group_members).toEqual(rows.map(({ id }) => id));
      }
      expect(rows.filter(({ counted }) => counted)).toHaveLength(1);
    }
  });

  test('counts the file before the app before Strava before what was typed in', async () => {
    const sources = ['manual', 'strava', 'app', 'file'] as const;
    const athleteId = await newAthlete();
    for (const source of sources) {
      const id = await add(athleteId, { source });
      const counted = (await rowsOf(athleteId)).filter((row) => row.counted);
      expect(counted).toMatchObject([{ id, source }]);
      expect(await sumOf(athleteId)).toEqual({ n: 1, m: 10_000 });
    }
  });

  test('never joins one bout and the next of the same kind of file through a third that spans both', async () => {
    const athleteId = await newAthlete();
    const first = await add(athleteId, { lastsMin: 32 });
    const second = await add(athleteId, { at: 32, lastsMin: 31 });
    const whole = await add(athleteId, { source: 'strava', lastsMin: 62 });
    expect(await groupsOf(athleteId, [first, second, whole])).toEqual([[0, 2]]);
  });

  test('is found by what Strava’s sync writes, and found anew where Strava crops it', async () => {
    const athlete = await world.newStravaAthlete();
    const { athleteId } = athlete;
    const file = await add(athleteId, { sport: 'cycling', km: 30 });
    const apply = (changes: object, fetchedAt: string) =>
      world.db.activities.applyStrava({
        athleteId,
        activities: [summary('77', changes)],
        fetchedAt: new Date(fetchedAt),
      });
    const [applied] = await apply({}, '2026-11-20T10:00:00Z');
    expect(await groupsOf(athleteId, [file, applied?.id ?? ''])).toEqual([[0, 1]]);
    const shown = await world.db.activities.get(BACKEND, applied?.id ?? '');
    expect(shown).toMatchObject({ counted: false, version: 1 });
    await apply({ elapsed_time_s: 600, ended_at: '2026-11-19T07:10:00Z' }, '2026-11-20T11:00:00Z');
    expect(await groupsOf(athleteId, [file, applied?.id ?? ''])).toEqual([]);
    await apply({}, '2026-11-20T12:00:00Z');
    expect(await groupsOf(athleteId, [file, applied?.id ?? ''])).toEqual([[0, 1]]);
    await world.db.activities.removeStrava({
      athleteId,
      sourceIds: ['77'],
      fetchedAt: new Date('2026-11-20T13:00:00Z'),
    });
    expect(await groupsOf(athleteId, [file, applied?.id ?? ''])).toEqual([]);
  });

  test('counts another recording once the counted one is deleted, and the first again once it is back', async () => {
    const { athleteId, ...athlete } = await world.newAthlete();
    const file = await add(athleteId);
    const strava = await add(athleteId, { source: 'strava', km: 10.2 });
    const caller = { athleteId, ...athlete };
    const before = await rowsOf(athleteId);
    const change = (deleted_at: string | null) =>
      world.db.activities.update(caller, {
        activityId: file,
        changes: { deleted_at },
        ifVersion: undefined,
      });
    await change('2026-11-20T12:00:00Z');
    expect(await sumOf(athleteId)).toEqual({ n: 1, m: 10_200 });
    const left = (await rowsOf(athleteId)).find(({ id }) => id === strava);
    expect(left).toMatchObject({ counted: true, group_id: null });
    await change(null);
    expect(await rowsOf(athleteId)).toEqual(before);
    expect(await sumOf(athleteId)).toEqual({ n: 1, m: 10_000 });
  });
});

describe('the athlete’s word', () => {
  test('parts for good, and joins again to what it was', async () => {
    const athleteId = await newAthlete();
    const ids = [
      await add(athleteId),
      await add(athleteId, { source: 'strava' }),
      await add(athleteId, { format: 'tcx', km: 10.1 }),
    ];
    const [a = '', b = ''] = ids;
    const before = await rowsOf(athleteId);
    await separate(b);
    expect(await groupsOf(athleteId, ids)).toEqual([[0, 2]]);
    expect(await sumOf(athleteId)).toEqual({ n: 2, m: 20_000 });
    // not even where another look, or another recording, would join them
    await world.sql('update activities set elapsed_time_s = elapsed_time_s + 1 where id = $1', [b]);
    await world.sql('update activities set elapsed_time_s = elapsed_time_s - 1 where id = $1', [b]);
    expect(await groupsOf(athleteId, ids)).toEqual([[0, 2]]);
    const late = await add(athleteId, { source: 'app', km: 10.1 });
    expect(
      (await groupsOf(athleteId, [...ids, late])).filter((g) => g.includes(0) && g.includes(1)),
    ).toEqual([]);
    expect((await sumOf(athleteId))?.n).toBe(2);
    await world.sql('delete from activities where id = $1', [late]);
    await merge(b, a);
    expect(await groupsOf(athleteId, ids)).toEqual([[0, 1, 2]]);
    // but that it is sure now
    const sure = before.map((row) => ({ ...row, group_confidence: 1 }));
    expect(await rowsOf(athleteId)).toEqual(sure);
    expect(await sumOf(athleteId)).toEqual({ n: 1, m: 10_000 });
  });

  test('joins what no comparison would', async () => {
    const athleteId = await newAthlete();
    const ids = [await add(athleteId), await add(athleteId, { at: 90, sport: 'cycling' })];
    await merge(ids[0] ?? '', ids[1] ?? '');
    expect(await groupsOf(athleteId, ids)).toEqual([[0, 1]]);
    expect(await sumOf(athleteId)).toEqual({ n: 1, m: 10_000 });
  });

  test('does not reach another athlete’s', async () => {
    const mine = await newAthlete();
    const theirs = await newAthlete();
    const [a, b] = [await add(mine), await add(theirs)];
    expect(await merge(a, b)).toEqual([{ merge_activities: false }]);
    expect([...(await rowsOf(mine)), ...(await rowsOf(theirs))].map((r) => r.group_id)).toEqual([
      null,
      null,
    ]);
  });
});

const STEP = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      source: fc.constantFrom('strava', 'file', 'app', 'manual'),
      format: fc.constantFrom('fit', 'tcx', 'gpx'),
      at: fc.constantFrom(0, 1, 3, 30, 60, 120, 180),
      lastsMin: fc.constantFrom(30, 59, 60, 100),
      sport: fc.constantFrom('running', 'hiking', 'cycling', 'other'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('separate', 'merge', 'delete', 'restore', 'purge', 'shift'),
      one: fc.nat(),
      other: fc.nat(),
    }),
  },
);

test('whatever happens in whatever order, each bout counts once, and grouping anew changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 4, maxLength: 14 }), async (steps) => {
      const athleteId = await newAthlete();
      const ids: string[] = [];
      for (const step of steps) {
        if (step.do === 'add') {
          ids.push(await add(athleteId, step));
          continue;
        }
        const one = ids[step.one % Math.max(1, ids.length)];
        const other = ids[step.other % Math.max(1, ids.length)];
        if (one === undefined || other === undefined) {
          continue;
        }
        if (step.do === 'separate') await separate(one);
        else if (step.do === 'merge') await merge(one, other);
        else if (step.do === 'delete') await setDeleted(one, true);
        else if (step.do === 'restore') await setDeleted(one, false);
        else if (step.do === 'purge')
          await world.sql('delete from activities where id = $1', [one]);
        else {
          await world.sql(
            "update activities set started_at = started_at + interval '20 min' where id = $1",
            [one],
          );
        }
        await expectSound(athleteId);
      }
      await expectSound(athleteId);
      const before = await rowsOf(athleteId);
      await world.sql('select regroup_activities($1)', [before.map(({ id }) => id)]);
      expect(await rowsOf(athleteId)).toEqual(before);
    }),
    { numRuns: 12 },
  );
}, 120_000);

async function expectSound(athleteId: string): Promise<void> {
  const rows = await rowsOf(athleteId);
  const live = rows.filter(({ deleted_at }) => deleted_at === null);
  const counted = live.filter((row) => row.counted);
  expect(await sumOf(athleteId)).toEqual({
    n: counted.length,
    m: counted.reduce((sum, { distance_m }) => sum + distance_m, 0),
  });
  for (const row of rows) {
    const mates = row.group_id === null ? [row] : live.filter((x) => x.group_id === row.group_id);
    expect(row.group_members).toEqual(row.group_id === null ? null : mates.map(({ id }) => id));
    expect(mates.filter((mate) => mate.counted)).toHaveLength(1);
    expect(row.group_id === null || mates.length > 1).toBe(true);
  }
  const separated = await world.sql(
    `select 1 from activity_links l join activities a on a.id = l.a_id join activities b on b.id = l.b_id
     where l.athlete_id = $1 and l.kind = 'separated' and a.group_id = b.group_id`,
    [athleteId],
  );
  expect(separated).toEqual([]);
}
