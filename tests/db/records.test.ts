/** Marks and the power curve against the activities and analyses they are made of, on a real server. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import { sharedDurations } from '../../lib/analytics/cycling/curve-durations.ts';
import { seeded } from '../bench/made-up-ride.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { useWorld } from './world.ts';

const world = useWorld(() => startServerSupabase());

const STEPS = 400;
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', null];
const SPORTS = ['cycling', 'cycling', 'running', 'swimming'];
const DURATIONS = [...sharedDurations(1200)];
const NOW = new Date('2026-12-31T12:00:00Z');

/** Every difference between the marks that are kept and what activities and analyses say, told another way. */
const wrongMarks = () =>
  world.sql(`
    with live as (
      select a.*, n.best_efforts, n.metrics from activities a
      left join analyses n on n.activity_id = a.id and n.sport = a.sport where a.deleted_at is null and a.counted),
    counted as (
      select id as activity_id, athlete_id, sport, 'distance' as kind, 0::float8 as span, distance_m as value, started_at, local_date from live
      union all select id, athlete_id, sport, 'time', 0, coalesce(moving_time_s, timer_time_s, elapsed_time_s), started_at, local_date from live
      union all select id, athlete_id, sport, 'climb', 0, elevation_gain_m, started_at, local_date from live
      union all select id, athlete_id, sport, 'load', 0, load, started_at, local_date from live
      union all select id, athlete_id, sport, case e ->> 'of' when 'power' then 'power' else 'speed' end,
        (e ->> case e ->> 'of' when 'power' then 'duration_s' else 'distance_m' end)::float8,
        case e ->> 'of' when 'power' then (e ->> 'power_w')::float8 else (e ->> 'distance_m')::float8 / (e ->> 'duration_s')::float8 end,
        started_at, local_date from live, jsonb_array_elements(best_efforts) e
      union all select id, athlete_id, sport, 'efficiency', 0, (e ->> 'value')::float8, started_at, local_date
        from live, jsonb_array_elements(metrics) e
        where (sport, e ->> 'id') in (('cycling', 'efficiency_factor'), ('running', 'metres_per_heartbeat'))),
    positive as (select * from counted where value > 0)
    (table positive except select activity_id, athlete_id, sport, kind, span, value, started_at, local_date from marks)
    union all (select activity_id, athlete_id, sport, kind, span, value, started_at, local_date from marks except table positive)`);

const HEART_RATE = [
  'friel_cycling_7',
  'friel_running_7',
  'heart_rate_reserve_5',
  'max_heart_rate_5',
];

/** Days whose zones are not those of their activities, folded by hand. */
async function wrongZones() {
  const days = await world.sql<{ key: string; zones: Record<string, number[]> }>(
    "select concat_ws(' ', athlete_id, date, sport) as key, zones from training_days",
  );
  const analysed = await world.sql<{ key: string; zones: StoredZones[] }>(
    `select concat_ws(' ', a.athlete_id, a.local_date, a.sport) as key, n.zones from activities a
     join analyses n on n.activity_id = a.id and n.sport = a.sport where a.deleted_at is null and a.counted`,
  );
  const expected = new Map<string, Record<string, number[]>>(days.map(({ key }) => [key, {}]));
  for (const { key, zones } of analysed) {
    const known = zones.filter(({ reason }) => reason === null);
    const heart = HEART_RATE.flatMap((id) => known.filter(({ scheme }) => scheme === id))[0];
    const power = known.find(({ scheme }) => scheme === 'coggan_7');
    const sums = expected.get(key) ?? {};
    for (const chosen of [heart, power]) {
      if (chosen === undefined) continue;
      const before = sums[chosen.scheme] ?? [];
      sums[chosen.scheme] = [chosen.below_s ?? 0, ...chosen.seconds_s].map(
        (seconds, zone) => seconds + (before[zone] ?? 0),
      );
    }
    expected.set(key, sums);
  }
  return {
    kept: Object.fromEntries(days.map(({ key, zones }) => [key, zones])),
    expected: Object.fromEntries(expected),
  };
}

