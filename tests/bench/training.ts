/**
 * Ten years of training: the load's curve and the statistics, as the built function answers them, beside bare
 * supabase-js queries of the same days, in one warm process. Exits 1 where a ratio is beyond its bound.
 *
 *     node tests/bench/training.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import { buildFunctions } from './built-functions.ts';
import { startService } from './children.ts';
import { functionEnv } from './function-env.ts';
import type { Database } from './local-database.ts';
import { type Finding, median, printFindings, quantile, rounded } from './verdicts.ts';

const ROUNDS = 150;
const WARM_UP_ROUNDS = 30;
const AT_MOST = 1.3;
const PAGE_ROWS = 1_000;

/** Beside what the athlete has: 5,000 activities in ten years, on nine days of ten. */
const FILL = (athleteId: string) => `
  insert into public.activities (athlete_id, source, sport, started_at, time_zone, elapsed_time_s, moving_time_s, distance_m, elevation_gain_m, load)
  select '${athleteId}', 'manual', case n % 3 when 0 then 'running' else 'cycling' end, now() - n * interval '17.5 hours',
    'Europe/Ljubljana', 3600 + n % 77, 3500 + n % 90, 30000.5 + n, 410.2 + n % 300, 20.25 + n % 150
  from generate_series(1, 5000) as n`;

type Handler = (request: Request) => Promise<Response>;

const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
const database = await startService<Database>('local-database.ts');
try {
  const { url, publishableKey, accessToken, athleteId } = database.facts;
  await database.ask(FILL(athleteId));
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
  const rpc: Handler = async () => {
    const asked = { p_athlete_id: athleteId, p_from: null, p_to: null, p_sport: null };
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
    const value = rounded(median(times) / (pagesMs ?? Number.NaN), 3);
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
  process.exitCode = isHeld ? 0 : 1;
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
