import { beforeAll, describe, expect, it } from 'vitest';
import { sharedDurations } from '../../../lib/analytics/cycling/curve-durations.ts';
import { useApp } from '../../support/app.ts';
import type { AppAthlete } from '../../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;

const CP_W = 250;
const W_PRIME_J = 20_000;

interface Given {
  sport: string;
  day: string;
  power?: (durationS: number) => number;
  longestS?: number;
  /** Seconds by metres. */
  times?: Record<number, number>;
  distance_m?: number;
}

/** An analysed activity, as the job would have stored it. */
async function add(of: AppAthlete, given: Given): Promise<string> {
  const { sport, day, power, longestS = 3600, times = {} } = given;
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, started_at, time_zone, distance_m, moving_time_s) values ($1, 'manual', $2, $3, 'UTC', $4, 3600) returning id",
    [of.id, sport, `${day}T10:00:00Z`, given.distance_m ?? null],
  );
  const durations = [...sharedDurations(longestS)];
  const powers_w = power === undefined ? [] : durations.map(power);
  const efforts = [
    ...(power === undefined
      ? []
      : [5, 300, 1200].map((s) => ({ of: 'power', duration_s: s, power_w: power(s) }))),
    ...Object.entries(times).map(([m, s]) => ({
      of: 'distance',
      distance_m: Number(m),
      duration_s: s,
    })),
  ];
  await app.sql(
    `insert into analyses (activity_id, athlete_id, sport, algorithm_version, computed_at, thresholds, inputs, metrics, laps, intervals, climbs, best_efforts, zones, curves, quality)
     values ($1, $2, $5, 1, now(), '{}', '{}', '[]', '[]', '[]', '[]', $3, '[]', $4, '[]')`,
    [
      row?.id,
      of.id,
      JSON.stringify(efforts),
      JSON.stringify({ power: power === undefined ? null : { durations_s: durations, powers_w } }),
      sport,
    ],
  );
  return row?.id ?? '';
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects
const get = async <T>(path: string, token = athlete.token): Promise<T> => {
  const { status, body } = await app.call({ path, token });
  expect(status).toBe(200);
  return body as T;
};

const model = (cp: number) => (durationS: number) => cp + W_PRIME_J / durationS;

let ids: Record<'early' | 'best' | 'later' | 'run' | 'slowRun', string>;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  ids = {
    early: await add(athlete, {
      sport: 'cycling',
      day: '2026-06-10',
      power: model(230),
      distance_m: 90_000,
    }),
    best: await add(athlete, {
      sport: 'cycling',
      day: '2026-07-20',
      power: model(CP_W),
      distance_m: 40_000,
    }),
    later: await add(athlete, {
      sport: 'cycling',
      day: '2026-09-01',
      power: model(240),
      distance_m: 30_000,
    }),
    slowRun: await add(athlete, { sport: 'running', day: '2026-07-01', times: { 5000: 1_300.4 } }),
    run: await add(athlete, {
      sport: 'running',
      day: '2026-08-01',
      times: { 5000: 1_234.5, 400: 80 },
    }),
  };
}, 60_000);

describe('GET /training/records', () => {
  it('has the best of each with its activity and day, and the best before it', async () => {
    const { best_efforts, most } = await get<{ best_efforts: object[]; most: object[] }>(
      '/training/records?sport=cycling',
    );
    expect(best_efforts).toContainEqual({
      of: 'power',
      sport: 'cycling',
      duration_s: 300,
      distance_m: null,
      value: 316.7,
      unit: 'W',
      activity_id: ids.best,
      date: '2026-07-20',
      previous: { value: 296.7, activity_id: ids.early, date: '2026-06-10' },
    });
    expect(best_efforts).toHaveLength(3);
    expect(most).toEqual([
      {
        metric: 'distance_m',
        sport: 'cycling',
        value: 90_000,
        unit: 'm',
        activity_id: ids.early,
        date: '2026-06-10',
        previous: null,
      },
      expect.objectContaining({ metric: 'moving_time_s', activity_id: ids.early, previous: null }),
    ]);
  });

  it('of a distance the shortest time is the best', async () => {
    const { best_efforts } = await get<{ best_efforts: object[] }>(
      '/training/records?sport=running',
    );
    expect(best_efforts).toEqual([
      expect.objectContaining({ distance_m: 400, value: 80, unit: 's', previous: null }),
      expect.objectContaining({
        of: 'distance',
        duration_s: null,
        distance_m: 5000,
        value: 1_234.5,
        activity_id: ids.run,
        previous: { value: 1_300.4, activity_id: ids.slowRun, date: '2026-07-01' },
      }),
    ]);
  });

  it('falls back when the best is deleted or of another sport, and comes back', async () => {
    const bestOf = async () => {
      const { best_efforts } = await get<{
        best_efforts: { activity_id: string; duration_s: number }[];
      }>('/training/records?sport=cycling');
      return best_efforts.find(({ duration_s }) => duration_s === 1200)?.activity_id;
    };
    const path = `/activities/${ids.best}`;
    const { token } = athlete;
    await app.call({ method: 'DELETE', path, token });
    expect(await bestOf()).toBe(ids.later);
    await app.call({ method: 'POST', path: `${path}/restore`, token });
    expect(await bestOf()).toBe(ids.best);
    // a run with the figures of a ride has no records, in either sport, until it is analysed as one
    await app.call({ method: 'PATCH', path, token, body: { sport: 'running' } });
    expect(await bestOf()).toBe(ids.later);
    await app.call({ method: 'PATCH', path, token, body: { sport: 'cycling' } });
    expect(await bestOf()).toBe(ids.best);
  });

  it('is empty of who did nothing yet, and by a sport never done', async () => {
    const other = await app.registerAthlete();
    expect(await get('/training/records', other.token)).toEqual({ best_efforts: [], most: [] });
    expect(await get('/training/records?sport=padel')).toEqual({ best_efforts: [], most: [] });
  });
});