interface StoredZones {
  scheme: string;
  reason: string | null;
  seconds_s: number[];
  below_s: number | null;
}

interface Live {
  id: string;
  athlete_id: string;
  local_date: string;
  started_at: string;
  powers: number[];
}

/** All rides that have a curve, to fold by hand. */
const rides = () =>
  world.sql<Live>(`
    select a.id, a.athlete_id, a.local_date::text, extract(epoch from a.started_at)::text as started_at, n.curves -> 'power' -> 'powers_w' as powers
    from activities a join analyses n on n.activity_id = a.id and n.sport = a.sport
    where a.sport = 'cycling' and a.deleted_at is null and a.counted and jsonb_typeof(n.curves -> 'power') = 'object'`);

function envelope(live: Live[], from: string, to: string) {
  const best = new Map<number, { value: number; ride: Live }>();
  const inOrder = live
    .filter(({ local_date }) => local_date >= from && local_date <= to)
    .toSorted(
      (a, b) =>
        a.local_date.localeCompare(b.local_date) ||
        Number(a.started_at) - Number(b.started_at) ||
        a.id.localeCompare(b.id),
    );
  for (const ride of inOrder) {
    ride.powers.forEach((value, i) => {
      const durationS = DURATIONS[i] as number;
      if (value > 0 && value > (best.get(durationS)?.value ?? 0)) {
        best.set(durationS, { value, ride });
      }
    });
  }
  return [...best]
    .toSorted(([a], [b]) => a - b)
    .map(([durationS, { value, ride }]) => ({
      durationS,
      value,
      activityId: ride.id,
      date: ride.local_date,
    }));
}

async function analyse(activityId: string, random: () => number): Promise<void> {
  const [row] = await world.sql<{ sport: string }>('select sport from activities where id = $1', [
    activityId,
  ]);
  const longest = 1 + Math.floor(random() * DURATIONS.length);
  // few values, so that there are ties
  const powers = DURATIONS.slice(0, longest).map(
    (_, i) => Math.round((600 - 10 * i) * (0.5 + Math.floor(random() * 4) / 8)) / 2,
  );
  const isRide = row?.sport === 'cycling' && random() > 0.2;
  const efforts = isRide
    ? powers.map((power_w, i) => ({
        of: 'power',
        duration_s: DURATIONS[i],
        power_w,
        distance_m: null,
      }))
    : [400, 1000, 5000].map((distance_m) => ({
        of: 'distance',
        distance_m,
        duration_s: Math.round(distance_m / (2 + random())),
        power_w: null,
      }));
  const efficiency = { id: isRide ? 'efficiency_factor' : 'metres_per_heartbeat', value: random() };
  const zones = [
    'max_heart_rate_5',
    'coggan_7',
    'heart_rate_reserve_5',
    'friel_cycling_7',
    'goldencheetah_5',
  ]
    .filter(() => random() > 0.3)
    .map((scheme) =>
      random() > 0.7
        ? { scheme, reason: 'no_threshold', seconds_s: [], below_s: null }
        : {
            scheme,
            reason: null,
            seconds_s: Array.from({ length: Number(scheme.at(-1)) }, () =>
              Math.floor(random() * 900),
            ),
            below_s: Math.floor(random() * 60),
          },
    );
  const curves = {
    power: isRide ? { durations_s: DURATIONS.slice(0, longest), powers_w: powers } : null,
  };
  await world.sql('delete from analyses where activity_id = $1', [activityId]);
  await world.sql(
    `insert into analyses (activity_id, athlete_id, sport, algorithm_version, computed_at, thresholds, inputs, metrics, laps, intervals, climbs, best_efforts, zones, curves, quality)
     select id, athlete_id, sport, 1, now(), '{}', '{}', $2, '[]', '[]', '[]', $3, $5, $4, '[]' from activities where id = $1`,
    [
      activityId,
      JSON.stringify([efficiency]),
      JSON.stringify(efforts),
      JSON.stringify(curves),
      JSON.stringify(zones),
    ],
  );
}

