/**
 * Ten years of training, as the built function answers it, beside bare supabase-js queries of the same days,
 * records and curve, in one warm process; and what keeping them costs an activity that is analysed anew. Exits 1
 * where a ratio is beyond its bound.
 *
 *     node tests/bench/training.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import { sharedDurations } from '../../lib/analytics/cycling/curve-durations.ts';
import { buildFunctions } from './built-functions.ts';
import { startService } from './children.ts';
import { functionEnv } from './function-env.ts';
import type { Database } from './local-database.ts';
import { type Finding, median, printFindings, quantile, rounded } from './verdicts.ts';

const ROUNDS = 80;
const WARM_UP_ROUNDS = 30;
const AT_MOST = 1.3;
const PAGE_ROWS = 1_000;

/** Beside what the athlete has: 5,000 activities in ten years, on nine days of ten. */
const FILL = (athleteId: string) => `
  insert into public.activities (athlete_id, source, sport, started_at, time_zone, elapsed_time_s, moving_time_s, distance_m, elevation_gain_m, load)
  select '${athleteId}', 'manual', case n % 3 when 0 then 'running' else 'cycling' end, now() - n * interval '17.5 hours',
    'Europe/Ljubljana', 3600 + n % 77, 3500 + n % 90, 30000.5 + n, 410.2 + n % 300, 20.25 + n % 150
  from generate_series(1, 5000) as n`;

/** Their analyses: curves of 140 durations, best efforts and zones. What follows from them is made by set. */
const ANALYSE = `
  alter table public.analyses disable trigger keep_records_analysed;
  insert into public.analyses (activity_id, athlete_id, sport, algorithm_version, computed_at, thresholds, inputs, metrics, laps,
    intervals, climbs, best_efforts, zones, curves, quality)
  select a.id, a.athlete_id, a.sport, 1, now(), '{}', '{}', '[]', '[]', '[]', '[]',
    case a.sport
      when 'cycling' then (
        select jsonb_agg(jsonb_build_object('of', 'power', 'duration_s', s, 'power_w', 900 / s ^ 0.2 - a.load))
        from unnest(array[1, 5, 15, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600]::float8[]) s)
      else (
        select jsonb_agg(jsonb_build_object('of', 'distance', 'distance_m', m, 'duration_s', m / (3 + a.load / 100)))
        from unnest(array[400, 1000, 3000, 5000, 10000, 21097.5]::float8[]) m)
    end,
    '[{"scheme": "coggan_7", "reason": null, "seconds_s": [600, 300, 200, 100, 0, 0, 0], "below_s": 0},
      {"scheme": "max_heart_rate_5", "reason": null, "seconds_s": [600, 300, 200, 100, 0], "below_s": 10}]',
    case a.sport when 'cycling' then jsonb_build_object('power', jsonb_build_object('durations_s', '${JSON.stringify([...sharedDurations(7_200)])}'::jsonb,
      'powers_w', (select jsonb_agg(round((900 / s::text::float8 ^ 0.2 - a.load)::numeric, 1)) from jsonb_array_elements('${JSON.stringify([...sharedDurations(7_200)])}'::jsonb) s))) else '{}' end, '[]'
  from public.activities a where a.load is not null;
  alter table public.analyses enable trigger keep_records_analysed;
  analyze public.analyses;
  insert into public.marks select m.* from public.analyses n, public.marks_of(n.activity_id) m on conflict do nothing;
  update public.training_days d set zones = public.sum_zones(d.athlete_id, d.date, d.sport) where d.load is not null;
  insert into public.power_curve_months
  select r.athlete_id, r.month, b.* from (select distinct n.athlete_id, date_trunc('month', a.local_date::timestamp)::date as month
    from public.analyses n join public.activities a on a.id = n.activity_id) r,
  public.power_bests(r.athlete_id, r.month, (r.month + interval '1 month' - interval '1 day')::date) b`;

/** Stores an analysis that is there once more, as `store_analysis` does: every trigger runs. */
const STORE = (activityId: string) => `
  with stored as (select to_jsonb(n) as analysis from public.analyses n where n.activity_id = '${activityId}')
  select public.store_analysis('${activityId}', public.analysis_basis('${activityId}'), s.analysis || '{"intensity": 0.8}') as outcome
  from stored s`;

type Handler = (request: Request) => Promise<Response>;