describe('GET /training/power-curve', () => {
  interface Curve {
    durations_s: number[];
    watts: number[];
    activity_ids: string[];
    dates: string[];
    critical_power: { cp_w: number; w_prime_j: number; model: string } | null;
    critical_power_reason: string | null;
  }

  it('is the envelope of the rides in the range, and finds the critical power they were made with', async () => {
    const curve = await get<Curve>('/training/power-curve?from=2026-06-01&to=2026-09-30');
    expect(curve.durations_s).toEqual([...sharedDurations(3600)]);
    expect(new Set(curve.activity_ids)).toEqual(new Set([ids.best]));
    expect(new Set(curve.dates)).toEqual(new Set(['2026-07-20']));
    expect(curve.watts[curve.durations_s.indexOf(1200)]).toBeCloseTo(model(CP_W)(1200), 1);
    expect(curve.critical_power).toMatchObject({ model: 'inverse_time' });
    expect(curve.critical_power?.cp_w).toBeCloseTo(CP_W, 0);
    expect(curve.critical_power?.w_prime_j).toBeCloseTo(W_PRIME_J, -2);
    expect(curve.critical_power_reason).toBeNull();
    const august = await get<Curve>('/training/power-curve?from=2026-08-15&to=2026-09-10');
    expect(new Set(august.activity_ids)).toEqual(new Set([ids.later]));
  });

  it.each([
    { case: 'where there is no ride', range: 'from=2020-01-01&to=2020-12-31', reason: 'too_few' },
    {
      case: 'of rides that were not all out',
      range: 'from=2019-01-01&to=2019-12-31',
      reason: 'poor_fit',
    },
    {
      case: 'of efforts that are all short',
      range: 'from=2018-01-01&to=2018-12-31',
      reason: 'too_short',
    },
  ])('has no critical power $case, and says why', async ({ range, reason }) => {
    await add(athlete, { sport: 'cycling', day: '2019-05-05', power: () => 150 });
    await add(athlete, { sport: 'cycling', day: '2018-05-05', power: model(200), longestS: 310 });
    const curve = await get<Curve>(`/training/power-curve?${range}`);
    expect(curve).toMatchObject({ critical_power: null, critical_power_reason: reason });
  });

  it.each([
    { case: 'the last day before the first', query: 'from=2026-11-20&to=2026-11-19' },
    { case: 'a first day of the future alone', query: 'from=2199-01-01' },
    { case: 'more than twenty years', query: 'from=2000-01-01&to=2026-11-20' },
  ])('refuses $case', async ({ query }) => {
    const { status } = await app.call({
      path: `/training/power-curve?${query}`,
      token: athlete.token,
    });
    expect(status).toBe(400);
  });
});

describe('GET /training/trends', () => {
  interface Measure {
    sport: string;
    metric: string;
    duration_s: number | null;
    distance_m: number | null;
    points: { date: string; value: number }[];
    slope_per_week: number | null;
  }

  it('follows the best of six weeks, week by week, and the critical power of three months', async () => {
    const { measures } = await get<{ measures: Measure[] }>(
      '/training/trends?sport=cycling&from=2026-06-01&to=2026-10-31',
    );
    const power = measures.find(({ duration_s }) => duration_s === 1200)?.points ?? [];
    const at = (date: string) => power.find((point) => point.date === date)?.value;
    expect(power[0]).toEqual({ date: '2026-06-14', value: 246.7 });
    expect(at('2026-07-19')).toBe(246.7);
    expect(at('2026-07-26')).toBe(266.7);
    expect(at('2026-08-23')).toBe(266.7);
    expect(at('2026-09-06')).toBe(256.7);
    // six weeks after the last ride there is nothing to tell it by
    expect(power.at(-1)?.date).toBe('2026-10-11');
    const critical = measures.find(({ metric }) => metric === 'critical_power')?.points ?? [];
    expect(critical.map(({ date }) => date)).toEqual([
      '2026-06-30',
      '2026-07-31',
      '2026-08-31',
      '2026-09-30',
      '2026-10-31',
    ]);
    expect(critical.map(({ value }) => Math.round(value))).toEqual([230, 250, 250, 250, 240]);
  });

  it('of one sport tells that sport’s alone', async () => {
    const { measures } = await get<{ measures: Measure[] }>(
      '/training/trends?sport=running&from=2026-06-01&to=2026-10-31',
    );
    expect(measures.map(({ metric, distance_m }) => [metric, distance_m])).toEqual([
      ['best_speed', 5000],
    ]);
    expect(measures[0]?.points[0]).toEqual({ date: '2026-07-05', value: 3.845 });
    expect(measures[0]?.slope_per_week).toBeGreaterThan(0);
  });
});
