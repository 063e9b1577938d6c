/** Training days against the activities they are made of, on a real server: one connection shows no race. */
import { describe, expect, it, test } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { seeded } from '../bench/made-up-ride.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { summary, useWorld } from './world.ts';

const world = useWorld(() => startServerSupabase());

const STEPS = 400;
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'Mars/Olympus', null];
const SPORTS = ['cycling', 'running', 'squash'];

/** Every difference between what is kept and what the activities say. */
const differences = () =>
  world.sql(`
    with counted as (
      select athlete_id, local_date as date, sport, count(*)::integer as activities,
        coalesce(sum(elapsed_time_s order by id), 0) as elapsed_time_s, coalesce(sum(moving_time_s order by id), 0) as moving_time_s,
        coalesce(sum(distance_m order by id), 0) as distance_m, coalesce(sum(elevation_gain_m order by id), 0) as elevation_gain_m,
        sum(load order by id) as load
      from activities where deleted_at is null and counted group by 1, 2, 3),
    kept as (
      select athlete_id, date, sport, activities, elapsed_time_s, moving_time_s, distance_m, elevation_gain_m, load from training_days)
    (table counted except table kept) union all (table kept except table counted)`);

const wrongDates = () =>
  world.sql(`
    select a.id, a.local_date from activities a join athletes t on t.id = a.athlete_id
    where a.local_date is distinct from
      (a.started_at at time zone (case coalesce(a.time_zone, t.time_zone) when 'Mars/Olympus' then 'UTC' else coalesce(a.time_zone, t.time_zone) end))::date`);

test('whatever happens to activities, the days are what they add up to', {
  timeout: 120_000,
}, async () => {
  const random = seeded(7);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]) => items[below(items.length)] as T;
  const athletes = [await world.newAthlete(), await world.newAthlete()].map((a) => a.athleteId);
  const startedAt = () => new Date(Date.UTC(2026, 9, 23) + below(8 * 24 * 60) * 60_000);
  const number = () => (below(5) === 0 ? null : below(1_000_000) / 7);
  const any =
    '(select id from activities where athlete_id = $1 order by md5(id::text || $2) limit 1)';
  const steps: { name: string; run: (athlete: string, salt: string) => Promise<unknown> }[] = [
    ...['insert', 'insert again'].map((name) => ({
      name,
      run: (athlete: string) =>
        world.sql(
          "insert into activities (athlete_id, source, sport, started_at, time_zone, moving_time_s, distance_m, load) values ($1, 'manual', $2, $3, $4, $5, $6, $7)",
          [athlete, pick(SPORTS), startedAt(), pick(ZONES), number(), number(), number()],
        ),
    })),
    {
      name: 'edit',
      run: (athlete, salt) =>
        world.sql(
          `update activities set moving_time_s = $3, elevation_gain_m = $4, load = $5 where id = ${any}`,
          [athlete, salt, number(), number(), number()],
        ),
    },
    {
      name: 'another day',
      run: (athlete, salt) =>
        world.sql(`update activities set started_at = $3 where id = ${any}`, [
          athlete,
          salt,
          startedAt(),
        ]),
    },
    {
      name: 'another zone',
      run: (athlete, salt) =>
        world.sql(`update activities set time_zone = $3 where id = ${any}`, [
          athlete,
          salt,
          pick(ZONES),
        ]),
    },
    {
      name: 'another sport, several at once',
      run: (athlete) =>
        world.sql('update activities set sport = $2 where athlete_id = $1 and sport = $3', [
          athlete,
          pick(SPORTS),
          pick(SPORTS),
        ]),
    },
    {
      name: 'delete or restore',
      run: (athlete, salt) =>
        world.sql(
          `update activities set deleted_at = case when deleted_at is null then now() end where id = ${any}`,
          [athlete, salt],
        ),
    },
    {
      name: 'purge',
      run: (athlete, salt) =>
        world.sql(`delete from activities where $3 and id = ${any}`, [athlete, salt, below(2) > 0]),
    },
    {
      name: 'hand over',
      run: (athlete, salt) =>
        world.sql(`update activities set athlete_id = $3 where id = ${any}`, [
          athlete,
          salt,
          pick(athletes),
        ]),
    },
    {
      name: 'the athlete moves',
      run: (athlete) =>
        world.sql('update athletes set time_zone = $2 where id = $1', [
          athlete,
          pick(ZONES) ?? 'UTC',
        ]),
    },
    {
      name: 'nothing that counts',
      run: (athlete) =>
        world.sql("update activities set name = 'Another' where athlete_id = $1", [athlete]),
    },
  ];
  const ran = new Set<string>();
  for (let i = 0; i < STEPS; i += 1) {
    const step = pick(steps);
    ran.add(step.name);
    await step.run(pick(athletes), String(i));
    expect([step.name, i, await differences()]).toEqual([step.name, i, []]);
    expect([step.name, i, await wrongDates()]).toEqual([step.name, i, []]);
  }
  expect(ran.size).toBe(steps.length);
  const [left] = await world.sql<{ n: number }>('select count(*)::int as n from training_days');
  expect(left?.n).toBeGreaterThan(10);
});

