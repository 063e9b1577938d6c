import { beforeAll, describe, expect, it } from 'vitest';
import { dailyLoads } from '../../../lib/analytics/load/daily-loads.ts';
import { fitnessCurve, fitnessRamp } from '../../../lib/analytics/load/fitness-curve.ts';
import { dateOf, dayOf, localDay } from '../../../lib/features/training/calendar.ts';
import { useApp } from '../../support/app.ts';
import type { AppAthlete } from '../../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;

interface Day {
  date: string;
  load: number | null;
  fitness: number;
  fatigue: number;
  form: number;
  ramp: number | null;
}

const get = async (path: string, token = athlete.token) => {
  const { status, body } = await app.call({ path, token });
  return { status, body: body as never };
};

/** Four thousand days up to 2026-11-20, an activity on two of three of them. */
const LAST = dayOf('2026-11-20');
const ACTIVITIES = Array.from({ length: 4_000 }, (_, i) => LAST - i)
  .filter((day) => day % 3 !== 0)
  .map((day) => ({
    day,
    sport: day % 2 === 0 ? 'cycling' : 'running',
    moving_time_s: 3_600,
    distance_m: 10_000 + (LAST - day),
    load: day % 7 === 0 ? null : (day * 37) % 150,
  }));

beforeAll(async () => {
  athlete = await app.registerAthlete();
  await app.sql(
    `insert into activities (athlete_id, source, sport, started_at, time_zone, moving_time_s, distance_m, load)
     select $1, 'manual', sport, date '1970-01-01' + day + time '12:00', 'UTC', moving_time_s, distance_m, load
     from jsonb_to_recordset($2::jsonb) as a (day integer, sport text, moving_time_s float8, distance_m float8, load float8)`,
    [athlete.id, JSON.stringify(ACTIVITIES)],
  );
}, 120_000);

