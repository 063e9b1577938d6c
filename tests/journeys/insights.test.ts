/** What is worth saying about an activity: found after its analysis, in numbers that are in it, and only for its athlete. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from '../../lib/analytics/insights/insight.ts';
import { COMPARED_METRICS, INSIGHTS_VERSION } from '../../lib/analytics/insights/insight-kinds.ts';
import { toFacts } from '../../lib/features/insights/to-facts.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { isDerived, valueAt } from '../support/insight-evidence.ts';

const app = useApp();
let athlete: AppAthlete;
let ids: { id: string; sport: string }[];

const NINETY = {
  days: 90,
  limit: 50,
  recordDays: 730,
  metrics: ['distance_m'],
  now: new Date(),
};

interface Body {
  activity_id: string;
  algorithm_version: number;
  generated_at: string;
  items: { id: string; kind: string; text: string; evidence: Evidence[]; contested: boolean }[];
}

beforeAll(async () => {
  athlete = await app.registerAthlete();
  await app.sql(
    "insert into thresholds (athlete_id, effective_from, ftp_w, critical_power_w, w_prime_j, lthr_bpm, max_heart_rate_bpm, resting_heart_rate_bpm) values ($1, '2020-01-01', 245, 238, 18000, 166, 188, 48)",
    [athlete.id],
  );
  await app.connectStrava(athlete, { historyDays: 60 });
  await app.runJobs();
  // what waits for more of the past
  for (let waits = 1; waits > 0; ) {
    const due = await app.sql(
      "update jobs set run_at = now() where kind = 'find-insights' and state = 'queued' returning id",
    );
    waits = due.length;
    await app.runJobs();
  }
  ids = await app.sql<{ id: string; sport: string }>(
    "select id, sport from activities where athlete_id = $1 and analysis = 'ready' order by started_at desc",
    [athlete.id],
  );
}, 240_000);

const ask = (id: string | undefined, token = athlete.token) =>
  app.call({ path: `/activities/${id}/insights`, token });

async function read(id: string | undefined): Promise<Body> {
  const answer = await ask(id);
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.anything()]);
  return answer.body as unknown as Body;
}

const regenerate = async (id: string | undefined, token = athlete.token) =>
  app.call({ method: 'POST', path: `/activities/${id}/insights/regenerate`, token });

describe('after a sync', () => {
  test('every analysed activity has its insights, and some have something to say', async () => {
    const kinds = new Set<string>();
    for (const { id } of ids) {
      const { items, algorithm_version, activity_id } = await read(id);
      expect([algorithm_version, activity_id]).toEqual([INSIGHTS_VERSION, id]);
      expect(items.length).toBeLessThanOrEqual(7);
      for (const { kind } of items) kinds.add(kind);
    }
    expect(ids.length).toBeGreaterThan(20);
    expect(kinds.size).toBeGreaterThan(4);
  });

  test('evidence is the number of the stored analysis, bit for bit', async () => {
    let compared = 0;
    for (const { id } of ids) {
      const history = { ...NINETY, metrics: COMPARED_METRICS };
      const input = await app.deps.insights.input(id, history);
      const facts = input && toFacts(input, history);
      for (const evidence of (await read(id)).items.flatMap((item) => item.evidence)) {
        if (!isDerived(evidence) && facts !== undefined) {
          compared += 1;
          expect([evidence.metric, evidence.value]).toEqual([
            evidence.metric,
            valueAt(facts, evidence.metric),
          ]);
        }
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  test('an answer that is unchanged is not sent again', async () => {
    const first = await ask(ids[0]?.id);
    const again = await app.call({
      path: `/activities/${ids[0]?.id}/insights`,
      token: athlete.token,
      headers: { 'If-None-Match': first.headers.get('etag') ?? '' },
    });
    expect([first.status, again.status]).toEqual([200, 304]);
  });
});

describe('looking anew', () => {
  test('goes by itself once more of its past has come', async () => {
    const newest = ids.find(({ sport }) => sport === 'running');
    const waiting = () =>
      app.sql<{ of: string; minutes: number }>(
        "select payload ->> 'activity_id' as of, round(extract(epoch from run_at - now()) / 60)::int as minutes " +
          "from jobs where kind = 'find-insights' and state = 'queued'",
      );
    const [older] = await app.sql<{ id: string }>(
      "update activities set analysis = 'pending' where id = (select id from activities " +
        "where athlete_id = $1 and sport = 'running' and id <> $2 and analysis = 'ready' order by started_at limit 1) returning id",
      [athlete.id, newest?.id],
    );
    await app.sql(
      "update jobs set run_at = now() + interval '1 day' where kind = 'analyse-activity' and state = 'queued'",
    );
    await regenerate(newest?.id);
    await app.runJobs();
    expect(await waiting()).toEqual([{ of: newest?.id, minutes: 10 }]);
    // what has waited for three hours can wait for three more
    await app.sql(
      "update analyses set computed_at = computed_at - interval '3 hours' where activity_id = $1",
      [newest?.id],
    );
    await regenerate(newest?.id);
    await app.runJobs();
    expect(await waiting()).toEqual([{ of: newest?.id, minutes: 180 }]);
    for (const kind of ['analyse-activity', 'find-insights']) {
      await app.sql("update jobs set run_at = now() where state = 'queued' and kind = $1", [kind]);
      await app.runJobs();
    }
    const [{ analysis } = {}] = await app.sql('select analysis from activities where id = $1', [
      older?.id,
    ]);
    expect(analysis).toBe('ready');
    expect(await waiting()).toEqual([]);
  });

  test('finds the same, under the same ids: in which order the past came does not matter', async () => {
    for (const { id } of ids) {
      const before = await read(id);
      expect((await regenerate(id)).status).toBe(202);
      await app.runJobs();
      const after = await read(id);
      expect(after.items).toEqual(before.items);
      expect(Date.parse(after.generated_at)).toBeGreaterThan(Date.parse(before.generated_at));
    }
  });

  test('begins when what older rules found is read, or nothing was found yet', async () => {
    const [old, unfound] = ids;
    const found = [await read(old?.id), await read(unfound?.id)];
    await app.sql('update insights set algorithm_version = 0 where activity_id = $1', [old?.id]);
    await app.sql('delete from insights where activity_id = $1', [unfound?.id]);
    expect((await read(old?.id)).algorithm_version).toBe(0);
    expect((await ask(unfound?.id)).status).toBe(404);
    await app.runJobs();
    const anew = [await read(old?.id), await read(unfound?.id)];
    expect(anew.map(({ items }) => items)).toEqual(found.map(({ items }) => items));
    expect(anew.map((one) => one.algorithm_version)).toEqual([INSIGHTS_VERSION, INSIGHTS_VERSION]);
  });

  test('tells the same in miles to an athlete who counts in them', async () => {
    const found = await Promise.all(ids.map(async ({ id }) => read(id)));
    const told = found.find(({ items }) => items.some(({ text }) => / km/.test(text)));
    expect(told).toBeDefined();
    await app.sql("update athletes set units = 'imperial' where id = $1", [athlete.id]);
    const { items } = await read(told?.activity_id);
    expect(items.map(({ text }) => text).join(' ')).toMatch(/ mi\b| ft |\/mi|mph/);
    // a race is as long as it is
    const others = items.filter(({ kind }) => kind !== 'personal_best');
    expect(others.map(({ text }) => text).join(' ')).not.toMatch(/ km\b|\d m /);
    expect(items.map(({ evidence }) => evidence)).toEqual(told?.items.map((one) => one.evidence));
    await app.sql("update athletes set units = 'metric' where id = $1", [athlete.id]);
  });

  test('keeps what was found until a new analysis has its own, and goes with the last one', async () => {
    const [one] = ids;
    const before = await read(one?.id);
    const path = `/activities/${one?.id}/analysis`;
    // one waits for more of the past, as in a backfill
    await app.sql(
      "insert into jobs (kind, athlete_id, payload, dedupe_key, serial_key, run_at) values ('find-insights', $1, $2, $3, $3, now() + interval '1 hour')",
      [
        athlete.id,
        JSON.stringify({ athlete_id: athlete.id, activity_id: one?.id }),
        `find-insights:${one?.id}`,
      ],
    );
    const input = await app.deps.analyses.input(one?.id ?? '');
    const { computeAnalysis } = await import('../../lib/features/analysis/compute-analysis.ts');
    if (input === undefined) throw new Error('There is nothing to analyse.');
    const analysis = computeAnalysis(input, new Date());
    const { basis } = input;
    await app.deps.analyses.store({ activityId: one?.id ?? '', basis, analysis });
    expect(await read(one?.id)).toEqual(before);
    await app.runJobs();
    expect(Date.parse((await read(one?.id)).generated_at)).toBeGreaterThan(
      Date.parse(before.generated_at),
    );

    await app.sql('delete from analyses where activity_id = $1', [one?.id]);
    const gone = await ask(one?.id);
    expect([gone.status, gone.body['code']]).toEqual([404, 'not_found']);
    expect((await regenerate(one?.id)).status).toBe(202);
    await app.runJobs();
    expect((await ask(one?.id)).status).toBe(404);
    await app.call({ method: 'POST', path, token: athlete.token });
    await app.runJobs();
    expect((await read(one?.id)).items).toEqual(before.items);
  });

  test('what was found in an analysis of the past is not stored', async () => {
    const store = (computedAt: string) =>
      app.deps.insights.store({
        activityId: ids[1]?.id ?? '',
        computedAt,
        insights: { algorithm_version: 1, generated_at: '2026-11-20T00:00:00Z', items: [] },
      });
    expect(await store('2001-01-01T00:00:00Z')).toBe(false);
    expect((await read(ids[1]?.id)).algorithm_version).toBe(INSIGHTS_VERSION);
  });
});

describe('the past an activity is compared with', () => {
  const past = async (id: string) =>
    (await app.deps.insights.input(id, { ...NINETY, limit: 50 }))?.history.length ?? 0;

  test('of one of the athlete’s own leaves out what rests on Strava’s data', async () => {
    const ride = ids.find(({ sport }) => sport === 'cycling')?.id ?? '';
    const withStrava = await past(ride);
    await app.sql("update activities set source = 'file' where id = $1", [ride]);
    expect([withStrava > 3, await past(ride)]).toEqual([true, 0]);
    await app.sql("update activities set source = 'strava' where id = $1", [ride]);
    expect(await past(ride)).toBe(withStrava);
  });

  test('is of the same sport, before it, within the days, and no more than asked for', async () => {
    const rides = ids.filter(({ sport }) => sport === 'cycling').map(({ id }) => id);
    const counts = await Promise.all(rides.map(past));
    expect(counts.at(-1)).toBe(0);
    expect(counts[0]).toBeGreaterThan(counts.at(-2) ?? 0);
    const few = { ...NINETY, limit: 2 };
    expect((await app.deps.insights.input(rides[0] ?? '', few))?.history).toHaveLength(2);
    const none = { ...NINETY, days: 0 };
    expect((await app.deps.insights.input(rides[0] ?? '', none))?.history.length).toBeLessThan(2);
  });
});

describe('comparing', () => {
  const compare = (activity_ids: (string | undefined)[], token = athlete.token) =>
    app.call({ method: 'POST', path: '/activities/compare', token, body: { activity_ids } });
  const rides = () => ids.filter(({ sport }) => sport === 'cycling').map(({ id }) => id);

  test('shows activities in the order sent, their metrics, trends and a summary', async () => {
    const [a, b, c] = rides();
    const { status, body } = await compare([b, c, a]);
    expect(status).toBe(200);
    const { activities, metrics, trends, summary } = body as unknown as {
      activities: { id: string }[];
      metrics: { id: string; values: (number | null)[]; best_activity_id: string | null }[];
      trends: { metric: string; confidence: number }[];
      summary: string;
    };
    expect(activities.map(({ id }) => id)).toEqual([b, c, a]);
    const distance = metrics.find(({ id }) => id === 'distance_m');
    for (const [i, id] of [b, c, a].entries()) {
      const analysis = await app.call({ path: `/activities/${id}/analysis`, token: athlete.token });
      const shown = analysis.body['metrics'] as { id: string; value: number | null }[];
      expect(shown.find((metric) => metric.id === 'distance_m')?.value).toBe(distance?.values[i]);
    }
    expect(distance?.best_activity_id).toBeNull();
    expect(metrics.find((one) => one.id === 'average_speed_mps')?.best_activity_id).not.toBeNull();
    expect(trends.every(({ confidence }) => confidence >= 0 && confidence <= 0.3)).toBe(true);
    expect(trends.length).toBeGreaterThan(3);
    expect(summary).toMatch(/^3 rides, 2026-\d\d-\d\d to 2026-/);
  });

  test('of different sports says so', async () => {
    const run = ids.find(({ sport }) => sport === 'running');
    const { body } = await compare([rides()[0], run?.id]);
    expect(body['summary']).toContain('different sports');
    const metrics = (body['metrics'] as { id: string }[]).map(({ id }) => id);
    expect(metrics).toContain('distance_m');
    expect(metrics).not.toContain('weighted_power_w');
  });

  test.each([
    { case: 'one', of: (all: string[]) => all.slice(0, 1) },
    { case: 'the same twice', of: (all: string[]) => [all[0] ?? '', all[0] ?? ''] },
    { case: 'eleven', of: (all: string[]) => Array.from({ length: 11 }, (_, i) => all[i] ?? '') },
    { case: 'none', of: () => [] },
  ])('of $case is no request', async ({ of }) => {
    const all = ids.map(({ id }) => id);
    expect(await compare(of(all))).toMatchObject({ status: 400 });
  });

  test('another athlete’s is as unknown as one that never was', async () => {
    const stranger = await app.registerAthlete();
    const never = '00000000-0000-4000-8000-000000000000';
    const [ride = ''] = rides();
    const answers = [await compare([ride, never]), await compare([ride, never], stranger.token)];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.body['detail']).toBe(`You have no activity with the id ${never}.`);
    expect(answers[1]?.body['detail']).toBe(
      `You have no activity with the id ${ride}, nor with ${never}.`,
    );
  });
});

test('another athlete has no such insights, and cannot have them made', async () => {
  const stranger = await app.registerAthlete();
  expect((await ask(ids[0]?.id, stranger.token)).status).toBe(404);
  expect((await regenerate(ids[0]?.id, stranger.token)).status).toBe(404);
});

test('a deleted activity has no insights', async () => {
  const [last] = ids.slice(-1);
  const path = `/activities/${last?.id}`;
  await app.call({ method: 'DELETE', path, token: athlete.token });
  expect((await ask(last?.id)).status).toBe(404);
  expect(await app.deps.insights.input(last?.id ?? '', NINETY)).toBe(undefined);
});