it('loses nothing of what many write at the same time to the same days', {
  timeout: 120_000,
}, async () => {
  const athlete = await world.newStravaAthlete();
  const batch = (writer: number) =>
    Array.from({ length: 40 }, (_, i) =>
      summary(`${writer}-${i}`, {
        // none of the same bout as another
        started_at: new Date(
          Date.UTC(2026, 10, 10 + ((i * (writer + 3)) % 5), 4, (writer * 40 + i) * 3),
        ).toISOString(),
        elapsed_time_s: 60,
        moving_time_s: 60,
        time_zone: 'Europe/Berlin',
      }),
    );
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      const { athleteId } = athlete;
      const activities = batch(writer);
      await world.db.activities.applyStrava({ athleteId, activities, fetchedAt: new Date() });
      const row = await world.db.activities.findBySource(BACKEND, {
        athleteId,
        source: 'strava',
        sourceId: `${writer}-1`,
      });
      await world.db.activities.update(athlete, {
        activityId: row?.id ?? '',
        changes: { sport: 'running' },
        ifVersion: undefined,
      });
    }),
  );
  expect(await differences()).toEqual([]);
  const [sum] = await world.sql<{ n: number }>(
    'select sum(activities)::int as n from training_days where athlete_id = $1',
    [athlete.athleteId],
  );
  expect(sum?.n).toBe(320);
});

describe('the day of an activity', () => {
  it.each([
    {
      case: 'is the day there, east of the date line',
      zone: 'Pacific/Kiritimati',
      at: '2026-01-01T10:00:00Z',
      date: '2026-01-02',
    },
    {
      case: 'is the day there, west of the date line',
      zone: 'Pacific/Pago_Pago',
      at: '2026-01-01T10:00:00Z',
      date: '2025-12-31',
    },
    {
      case: 'is told by summer time in summer',
      zone: 'Europe/Berlin',
      at: '2026-06-30T22:30:00Z',
      date: '2026-07-01',
    },
    {
      case: 'is told by winter time in winter',
      zone: 'Europe/Berlin',
      at: '2026-12-31T22:30:00Z',
      date: '2026-12-31',
    },
    {
      case: 'changes with the clock’s jump forward',
      zone: 'America/Santiago',
      at: '2026-09-06T03:59:59Z',
      date: '2026-09-05',
    },
    {
      case: 'goes on after a midnight that does not exist',
      zone: 'America/Santiago',
      at: '2026-09-06T04:00:00Z',
      date: '2026-09-06',
    },
    {
      case: 'is UTC’s in a zone nobody knows',
      zone: 'Mars/Olympus',
      at: '2026-06-30T23:30:00Z',
      date: '2026-06-30',
    },
    {
      case: 'is the athlete’s without a zone of its own',
      zone: null,
      at: '2026-06-30T20:30:00Z',
      date: '2026-07-01',
    },
  ])('$case', async ({ zone, at, date }) => {
    const { athleteId } = await world.newAthlete();
    await world.sql("update athletes set time_zone = 'Asia/Kolkata' where id = $1", [athleteId]);
    const rows = await world.sql(
      "insert into activities (athlete_id, source, sport, started_at, time_zone) values ($1, 'manual', 'running', $2, $3) returning local_date::text",
      [athleteId, at, zone],
    );
    expect(rows).toEqual([{ local_date: date }]);
  });
});