test('whatever happens to activities and analyses, marks and curve are what comes of them', {
  timeout: 120_000,
}, async () => {
  const random = seeded(11);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]) => items[below(items.length)] as T;
  const callers = [await world.newAthlete(), await world.newAthlete()];
  const athletes = callers.map(({ athleteId }) => athleteId);
  // over the turns of two months
  const startedAt = () => new Date(Date.UTC(2026, 8, 20) + below(50 * 24 * 60) * 60_000);
  const number = () => (below(5) === 0 ? null : below(1_000) / 7);
  const any =
    '(select id from activities where athlete_id = $1 order by md5(id::text || $2) limit 1)';
  const anyId = async (athlete: string, salt: string) =>
    (
      await world.sql<{ id: string }>(`select id from activities where id = ${any}`, [
        athlete,
        salt,
      ])
    )[0]?.id;
  const change =
    (set: string, ...values: (() => unknown)[]) =>
    (athlete: string, salt: string) =>
      world.sql(`update activities set ${set} where id = ${any}`, [
        athlete,
        salt,
        ...values.map((value) => value()),
      ]);
  // ids are made of the step, so that every run takes the same steps
  const insert = async (athlete: string, salt: string) => {
    const [row] = await world.sql<{ id: string }>(
      "insert into activities (id, athlete_id, source, sport, started_at, time_zone, moving_time_s, elapsed_time_s, distance_m, load) values (md5($8)::uuid, $1, 'manual', $2, $3, $4, $5, 60, $6, $7) returning id",
      [athlete, pick(SPORTS), startedAt(), pick(ZONES), number(), number(), number(), salt],
    );
    if (below(4) > 0) await analyse(row?.id ?? '', random);
  };
  const steps: { name: string; run: (athlete: string, salt: string) => Promise<unknown> }[] = [
    { name: 'insert', run: insert },
    { name: 'insert again', run: insert },
    {
      name: 'analyse anew',
      run: async (athlete, salt) => {
        const id = await anyId(athlete, salt);
        if (id !== undefined) await analyse(id, random);
      },
    },
    {
      name: 'lose the analysis',
      run: (athlete, salt) =>
        world.sql(`delete from analyses where activity_id = ${any}`, [athlete, salt]),
    },
    {
      name: 'edit',
      run: change('moving_time_s = $3, elevation_gain_m = $4, load = $5', number, number, number),
    },
    { name: 'another day', run: change('started_at = $3', startedAt) },
    { name: 'another zone', run: change('time_zone = $3', () => pick(ZONES)) },
    { name: 'another sport', run: change('sport = $3', () => pick(SPORTS)) },
    {
      name: 'delete or restore',
      run: change('deleted_at = case when deleted_at is null then now() end'),
    },
    { name: 'separate or merge', run: change('counted = not counted') },
    {
      name: 'purge',
      run: (athlete, salt) =>
        world.sql(`delete from activities where $3 and id = ${any}`, [athlete, salt, below(2) > 0]),
    },
    {
      name: 'hand over',
      run: (athlete, salt) =>
        world.sql(
          `with moved as (update activities set athlete_id = $3 where id = ${any} returning id)
           update analyses set athlete_id = $3 where activity_id in (select id from moved)`,
          [athlete, salt, pick(athletes)],
        ),
    },
    {
      name: 'the athlete moves',
      run: (athlete) =>
        world.sql('update athletes set time_zone = $2 where id = $1', [
          athlete,
          pick(ZONES) ?? 'UTC',
        ]),
    },
  ];
  const ran = new Set<string>();
  const seen = { months: 0, durations: 0 };
  const ranges = [
    ['2026-09-01', '2026-11-30'],
    ['2026-09-25', '2026-10-31'],
    ['2026-10-01', '2026-11-03'],
    ['2026-10-10', '2026-10-20'],
    ['2026-09-28', '2026-11-02'],
  ] as const;
  for (let i = 0; i < STEPS; i += 1) {
    const step = pick(steps);
    ran.add(step.name);
    await step.run(pick(athletes), String(i));
    expect([step.name, i, await wrongMarks()]).toEqual([step.name, i, []]);
    const zones = await wrongZones();
    expect([step.name, i, zones.kept]).toEqual([step.name, i, zones.expected]);
    const live = await rides();
    const caller = pick(callers);
    const own = live.filter(({ athlete_id }) => athlete_id === caller.athleteId);
    seen.months = Math.max(
      seen.months,
      new Set(own.map((ride) => ride.local_date.slice(0, 7))).size,
    );
    const [from, to] = pick(ranges);
    const { athleteId } = caller;
    const curve = await world.db.training.powerBests(caller, { athleteId, from, to, now: NOW });
    seen.durations = Math.max(seen.durations, curve?.bests.length ?? 0);
    expect([step.name, i, from, to, curve?.bests]).toEqual([
      step.name,
      i,
      from,
      to,
      envelope(own, from, to),
    ]);
    if (i % 20 === 0) {
      expect(await world.db.training.records(caller, { athleteId })).toEqual(
        await recordsByHand(athleteId),
      );
    }
  }
  expect(ran.size).toBe(steps.length);
  // or nothing is shown
  expect(seen.months).toBeGreaterThan(1);
  expect(seen.durations).toBeGreaterThan(50);
});