const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
const database = await startService<Database>('local-database.ts');
try {
  const { url, publishableKey, accessToken, athleteId } = database.facts;
  await database.ask(FILL(athleteId));
  await database.ask(ANALYSE);
  await database.ask('analyze');
  const [today, tenYearsAgo] = [0, 3_652].map((days) =>
    new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
  );
  const platform = { blobsContext: '', siteUrl: 'http://127.0.0.1:9' };
  Object.assign(process.env, functionEnv(database.facts, platform));
  const built = (await buildFunctions(folder)).find(({ name }) => name === 'training');
  const { default: fettle } = (await import(pathToFileURL(built?.file ?? '').href)) as {
    default: Handler;
  };

  const client = createClient(url, publishableKey, {
    global: { headers: { authorization: `Bearer ${accessToken}` } },
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  const rows: Handler = async () => {
    const found: unknown[] = [];
    for (;;) {
      const { data, error } = await client
        .from('training_days')
        .select('*')
        .eq('athlete_id', athleteId)
        .order('date')
        .order('sport')
        .range(found.length, found.length + PAGE_ROWS - 1);
      if (error !== null) {
        throw new Error(error.message);
      }
      found.push(...data);
      if (data.length < PAGE_ROWS) {
        return Response.json(found);
      }
    }
  };
  const call =
    (name: 'read_records' | 'read_power_curve', asked: Record<string, unknown>): Handler =>
    async () => {
      const { data, error } = await client.rpc(name, { p_athlete_id: athleteId, ...asked });
      if (error !== null) {
        throw new Error(error.message);
      }
      return Response.json(data);
    };
  const curveRange = { p_from: tenYearsAgo, p_to: today, p_now: new Date().toISOString() };
  const rpc: Handler = async () => {
    const asked = {
      p_athlete_id: athleteId,
      p_from: null,
      p_to: null,
      p_sport: null,
      p_zones: true,
    };
    const { data, error } = await client.rpc('read_training_days', asked);
    if (error !== null) {
      throw new Error(error.message);
    }
    return Response.json(data);
  };
  const range = `from=${tenYearsAgo}&to=${today}`;
  const contenders = [
    { name: 'bare: rows in pages of 1,000', handler: rows, path: '/' },
    { name: 'bare: one call of the function', handler: rpc, path: '/' },
    { name: 'load', handler: fettle, path: `/api/v1/training/load?${range}` },
    ...['week', 'month', 'year'].map((period) => ({
      name: `statistics by ${period}`,
      handler: fettle,
      path: `/api/v1/training/statistics?period=${period}&${range}`,
    })),
    { name: 'trends', handler: fettle, path: `/api/v1/training/trends?${range}` },
    { name: 'bare: records', handler: call('read_records', { p_sport: null }), path: '/' },
    { name: 'records', handler: fettle, path: '/api/v1/training/records' },
    { name: 'bare: power curve', handler: call('read_power_curve', curveRange), path: '/' },
    { name: 'power curve', handler: fettle, path: `/api/v1/training/power-curve?${range}` },
  ].map((contender) => ({ ...contender, times: [] as number[], bytes: 0 }));

  const write = process.stdout.write;
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      const contender = contenders[(i + round + WARM_UP_ROUNDS) % contenders.length];
      if (contender === undefined) {
        continue;
      }
      const headers = { authorization: `Bearer ${accessToken}` };
      const request = new Request(`http://localhost${contender.path}`, { headers });
      // the log's lines are not what is to be read
      process.stdout.write = () => true;
      const startedMs = performance.now();
      const response = await contender.handler(request);
      const body = await response.arrayBuffer();
      const ms = performance.now() - startedMs;
      process.stdout.write = write;
      if (response.status !== 200) {
        throw new Error(`${contender.name}: ${response.status} ${Buffer.from(body).toString()}`);
      }
      contender.bytes = body.byteLength;
      if (round >= 0) {
        contender.times.push(ms);
      }
    }
  }

  const [pagesMs, callMs] = contenders.map(({ times }) => median(times));
  const findings = contenders.map(({ name, times, bytes }): Finding => {
    // what has a bare row of its own is held against that
    const own = contenders.find((other) => other.name.replace('bare: ', '') === name)?.times;
    const bareMs = own === undefined || own === times ? pagesMs : median(own);
    const value = rounded(median(times) / (bareMs ?? Number.NaN), 3);
    const figures = {
      n: times.length,
      'median ms': rounded(median(times), 2),
      'p95 ms': rounded(quantile(times, 0.95), 2),
      kB: rounded(bytes / 1000, 1),
      ratio: value,
      'to the call': rounded(median(times) / (callMs ?? Number.NaN), 3),
    };
    return {
      name,
      figures,
      ...(name.startsWith('bare') ? {} : { held: { value, atMost: AT_MOST } }),
    };
  });
  const [counted] = await database.ask<{ days: number }>(
    `select count(*)::int as days from public.training_days where athlete_id = '${athleteId}'`,
  );
  const isHeld = printFindings(
    `Training over ten years, ${counted?.days} days and sports`,
    findings,
  );
  const rides = await database.ask<{ id: string }>(
    `select id from public.activities where athlete_id = '${athleteId}' and sport = 'cycling' and load is not null order by md5(id::text) limit 40`,
  );
  const stores: number[] = [];
  let statements = 0;
  const ask = <T>(sql: string) => {
    statements += 1;
    return database.ask<T>(sql);
  };
  for (const { id } of rides) {
    const startedMs = performance.now();
    const [stored] = await ask<{ outcome: string }>(STORE(id));
    stores.push(performance.now() - startedMs);
    if (stored?.outcome !== 'stored') {
      throw new Error(`An analysis was not stored: ${stored?.outcome}`);
    }
  }
  const each = statements / stores.length;
  const isCheap = printFindings('After one activity is analysed: days, zones, records and curve', [
    {
      name: 'rollup update after one activity: statements of the program’s',
      figures: { n: stores.length, each },
      held: { value: each, atMost: 2 },
    },
    {
      name: 'the whole transaction, by trigger',
      figures: {
        n: stores.length,
        'median ms': rounded(median(stores), 2),
        'p95 ms': rounded(quantile(stores, 0.95), 2),
      },
    },
  ]);
  process.exitCode = isHeld && isCheap ? 0 : 1;
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
