/** Thresholds hold from a date on; what rests on them is computed again, and nothing else. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ANALYSIS_VERSION } from '../../lib/analytics/registry.ts';
import type { JobContext } from '../../lib/jobs/handler.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let other: AppAthlete;

interface Row {
  id: string;
  sport: string;
  day: string;
  load: number | null;
  computed_at: string;
  has_power: boolean;
  has_heart_rate: boolean;
  method: string | null;
}

beforeAll(async () => {
  athlete = await app.registerAthlete();
  other = await app.registerAthlete();
  await app.connectStrava(athlete, { historyDays: 60 });
  await app.runJobs();
}, 240_000);

const rows = () =>
  app.sql<Row>(
    `select a.id, a.sport, a.started_at::date::text as day, a.load, n.load_method as method,
       extract(epoch from n.computed_at)::text as computed_at,
       n.inputs -> 'channels' ? 'power' as has_power, n.inputs -> 'channels' ? 'heart_rate' as has_heart_rate
     from activities a join analyses n on n.activity_id = a.id
     where a.athlete_id = $1 order by a.started_at desc`,
    [athlete.id],
  );

async function add(body: Record<string, unknown>, token = athlete.token) {
  return app.call({ method: 'POST', path: '/me/thresholds', token, body });
}

/** Ids of what is computed again meanwhile. */
async function recomputedBy(act: () => Promise<unknown>): Promise<Set<string>> {
  const before = new Map((await rows()).map(({ id, computed_at }) => [id, computed_at]));
  await act();
  await app.runJobs();
  return new Set(
    (await rows())
      .filter(({ id, computed_at }) => before.get(id) !== computed_at)
      .map(({ id }) => id),
  );
}

const idsOf = (list: Row[]) => new Set(list.map(({ id }) => id));

describe('a threshold', () => {
  test('computes again what rests on it and nothing else, and the job tells of it', async () => {
    let jobId = '';
    const again = await recomputedBy(async () => {
      const { status, body } = await add({ effective_from: '2020-01-01', ftp_w: 250 });
      expect(status).toBe(201);
      expect(body).toMatchObject({ effective_from: '2020-01-01', ftp_w: 250, lthr_bpm: null });
      jobId = String(body['job_id']);
    });
    const withPower = (await rows()).filter(({ has_power }) => has_power);
    expect(withPower.length).toBeGreaterThan(0);
    expect(again).toEqual(idsOf(withPower));
    const job = await app.call({ path: `/jobs/${jobId}`, token: athlete.token });
    expect(job.body).toMatchObject({
      state: 'succeeded',
      progress: 100,
      result: { recomputed: withPower.length },
    });
    const rides = (await rows()).filter(({ sport, has_power }) => sport === 'cycling' && has_power);
    expect(rides.filter(({ load }) => !(load !== null && load > 5 && load < 600))).toEqual([]);
  });

  test('holds until the next one of the same field', async () => {
    const days = (await rows())
      .filter(({ has_heart_rate }) => has_heart_rate)
      .map(({ day }) => day);
    const middle = days[Math.floor(days.length / 2)] ?? '';
    const heart = { lthr_bpm: 168, max_heart_rate_bpm: 190, resting_heart_rate_bpm: 50 };
    await add({ effective_from: '2020-01-01', ftp_w: 250, ...heart });
    await app.runJobs();
    await add({ effective_from: middle, ...heart, lthr_bpm: 172 });
    await app.runJobs();
    const again = await recomputedBy(() =>
      add({ effective_from: '2020-01-01', ftp_w: 250, ...heart, lthr_bpm: 166 }),
    );
    const all = await rows();
    expect(again).toEqual(
      idsOf(all.filter(({ has_heart_rate, day }) => has_heart_rate && day < middle)),
    );
    expect(again.size).toBeGreaterThan(0);
    const matches = all.filter(({ method }) => method === 'heart_rate');
    expect(matches.length).toBeGreaterThan(0);
    expect(matches.filter(({ load }) => !(load !== null && load > 0 && load < 600))).toEqual([]);
  });

  test('unchanged, nothing is computed again', async () => {
    const { body } = await app.call({ path: '/me/thresholds', token: athlete.token });
    const [last = {}] = body['items'] as Record<string, unknown>[];
    expect(await recomputedBy(() => add(last))).toEqual(new Set());
  });

  test('is told with its date where a metric is explained', async () => {
    const ride = (await rows()).find(({ sport, has_power }) => sport === 'cycling' && has_power);
    const { body } = await app.call({
      path: `/activities/${ride?.id}/analysis?explain=true`,
      token: athlete.token,
    });
    const load = (body['metrics'] as { id: string }[]).find(({ id }) => id === 'load');
    expect(load).toMatchObject({
      status: 'ok',
      contested: true,
      explain: {
        method: 'power',
        thresholds: [{ name: 'ftp_w', value: 250, effective_from: '2020-01-01' }],
      },
    });
  });

  test.each([
    { case: 'nothing in it', body: { effective_from: '2026-01-01' } },
    {
      case: 'a rate of rest above the highest',
      body: { effective_from: '2026-01-01', resting_heart_rate_bpm: 190, max_heart_rate_bpm: 180 },
    },
    { case: 'no date', body: { ftp_w: 200 } },
    { case: 'a negative value', body: { effective_from: '2026-01-01', ftp_w: -1 } },
    { case: 'an unknown one', body: { effective_from: '2026-01-01', vo2max: 60 } },
  ])('with $case is refused', async ({ body }) => {
    expect((await add(body)).status).toBe(400);
  });
});

