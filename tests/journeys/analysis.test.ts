/** From Strava's samples to figures: every activity is analysed, and analysed anew when what it rests on changes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ANALYSIS_VERSION, METRICS } from '../../lib/analytics/registry.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';

const app = useApp();
let athlete: AppAthlete;

interface Row {
  id: string;
  sport: string;
  streams: string;
  analysis: string;
  moving_time_s: number;
  distance_m: number | null;
  load: number | null;
}

interface Metric {
  id: string;
  value: number | null;
  status: string;
  reason: string | null;
  explain?: Record<string, unknown>;
}

beforeAll(async () => {
  athlete = await app.registerAthlete();
  await app.connectStrava(athlete, { historyDays: 30 });
  await app.runJobs();
}, 240_000);

const rowsOf = (condition: string) =>
  app.sql<Row>(
    `select id, sport, streams, analysis, moving_time_s, distance_m, load from activities where athlete_id = $1 and ${condition} order by started_at desc`,
    [athlete.id],
  );

const analysisOf = async (id: string, query = '') =>
  app.call({ path: `/activities/${id}/analysis${query}`, token: athlete.token });

const metricsOf = (body: Record<string, unknown>) =>
  new Map((body['metrics'] as Metric[]).map((metric) => [metric.id, metric]));

describe('after a sync', () => {
  test('every activity with settled samples is analysed', async () => {
    const settled = await rowsOf("streams <> 'pending'");
    expect(settled.length).toBeGreaterThan(10);
    expect(settled.filter(({ analysis }) => analysis !== 'ready')).toEqual([]);
    expect(new Set(settled.map(({ sport }) => sport)).size).toBeGreaterThan(1);
  });

  test('the figures are those of the activity, in every sport', async () => {
    for (const row of await rowsOf("streams = 'ready'")) {
      const { status, body } = await analysisOf(row.id);
      expect(status).toBe(200);
      expectNothingUnreal(body);
      const metrics = metricsOf(body);
      expect(body['algorithm_version']).toBe(ANALYSIS_VERSION);
      const timerS = metrics.get('timer_time_s')?.value ?? 0;
      expect(timerS).toBeGreaterThan(row.moving_time_s * 0.8);
      if ((row.distance_m ?? 0) > 0 && metrics.get('distance_m')?.status === 'ok') {
        const ratio = (metrics.get('distance_m')?.value ?? 0) / (row.distance_m ?? 1);
        expect([row.sport, ratio > 0.95 && ratio < 1.05]).toEqual([row.sport, true]);
      }
      for (const metric of metrics.values()) {
        expect(metric.status === 'ok').toBe(metric.value !== null);
        expect(metric.reason === null).toBe(metric.value !== null);
      }
    }
  });

  test('without thresholds nothing is guessed: there is no load, and the reason says why', async () => {
    const [ride] = await rowsOf("streams = 'ready' and sport = 'cycling'");
    const { body } = await analysisOf(ride?.id ?? '');
    expect(Object.values(body['thresholds'] as object).filter((value) => value !== null)).toEqual(
      [],
    );
    expect(metricsOf(body).get('load')).toMatchObject({ value: null, reason: 'no_threshold' });
    expect(ride?.load).toBeNull();
  });

  test('explained, a metric tells its definition, its inputs and its thresholds', async () => {
    const [ride] = await rowsOf("streams = 'ready' and sport = 'cycling'");
    const { body } = await analysisOf(ride?.id ?? '', '?explain=true');
    for (const [id, { explain }] of metricsOf(body)) {
      expect(explain).toMatchObject({ definition: METRICS.get(id)?.definition });
    }
    expect(metricsOf(body).get('power_load')?.explain).toMatchObject({
      inputs: [{ name: 'power_w' }],
      thresholds: [{ name: 'ftp_w', value: null, effective_from: null }],
    });
  });
});

test('an activity of another sport is analysed anew', async () => {
  const [ride] = await rowsOf("streams = 'ready' and sport = 'cycling'");
  const path = `/activities/${ride?.id}`;
  const body = { sport: 'running' };
  await app.call({ method: 'PATCH', path, token: athlete.token, body });
  expect((await rowsOf(`id = '${ride?.id}'`))[0]).toMatchObject({ analysis: 'pending' });
  await app.runJobs();
  expect((await rowsOf(`id = '${ride?.id}'`))[0]).toMatchObject({ analysis: 'ready' });
  const metrics = metricsOf((await analysisOf(ride?.id ?? '')).body);
  expect([metrics.has('running_cadence_spm'), metrics.has('power_load')]).toEqual([true, false]);
  await app.call({ method: 'PATCH', path, token: athlete.token, body: { sport: 'cycling' } });
  await app.runJobs();
});

test('without samples the figures of the source are shown, and what they cannot give says why', async () => {
  const [row] = await rowsOf("streams = 'ready' and sport = 'running'");
  await app.sql('delete from streams where activity_id = $1', [row?.id]);
  await app.sql("update activities set streams = 'absent', analysis = 'pending' where id = $1", [
    row?.id,
  ]);
  await app.runJobs();
  const { body } = await analysisOf(row?.id ?? '');
  expect(body['computed_from']).toBe('summary');
  expect(metricsOf(body).get('distance_m')?.value).toBeCloseTo(row?.distance_m ?? 0, -1);
  expect(metricsOf(body).get('load')?.status).toBe('not_computable');
});

test('what was computed from samples of the past is not stored', async () => {
  const [row] = await rowsOf("streams = 'ready'");
  const input = await app.deps.analyses.input(row?.id ?? '');
  expect(input).toBeDefined();
  if (input === undefined) return;
  const { computeAnalysis } = await import('../../lib/features/analysis/compute-analysis.ts');
  const analysis = computeAnalysis(input, new Date());
  const store = (basis: string) =>
    app.deps.analyses.store({ activityId: row?.id ?? '', basis, analysis });
  expect(await store('of-another-time')).toBe('stale');
  expect(await store(input.basis)).toBe('stored');
  await app.sql(
    "insert into thresholds (athlete_id, effective_from, ftp_w) values ($1, '2001-01-01', 200)",
    [athlete.id],
  );
  expect(await store(input.basis)).toBe('stale');
  await app.sql('delete from thresholds where athlete_id = $1', [athlete.id]);
});

test('what the source takes back loses its analysis', async () => {
  const [row] = await rowsOf("streams = 'ready' and sport <> 'cycling'");
  const [{ source_id: sourceId } = { source_id: '' }] = await app.sql<{ source_id: string }>(
    'select source_id from activities where id = $1',
    [row?.id],
  );
  await app.deps.activities.removeStrava({
    athleteId: athlete.id,
    sourceIds: [sourceId],
    fetchedAt: new Date(),
  });
  expect(await app.sql('select 1 from analyses where activity_id = $1', [row?.id])).toEqual([]);
  expect((await analysisOf(row?.id ?? '')).status).toBe(404);
});

test('on demand it answers a job to watch', async () => {
  const [row] = await rowsOf("streams = 'ready'");
  const path = `/activities/${row?.id}/analysis`;
  const { status, body } = await app.call({ method: 'POST', path, token: athlete.token });
  expect(status).toBe(202);
  await app.runJobs();
  const job = await app.call({ path: `/jobs/${String(body['job_id'])}`, token: athlete.token });
  expect(job.body).toMatchObject({ state: 'succeeded', result: { outcome: 'stored' } });
});