/** The best of each kind and the best before it, by looking at every mark. */
async function recordsByHand(athleteId: string) {
  const marks = await world.sql<{
    sport: string;
    kind: string;
    span: number;
    value: number;
    activity_id: string;
    at: number;
    date: string;
  }>(
    "select sport, kind, span, value, activity_id, extract(epoch from started_at)::float8 as at, local_date::text as date from marks where athlete_id = $1 and kind <> 'efficiency' order by sport, kind, span, value desc, started_at, activity_id",
    [athleteId],
  );
  const groups = Map.groupBy(marks, ({ sport, kind, span }) => `${sport} ${kind} ${span}`);
  return [...groups.values()].map((group) => {
    const shown = (mark: (typeof marks)[number]) => ({
      value: mark.value,
      activityId: mark.activity_id,
      date: mark.date,
    });
    const best = group[0] as (typeof marks)[number];
    const previous = group.find(({ at }) => at < best.at);
    const { sport, kind, span } = best;
    return {
      sport,
      kind,
      span,
      ...shown(best),
      previous: previous === undefined ? undefined : shown(previous),
    };
  });
}

it('loses no month of what many store at the same time', { timeout: 60_000 }, async () => {
  const caller = await world.newAthlete();
  const { athleteId } = caller;
  const ids = await world.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, started_at) select $1, 'manual', 'cycling', timestamptz '2026-11-01T08:00:00Z' + n * interval '11 hours' from generate_series(0, 49) n returning id",
    [athleteId],
  );
  const random = seeded(5);
  await Promise.all(ids.map(({ id }) => analyse(id, random)));
  expect(await wrongMarks()).toEqual([]);
  const live = (await rides()).filter(({ athlete_id }) => athlete_id === athleteId);
  expect(live.length).toBeGreaterThan(25);
  const [from, to] = ['2026-11-01', '2026-11-30'];
  const curve = await world.db.training.powerBests(caller, { athleteId, from, to, now: NOW });
  expect(curve?.bests).toEqual(envelope(live, from, to));
});

it('an athlete who goes takes their records along', async () => {
  const { athleteId } = await world.newAthlete();
  const [row] = await world.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, started_at, distance_m) values ($1, 'manual', 'cycling', now(), 5) returning id",
    [athleteId],
  );
  await analyse(row?.id ?? '', () => 0.9);
  await world.sql('delete from auth.users where id = $1', [athleteId]);
  for (const table of ['marks', 'power_curve_months']) {
    expect(await world.sql(`select 1 from ${table} where athlete_id = $1`, [athleteId])).toEqual(
      [],
    );
  }
});