test('a recompute goes on where it was handed over', async () => {
  const { recomputeAnalyses } = await import('../../lib/features/analysis/recompute-analyses.ts');
  await app.sql(
    "update thresholds set ftp_w = 231 where athlete_id = $1 and effective_from = '2020-01-01'",
    [athlete.id],
  );
  const withPower = (await rows()).filter(({ has_power }) => has_power);
  let payload: JobContext<'recompute-analyses'>['payload'] = {
    athlete_id: athlete.id,
    reason: 'thresholds',
  };
  let runs = 0;
  const progress: number[] = [];
  const again = await recomputedBy(async () => {
    for (let isDone = false; !isDone; runs += 1) {
      let looked = 0;
      const outcome = await recomputeAnalyses(
        {
          job: {} as never,
          payload,
          progress: (percent) => progress.push(percent),
          // three activities a run
          yield: () => (looked += 1) > 3,
          signal: new AbortController().signal,
        },
        app.deps,
      );
      isDone = 'done' in outcome;
      if ('handOver' in outcome) {
        payload = outcome.handOver;
      } else {
        expect(outcome).toMatchObject({ done: { recomputed: withPower.length } });
      }
    }
  });
  expect(again).toEqual(idsOf(withPower));
  expect(runs).toBeGreaterThan(3);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test('what an older algorithm computed, and what nobody analysed, the night has computed again', async () => {
  const all = await rows();
  const [first, second] = all;
  await app.sql('update analyses set algorithm_version = $2 where activity_id = $1', [
    first?.id,
    ANALYSIS_VERSION - 1,
  ]);
  const old = await app.call({ path: `/activities/${first?.id}/analysis`, token: athlete.token });
  expect(old.body['algorithm_changes']).toHaveLength(1);
  await app.sql('delete from analyses where activity_id = $1', [second?.id]);
  const { enqueueRecomputes } = await import('../../lib/features/nightly/enqueue-recomputes.ts');
  const again = await recomputedBy(() => enqueueRecomputes({ payload: {} } as never, app.deps));
  expect(again).toEqual(new Set([first?.id, second?.id]));
  const [job] = await app.sql(
    "select result from jobs where kind = 'recompute-analyses' and payload ->> 'reason' = 'algorithm'",
  );
  expect(job).toMatchObject({
    result: {
      recomputed: 2,
      failed: 0,
      algorithm_version: ANALYSIS_VERSION,
      changed: [expect.any(String)],
    },
  });
});

test('samples that expired are fetched again for changed thresholds', async () => {
  const ride = (await rows()).find(({ has_power }) => has_power);
  await app.sql('delete from streams where activity_id = $1', [ride?.id]);
  await app.sql("update activities set streams = 'expired' where id = $1", [ride?.id]);
  const again = await recomputedBy(() => add({ effective_from: '2020-01-02', ftp_w: 260 }));
  expect(again.has(ride?.id ?? '')).toBe(true);
  expect(
    await app.sql('select streams, analysis from activities where id = $1', [ride?.id]),
  ).toEqual([{ streams: 'ready', analysis: 'ready' }]);
});

test('weight and sex of the profile compute again what rests on them, and nothing else', async () => {
  const patch = (body: object) =>
    app.call({ method: 'PATCH', path: '/me', token: athlete.token, body });
  const all = await rows();
  const lighter = await recomputedBy(() => patch({ weight_kg: 61 }));
  // estimated power of running and riding, oxygen uptake: what has no speed and no power weighs nothing
  expect(lighter.size).toBeGreaterThan(0);
  const still = all.filter(({ sport }) => sport === 'squash' || sport === 'strength');
  expect(still.filter(({ id }) => lighter.has(id))).toEqual([]);
  const sexed = await recomputedBy(() => patch({ sex: 'female' }));
  expect(sexed).toEqual(idsOf(all.filter(({ has_heart_rate }) => has_heart_rate)));
  expect(await recomputedBy(() => patch({ display_name: 'Another' }))).toEqual(new Set());
});

test('two thresholds at the same time are both in every figure in the end', async () => {
  const days = (await rows()).filter(({ has_power }) => has_power).map(({ day }) => day);
  const middle = days[Math.floor(days.length / 2)] ?? '';
  await recomputedBy(() =>
    Promise.all([
      add({ effective_from: '2020-01-03', ftp_w: 222 }),
      add({ effective_from: middle, ftp_w: 277 }),
    ]),
  );
  const used = await app.sql<{ day: string; ftp: number }>(
    `select a.started_at::date::text as day, (n.thresholds #>> '{ftp_w,value}')::float8 as ftp
     from activities a join analyses n on n.activity_id = a.id
     where a.athlete_id = $1 and n.inputs -> 'channels' ? 'power'`,
    [athlete.id],
  );
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter(({ day, ftp }) => ftp !== (day < middle ? 222 : 277))).toEqual([]);
});

test('an analysis that fails every time says so, and can be started again', async () => {
  const ride = (await rows()).find(({ has_power }) => has_power);
  const path = `/activities/${ride?.id}`;
  const [stored] = await app.sql<{ data: string }>(
    "select encode(data, 'hex') as data from streams where activity_id = $1 and channel = 'power'",
    [ride?.id],
  );
  const setData = (hex: string) =>
    app.sql(
      "update streams set data = decode($2, 'hex'), created_at = clock_timestamp() where activity_id = $1 and channel = 'power'",
      [ride?.id, hex],
    );
  const start = async () => {
    const { body } = await app.call({
      method: 'POST',
      path: `${path}/analysis`,
      token: athlete.token,
    });
    return String(body['job_id']);
  };
  await setData('ffff');
  const jobId = await start();
  await app.sql('update jobs set attempts = max_attempts - 1 where id = $1', [jobId]);
  await app.runJobs();
  const job = await app.call({ path: `/jobs/${jobId}`, token: athlete.token });
  expect(job.body).toMatchObject({ state: 'failed', result: null });
  const failed = await app.call({ path, token: athlete.token });
  expect(failed.body).toMatchObject({ analysis: 'failed' });
  await setData(stored?.data ?? '');
  await start();
  await app.runJobs();
  const ready = await app.call({ path, token: athlete.token });
  expect(ready.body).toMatchObject({ analysis: 'ready' });
});

test('statistics add up the zones that the charts draw', async () => {
  const heart = { lthr_bpm: 168, max_heart_rate_bpm: 190, resting_heart_rate_bpm: 50 };
  await add({ effective_from: '2020-01-01', ftp_w: 250, ...heart });
  await app.runJobs();
  // the chart of a swim in a pool is of its bare samples, one a length
  const swumToo = await rows();
  const from = swumToo[Math.min(15, swumToo.length - 1)]?.day ?? '';
  const all = swumToo.filter(({ sport, day }) => sport !== 'swimming' && day >= from);
  const total = new Map<string, number>();
  for (const { id } of all) {
    for (const of of ['heart_rate', 'power']) {
      const path = `/activities/${id}/charts/zone-distribution?of=${of}`;
      const { status, body } = await app.call({ path, token: athlete.token });
      expect(status).toBe(200);
      const { scheme, zones } = body as unknown as {
        scheme: string | null;
        zones: { zone: number; seconds: number }[];
      };
      for (const { zone, seconds } of zones) {
        const key = `${of} ${scheme} ${zone}`;
        total.set(key, (total.get(key) ?? 0) + seconds);
      }
    }
  }
  interface Zones {
    of: string;
    scheme: string;
    seconds: number[];
    below_s: number;
  }
  const counted = { total: new Map<string, number>(), buckets: new Map<string, number>() };
  const count = (into: Map<string, number>, { of, scheme, seconds, below_s }: Zones) => {
    for (const [zone, s] of [below_s, ...seconds].entries()) {
      const key = `${of} ${scheme} ${zone}`;
      if (zone > 0 || s > 0) into.set(key, (into.get(key) ?? 0) + s);
    }
  };
  for (const sport of new Set(all.map((row) => row.sport))) {
    const path = `/training/statistics?period=month&sport=${sport}&from=${from}`;
    const { body } = await app.call({ path, token: athlete.token });
    const answer = body as unknown as { buckets: { zones: Zones[] }[]; total: { zones: Zones[] } };
    for (const zones of answer.total.zones) count(counted.total, zones);
    for (const zones of answer.buckets.flatMap((bucket) => bucket.zones)) {
      count(counted.buckets, zones);
    }
  }
  expect(counted).toEqual({ total, buckets: total });
  expect(new Set([...total.keys()].map((key) => key.split(' ')[0]))).toEqual(
    new Set(['heart_rate', 'power']),
  );
});

test('zones are those of today, and without thresholds say why there are none', async () => {
  const mine = await app.call({ path: '/me/zones', token: athlete.token });
  const power = (mine.body['power'] as { zones: { from: number; to: number | null }[] }[])[0];
  expect(power?.zones.map(({ from }) => from)).toEqual([
    0, 152.35, 207.75, 249.3, 290.85, 332.4, 415.5,
  ]);
  const theirs = await app.call({ path: '/me/zones', token: other.token });
  for (const of of ['heart_rate', 'power', 'pace']) {
    for (const scheme of theirs.body[of] as object[]) {
      expect(scheme).toMatchObject({ reason: 'no_threshold', zones: [] });
    }
  }
});

test('another athlete sees neither thresholds nor analyses', async () => {
  const [row] = await rows();
  const answer = await app.call({ path: `/activities/${row?.id}/analysis`, token: other.token });
  expect(answer.status).toBe(404);
  const list = await app.call({ path: '/me/thresholds', token: other.token });
  expect(list.body).toMatchObject({ items: [], total: 0 });
});