it('an athlete who moves keeps the versions of their activities', async () => {
  const { athleteId } = await world.newAthlete();
  const versions = () =>
    world.sql('select version, local_date::text as date from activities where athlete_id = $1', [
      athleteId,
    ]);
  await world.sql(
    "insert into activities (athlete_id, source, sport, started_at) values ($1, 'manual', 'running', '2026-06-30T20:30:00Z')",
    [athleteId],
  );
  expect(await versions()).toEqual([{ version: 1, date: '2026-06-30' }]);
  await world.sql("update athletes set time_zone = 'Asia/Kolkata' where id = $1", [athleteId]);
  expect(await versions()).toEqual([{ version: 1, date: '2026-07-01' }]);
  expect(await differences()).toEqual([]);
});

it('an athlete who goes takes their days along', async () => {
  const { athleteId } = await world.newAthlete();
  await world.sql(
    "insert into activities (athlete_id, source, sport, started_at) select $1, 'manual', 'running', now() - n * interval '5 hours' from generate_series(1, 50) n",
    [athleteId],
  );
  await world.sql('delete from auth.users where id = $1', [athleteId]);
  expect(await differences()).toEqual([]);
});

it('an index answers for ten years of five thousand activities, under row-level security', {
  timeout: 120_000,
}, async () => {
  const caller = await world.newAthlete();
  const others = [await world.newAthlete(), await world.newAthlete()];
  for (const { athleteId } of [caller, ...others]) {
    await world.sql(
      "insert into activities (athlete_id, source, sport, started_at, load) select $1, 'manual', case n % 3 when 0 then 'running' else 'cycling' end, now() - n * interval '17 hours', n % 150 from generate_series(1, 5000) n",
      [athleteId],
    );
  }
  await world.sql('analyze');
  const plan = async (query: string) => {
    const rows = await world.sql<{ plan: string }>(
      'select plan from public.explain_as($1, $2) as plan',
      [caller.athleteId, query],
    );
    return rows.map((row) => row.plan).join('\n');
  };
  await world.sql(`
    create or replace function public.explain_as(p_athlete_id uuid, p_query text) returns setof text language plpgsql as $f$
    begin
      perform set_config('request.jwt.claims', json_build_object('sub', p_athlete_id, 'role', 'authenticated')::text, true);
      set local role authenticated;
      return query execute 'explain (analyze, costs off, timing off) ' || p_query;
      reset role;
    end $f$`);
  const own = `athlete_id = '${caller.athleteId}'`;
  const year = 'between current_date - 365 and current_date';
  const days = await plan(
    `select date, sum(load) from training_days where ${own} and date ${year} group by 1`,
  );
  expect(days).toContain('training_days_pkey');
  expect(days).not.toContain('Seq Scan');
  const day = await plan(
    `select * from activities where ${own} and local_date = current_date - 9 and deleted_at is null`,
  );
  expect(day).toContain('activities_local_date');
  expect(day).not.toContain('Seq Scan');
  world.requests();
  const history = await world.db.training.days(caller, { athleteId: caller.athleteId });
  expect(world.requests()).toHaveLength(1);
  expect(history?.days.length).toBeGreaterThan(3_000);
  expect(await world.db.training.days(caller, { athleteId: others[0]?.athleteId ?? '' })).toBe(
    undefined,
  );
});