describe('GET /training/load', () => {
  it('is the engine’s curve over all days there are', async () => {
    const { body } = await get('/training/load?from=2016-11-21&to=2026-11-20');
    const { days, model } = body as { days: Day[]; model: Record<string, unknown> };
    const daily = dailyLoads(
      ACTIVITIES.map(({ day, load }) => ({ day, load: load ?? 0 })),
      { lastDay: LAST },
    ).value;
    const curve = fitnessCurve(daily ?? { firstDay: 0, loads: new Float64Array() });
    expect(days).toHaveLength(3_652);
    days.forEach((shown, i) => {
      const day = dayOf('2016-11-21') + i;
      const at = day - curve.firstDay;
      expect(shown.date).toBe(dateOf(day));
      expect(shown.fitness).toBeCloseTo(curve.fitness[at] ?? Number.NaN, 2);
      expect(shown.fatigue).toBeCloseTo(curve.fatigue[at] ?? Number.NaN, 2);
      expect(shown.form).toBeCloseTo(curve.form[at] ?? Number.NaN, 2);
      expect(shown.ramp).toBeCloseTo(fitnessRamp(curve, day) ?? Number.NaN, 2);
    });
    expect(model).toMatchObject({
      fitness_days: 42,
      fatigue_days: 7,
      smoothing: 'exponential',
      form: 'previous_day',
      status: 'contested',
      building_until: dateOf(curve.firstDay + 41),
    });
  });

  it('tells rest from what has no known load', async () => {
    const { body } = await get('/training/load?from=2026-10-01&to=2026-11-20');
    for (const { date, load } of (body as { days: Day[] }).days) {
      const done = ACTIVITIES.find(({ day }) => day === dayOf(date));
      expect([date, load]).toEqual([date, done === undefined ? 0 : done.load]);
    }
  });

  it('is of the 365 days up to today where the athlete is', async () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const changed = { method: 'PATCH', path: '/me', body: { time_zone: zone } };
      await app.call({ ...changed, token: athlete.token });
      const { body } = await get('/training/load');
      const { days } = body as { days: Day[] };
      expect(days).toHaveLength(365);
      expect(days.at(-1)?.date).toBe(dateOf(localDay(app.deps.clock.now(), zone)));
    }
    const back = { method: 'PATCH', path: '/me', body: { time_zone: 'UTC' } };
    await app.call({ ...back, token: athlete.token });
  });

  it('of somebody who did nothing yet is all zeros', async () => {
    const other = await app.registerAthlete();
    const { body } = await get('/training/load?from=2026-11-19&to=2026-11-20', other.token);
    const none = { load: 0, fitness: 0, fatigue: 0, form: 0, ramp: null };
    expect(body).toMatchObject({
      days: [
        { date: '2026-11-19', ...none },
        { date: '2026-11-20', ...none },
      ],
      model: { building_until: null },
    });
  });

  it('follows an edit, a deletion and a restoration at once', async () => {
    const own = await app.registerAthlete();
    const [row] = await app.sql<{ id: string }>(
      "insert into activities (athlete_id, source, sport, started_at, load) values ($1, 'app', 'running', '2026-11-19T08:00:00Z', 80) returning id",
      [own.id],
    );
    const loadThen = async () => {
      const { body } = await get('/training/load?from=2026-11-19&to=2026-11-19', own.token);
      return (body as { days: Day[] }).days[0]?.load;
    };
    const path = `/activities/${row?.id}`;
    expect(await loadThen()).toBe(80);
    await app.call({ method: 'PATCH', path, body: { sport: 'hiking' }, token: own.token });
    const hiked = await get(
      '/training/statistics?sport=hiking&from=2026-11-16&to=2026-11-20',
      own.token,
    );
    expect(hiked.body).toMatchObject({ total: { activities: 1, load: 80 } });
    await app.call({ method: 'DELETE', path, token: own.token });
    expect(await loadThen()).toBe(0);
    await app.call({ method: 'POST', path: `${path}/restore`, token: own.token });
    expect(await loadThen()).toBe(80);
  });

  it.each([
    { case: 'the last day before the first', query: 'from=2026-11-20&to=2026-11-19' },
    { case: 'more than twenty years', query: 'from=2000-01-01&to=2026-11-20' },
    { case: 'a day that does not exist', query: 'from=2026-02-30' },
  ])('refuses $case', async ({ query }) => {
    const { status, body } = await get(`/training/load?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ path: 'query.from' }] });
  });
});

describe('GET /training/statistics', () => {
  const total = (sport: string | undefined, from: string, to: string) => {
    const among = ACTIVITIES.filter(
      (one) =>
        (sport === undefined || one.sport === sport) &&
        one.day >= dayOf(from) &&
        one.day <= dayOf(to),
    );
    return {
      activities: among.length,
      moving_time_s: among.length * 3_600,
      distance_m: among.reduce((sum, one) => sum + one.distance_m, 0),
      load: among.reduce((sum, one) => sum + (one.load ?? 0), 0),
    };
  };

  it.each([
    { period: 'week', sport: undefined, buckets: 522 },
    { period: 'month', sport: 'running', buckets: 121 },
    { period: 'year', sport: 'cycling', buckets: 11 },
  ])('counts every activity of ten years once by $period', async ({ period, sport, buckets }) => {
    const which = sport === undefined ? '' : `&sport=${sport}`;
    const { body } = await get(
      `/training/statistics?period=${period}&from=2016-11-21&to=2026-11-20${which}`,
    );
    type Bucket = ReturnType<typeof total> & { starts_on: string; ends_on: string };
    const answer = body as { buckets: Bucket[]; total: Bucket };
    expect(answer.buckets).toHaveLength(buckets);
    for (const bucket of answer.buckets) {
      expect(bucket).toMatchObject(total(sport, bucket.starts_on, bucket.ends_on));
    }
    expect(answer.total).toMatchObject(total(sport, '2016-11-21', '2026-11-20'));
  });

  it('has the empty periods too, and no load where none is known', async () => {
    const { body } = await get(
      '/training/statistics?period=month&sport=squash&from=2026-09-15&to=2026-11-02',
    );
    expect(body).toMatchObject({
      buckets: [
        { starts_on: '2026-09-15', ends_on: '2026-09-30', activities: 0, load: null },
        { starts_on: '2026-10-01', ends_on: '2026-10-31', activities: 0, load: null },
        { starts_on: '2026-11-01', ends_on: '2026-11-02', activities: 0, load: null },
      ],
      total: { active_days: 0 },
    });
  });
});

describe('GET /training/trends', () => {
  it('sees the speed that falls steadily, week by week', async () => {
    const { body } = await get('/training/trends?from=2026-01-05&to=2026-11-15');
    const answer = body as {
      performance: { average_speed_mps: number }[];
      fitness: { date: string }[];
      trends: { metric: string; slope_per_week: number; r2: number }[];
    };
    expect(answer.performance).toHaveLength(45);
    expect(answer.fitness.at(-1)?.date).toBe('2026-11-15');
    const speed = answer.trends.find(({ metric }) => metric === 'average_speed_mps');
    // the distance falls by a metre a day, over an hour
    expect(speed?.slope_per_week).toBeCloseTo(-7 / 3_600, 4);
    expect(speed?.r2).toBeGreaterThan(0.99);
  });

  it('draws no line through less than three weeks', async () => {
    const { body } = await get('/training/trends?from=2026-11-02&to=2026-11-15');
    for (const trend of (body as { trends: object[] }).trends) {
      expect(trend).toMatchObject({ slope_per_week: null, r2: null });
    }
  });
});