describe('with ten years of five thousand activities, under row-level security', () => {
  let caller: Awaited<ReturnType<typeof world.newAthlete>>;
  let plan: (query: string) => Promise<string>;

  beforeAll(async () => {
    caller = await world.newAthlete();
    // so many at once are made by set: what is measured is the reading
    await world.sql('alter table activities disable trigger keep_records_inserted');
    for (const { athleteId } of [caller, await world.newAthlete()]) {
      await world.sql(
        `insert into activities (athlete_id, source, sport, started_at, distance_m, moving_time_s, elevation_gain_m, load)
         select $1, 'manual', case n % 3 when 0 then 'running' else 'cycling' end, now() - n * interval '17 hours',
           n % 997 + 1, n % 991 + 1, n % 983 + 1, n % 150 + 1
         from generate_series(1, 5000) n`,
        [athleteId],
      );
      await world.sql(
        'insert into marks select m.* from activities a, marks_of(a.id) m where a.athlete_id = $1',
        [athleteId],
      );
      await world.sql(
        `insert into marks select a.id, a.athlete_id, a.sport, 'power', d, 100 + d % 7 + abs(hashtext(a.id::text)) % 300, a.started_at, a.local_date
         from activities a, unnest(array[5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600]) d where a.athlete_id = $1 on conflict do nothing`,
        [athleteId],
      );
      await world.sql(
        `insert into power_curve_months select $1, (date_trunc('month', now()) - m * interval '1 month')::date, d, 1000 - 5 * d + m, gen_random_uuid(), current_date
         from generate_series(0, 119) m, generate_series(1, 140) d`,
        [athleteId],
      );
    }
    await world.sql('alter table activities enable trigger keep_records_inserted');
    await world.sql('analyze');
    await world.sql(`
      create or replace function public.explain_as(p_athlete_id uuid, p_query text) returns setof text language plpgsql as $f$
      begin
        perform set_config('request.jwt.claims', json_build_object('sub', p_athlete_id, 'role', 'authenticated')::text, true);
        set local role authenticated;
        return query execute 'explain (analyze, costs off, timing off) ' || p_query;
        reset role;
      end $f$`);
    plan = async (query) => {
      const rows = await world.sql<{ plan: string }>(
        'select plan from public.explain_as($1, $2) as plan',
        [caller.athleteId, query],
      );
      return rows.map((row) => row.plan).join('\n');
    };
  }, 120_000);

  it('an index answers for records, and reads two rows a record', async () => {
    const [source] = await world.sql<{ body: string }>(
      "select prosrc as body from pg_proc where proname = 'read_records'",
    );
    const query = (source?.body ?? '')
      .replaceAll('p_athlete_id', `'${caller.athleteId}'::uuid`)
      .replaceAll('p_sport', 'null::text');
    const text = await plan(query);
    expect(text).toContain('marks_best');
    expect(text).not.toContain('Seq Scan');
    expect(text).not.toContain('Sort Method: external');
    world.requests();
    const records = await world.db.training.records(caller, { athleteId: caller.athleteId });
    expect(world.requests()).toHaveLength(1);
    expect(records.length).toBe(2 * (4 + 10));
  });

  it('an index answers for the power curve', async () => {
    const own = `athlete_id = '${caller.athleteId}'`;
    const text = await plan(
      `select distinct on (duration_s) * from power_curve_months where ${own} and month >= current_date - 400 order by duration_s, watts desc`,
    );
    expect(text).toContain('power_curve_months_pkey');
    expect(text).not.toContain('Seq Scan');
    const days = await plan(
      `select * from power_bests('${caller.athleteId}', current_date - 20, current_date)`,
    );
    expect(days).not.toContain('Seq Scan');
    const { athleteId } = caller;
    world.requests();
    const curve = await world.db.training.powerBests(caller, {
      athleteId,
      from: '2016-01-01',
      now: new Date(),
    });
    expect(world.requests()).toHaveLength(1);
    expect(curve?.bests).toHaveLength(140);
  });

  it('another athlete’s are not there', async () => {
    const other = await world.newAthlete();
    const { athleteId } = caller;
    expect(await world.db.training.records(other, { athleteId })).toEqual([]);
    expect(await world.db.training.powerBests(other, { athleteId, now: NOW })).toBe(undefined);
  });
});
