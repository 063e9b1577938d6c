import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelName, Channels } from '../../lib/recording/channels.ts';
import { packChannel } from '../../lib/recording/pack-channel.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { madeUpRide } from '../support/made-up-ride.ts';

const app = useApp();
let athlete: AppAthlete;
/** Activities from Strava by sport, each of half an hour and more, recorded as its sport is. */
const synced: Record<string, string> = {};
let planted: string;
let manual: string;

const SPORTS = ['cycling', 'running', 'swimming', 'squash'] as const;
const NAMES = [
  'hr-over-time',
  'zone-distribution',
  'power-curve',
  'pace',
  'elevation',
  'w-prime-balance',
  'swim-lengths',
] as const;
const ride = madeUpRide({ hours: 1 }).channels as Channels;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  const stravaId = await app.connectStrava(athlete, { historyDays: 1 });
  const now = app.deps.clock.now().getTime();
  for (const [days, sport] of SPORTS.entries()) {
    const start = new Date(now - (days + 3) * 86_400_000);
    app.strava.sim.addActivity(stravaId, { sport, start, durationS: 2700, backdated: true });
  }
  await app.runJobs();
  const rows = await app.sql<{ id: string; sport: string }>(
    "select id, sport from activities where athlete_id = $1 and streams = 'ready' order by started_at desc",
    [athlete.id],
  );
  for (const { id, sport } of rows) {
    synced[sport] = id;
  }
  planted = await plant('cycling', ride);
  manual = await plant('running', {});
}, 60_000);

async function plant(sport: string, channels: Channels, owner = athlete): Promise<string> {
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, started_at) values ($1, 'manual', $2, '2026-11-20T07:30:00Z') returning id",
    [owner.id, sport],
  );
  const activityId = row?.id ?? '';
  await app.deps.streams.store({
    activityId,
    state: 'ready',
    channels: Object.entries(channels).map(([channel, values]) => ({
      channel,
      sampleCount: values.length,
      data: packChannel(channel as ChannelName, values as never),
    })),
    expiresAt: null,
  });
  return activityId;
}

const ask = (id: string | undefined, chart: string, token = athlete.token) =>
  app.call({ path: `/activities/${id}/charts/${chart}`, token });

async function draw(id: string | undefined, chart: string): Promise<Record<string, unknown>> {
  const answer = await ask(id, chart);
  expect([chart, answer.status, answer.text.slice(0, 200)]).toEqual([
    chart,
    200,
    expect.anything(),
  ]);
  return answer.body;
}

type Numbers = (number | null)[];

/** The arrays of a chart that are drawn beside each other. */
const SERIES: Record<(typeof NAMES)[number], string[]> = {
  'hr-over-time': ['timestamps', 'times_s', 'heart_rates'],
  'zone-distribution': ['zones'],
  'power-curve': ['durations_s', 'watts', 'starts_s'],
  pace: ['times_s', 'distances_m', 'speeds_mps', 'paces_s'],
  elevation: ['distances_m', 'altitudes_m', 'times_s'],
  'w-prime-balance': ['times_s', 'balance_j'],
  'swim-lengths': ['lengths'],
};

describe('charts of every sport', () => {
  it.each(SPORTS)('of %s are as long as each other and at most as asked', async (sport) => {
    expect(synced[sport]).toBeDefined();
    for (const chart of NAMES) {
      for (const points of [10, 37, 300, 2000]) {
        const body = await draw(synced[sport], `${chart}?points=${points}`);
        const lengths = new Set(SERIES[chart].map((name) => (body[name] as unknown[]).length));
        expect([chart, points, lengths.size]).toEqual([chart, points, 1]);
        expect([...lengths][0]).toBeLessThanOrEqual(points);
        expect(body).toMatchObject({ chart, activity_id: synced[sport] });
        expect([chart, body['reason'] !== null]).toEqual([
          chart,
          [...lengths][0] === 0 || chart === 'hr-over-time',
        ]);
      }
    }
  });

  it.each([
    { sport: 'cycling', drawn: ['hr-over-time', 'pace', 'elevation'] },
    { sport: 'running', drawn: ['hr-over-time', 'pace', 'elevation'] },
    { sport: 'swimming', drawn: ['pace'] },
    { sport: 'squash', drawn: ['hr-over-time'] },
  ])('of $sport are drawn: $drawn', async ({ sport, drawn }) => {
    for (const chart of drawn as (keyof typeof SERIES)[]) {
      const body = await draw(synced[sport], chart);
      for (const name of SERIES[chart]) {
        expect([chart, name, (body[name] as unknown[]).length > 20]).toEqual([chart, name, true]);
      }
    }
  });

  it('of a match of which only heart rate is known say what lacks', async () => {
    const reasons: Record<string, unknown> = {};
    for (const chart of [...NAMES, 'zone-distribution?of=power', 'zone-distribution?of=pace']) {
      reasons[chart] = (await draw(synced['squash'], chart))['reason'];
    }
    expect(reasons).toEqual({
      'hr-over-time': 'no_threshold',
      'zone-distribution': 'no_threshold',
      'power-curve': 'no_power',
      pace: 'no_speed',
      elevation: 'no_altitude',
      'w-prime-balance': 'no_power',
      'swim-lengths': 'no_lengths',
      'zone-distribution?of=power': 'no_power',
      'zone-distribution?of=pace': 'no_speed',
    });
  });

  it('of an activity without samples are empty', async () => {
    for (const chart of NAMES) {
      const body = await draw(manual, chart);
      expect([chart, body['reason']]).toEqual([chart, expect.stringMatching(/^no_/)]);
      for (const name of SERIES[chart]) {
        expect([chart, body[name]]).toEqual([chart, []]);
      }
    }
  });

  it('count the pace of a swim by 100 m and of a run by 1000', async () => {
    for (const [sport, metres] of [
      ['swimming', 100],
      ['running', 1000],
    ] as const) {
      const body = await draw(synced[sport], 'pace');
      expect(body['pace_distance_m']).toBe(metres);
      const speeds = body['speeds_mps'] as Numbers;
      for (const [i, pace] of (body['paces_s'] as Numbers).entries()) {
        if (pace !== null) {
          expect(pace * (speeds[i] ?? NaN)).toBeCloseTo(metres, -1);
        }
      }
    }
  });
});

describe('a chart of few points', () => {
  const extremes = (values: Numbers) => {
    const known = values.filter((value) => value !== null);
    return [Math.min(...known), Math.max(...known)];
  };

  it('keeps the highest and lowest heart rate and speed that were recorded', async () => {
    const { heart_rates } = await draw(planted, 'hr-over-time?points=10');
    const { speeds_mps } = await draw(planted, 'pace?points=10');
    expect(extremes(heart_rates as Numbers)).toEqual(extremes(ride.heart_rate ?? []));
    expect(extremes(speeds_mps as Numbers)).toEqual(extremes(ride.speed ?? []));
  });

  it.each([
    { chart: 'elevation', field: 'altitudes_m' },
    { chart: 'power-curve', field: 'watts' },
  ])('keeps the extremes of the $chart of many', async ({ chart, field }) => {
    const few = await draw(planted, `${chart}?points=10`);
    const many = await draw(planted, `${chart}?points=2000`);
    expect(extremes(few[field] as Numbers)).toEqual(extremes(many[field] as Numbers));
  });

  it('begins and ends with the recording', async () => {
    const { timestamps, times_s } = await draw(planted, 'hr-over-time?points=10');
    const last = ride.time?.at(-1) ?? NaN;
    expect([(times_s as number[])[0], (times_s as number[]).at(-1)]).toEqual([0, last]);
    expect((timestamps as string[])[0]).toBe('2026-11-20T07:30:00.000Z');
    expect(Date.parse((timestamps as string[]).at(-1) ?? '')).toBe(
      Date.parse('2026-11-20T07:30:00Z') + last * 1000,
    );
  });
});

describe('asking for a chart', () => {
  it('a second time is answered by the cache, under the same ETag', async () => {
    const first = await ask(planted, 'pace?points=123');
    // what was loaded is stored after it was answered
    await expect
      .poll(async () => (await ask(planted, 'pace?points=123')).headers.get('x-cache'))
      .toBe('HIT');
    const second = await ask(planted, 'pace?points=123');
    expect(first.headers.get('x-cache')).toBe('MISS');
    expect(second.headers.get('x-cache')).toBe('HIT');
    expect(second.text).toBe(first.text);
    const etag = first.headers.get('etag') ?? '';
    const third = await app.call({
      path: `/activities/${planted}/charts/pace?points=123`,
      token: athlete.token,
      headers: { 'if-none-match': etag },
    });
    expect([etag, third.status]).toEqual([expect.stringMatching(/^"[\w-]+"$/), 304]);
  });

  it('after the sport was edited answers the chart of the sport it is now', async () => {
    const id = await plant('running', ride);
    expect((await draw(id, 'pace'))['pace_distance_m']).toBe(1000);
    const body = { sport: 'swimming' };
    await app.call({ method: 'PATCH', path: `/activities/${id}`, token: athlete.token, body });
    expect((await draw(id, 'pace'))['pace_distance_m']).toBe(100);
  });

  it('after a threshold was set rests on it, if it held on the day', async () => {
    const owner = await app.registerAthlete();
    const id = await plant('cycling', ride, owner);
    const read = async (chart: string) => (await ask(id, chart, owner.token)).body;
    const set = (from: string, ftpW: number) =>
      app.sql(
        'insert into thresholds (athlete_id, effective_from, ftp_w, lthr_bpm, critical_power_w, w_prime_j) values ($1, $2, $3, 165, 230, 20000)',
        [owner.id, from, ftpW],
      );
    expect((await read('zone-distribution?of=power'))['reason']).toBe('no_threshold');
    await set('2026-11-21', 300);
    expect((await read('zone-distribution?of=power'))['reason']).toBe('no_threshold');
    await set('2026-11-20', 200);
    const power = await read('zone-distribution?of=power');
    const zones = power['zones'] as { from: number; seconds: number }[];
    expect([power['reason'], power['scheme'], zones[1]?.from]).toEqual([null, 'coggan_7', 110]);
    const sum = zones.reduce((total, { seconds }) => total + seconds, 0);
    expect(sum + Number(power['missing_s'])).toBe(power['timer_time_s']);
    const heart = await read('hr-over-time');
    expect((heart['zones'] as Numbers).length).toBe((heart['heart_rates'] as Numbers).length);
    expect(await read('w-prime-balance')).toMatchObject({ reason: null, w_prime_j: 20_000 });
  });

  it('draws no power that the source only estimated', async () => {
    const id = await plant('cycling', ride);
    const metadata = '{"estimated_power_w": 180}';
    await app.sql('update activities set source_metadata = $2 where id = $1', [id, metadata]);
    expect((await draw(id, 'power-curve'))['reason']).toBe('no_power');
    expect((await draw(id, 'zone-distribution?of=power'))['reason']).toBe('no_power');
  });

  it('of another athlete, of a deleted activity or of none answers 404', async () => {
    const other = await app.registerAthlete();
    const deleted = await plant('cycling', ride);
    await ask(deleted, 'pace');
    await app.call({ method: 'DELETE', path: `/activities/${deleted}`, token: athlete.token });
    for (const chart of NAMES) {
      const statuses = [
        (await ask(planted, chart, other.token)).status,
        (await ask(deleted, chart)).status,
        (await ask(randomUUID(), chart)).status,
      ];
      expect([chart, ...statuses]).toEqual([chart, 404, 404, 404]);
    }
  });

  it.each([
    { path: 'no-such-chart', wrong: 'params.chart' },
    { path: 'pace?points=9', wrong: 'query.points' },
    { path: 'pace?points=2001', wrong: 'query.points' },
    { path: 'pace?points=many', wrong: 'query.points' },
    { path: 'zone-distribution?of=cadence', wrong: 'query.of' },
    { path: 'pace?resolution=low', wrong: 'query.resolution' },
  ])('$path is refused', async ({ path, wrong }) => {
    const { status, body } = await ask(planted, path);
    expect(status).toBe(400);
    expect(body['errors']).toEqual([{ path: wrong, message: expect.any(String) }]);
  });
});

describe('the lengths of a swim', () => {
  const length = (
    start_s: number,
    duration_s: number,
    strokes: number | null,
    stroke = 'free',
  ) => ({
    start_s,
    duration_s,
    strokes,
    stroke,
  });
  const keep = async (activityId: string, lengths: unknown[], pool_m: number | null) =>
    app.sql(
      "insert into recordings (activity_id, athlete_id, format, lengths, pool_m) values ($1, $2, 'fit', $3, $4)",
      [activityId, athlete.id, JSON.stringify(lengths), pool_m],
    );

  it('come one by one with stroke, SWOLF, pace and the rest before, and make intervals', async () => {
    const swim = await plant('swimming', {});
    await keep(
      swim,
      [
        length(0, 25, 18),
        length(26, 26, 19),
        { ...length(52, 30, null), stroke: 'idle' },
        length(82, 30, null, 'drill'),
      ],
      25,
    );
    const body = await draw(swim, 'swim-lengths?points=10');
    expect(body).toMatchObject({ reason: null, pool_m: 25 });
    const common = { stroke: 'free', rest_before_s: 0, interval: 1 };
    expect(body['lengths']).toEqual([
      {
        ...common,
        number: 1,
        start_s: 0,
        duration_s: 25,
        strokes: 18,
        swolf: 43,
        pace_s: 100,
      },
      {
        ...common,
        number: 2,
        start_s: 26,
        duration_s: 26,
        strokes: 19,
        swolf: 45,
        pace_s: 104,
      },
      {
        number: 3,
        interval: 2,
        start_s: 82,
        duration_s: 30,
        stroke: 'drill',
        strokes: null,
        swolf: null,
        pace_s: 120,
        rest_before_s: 30,
      },
    ]);
    expect(body['intervals']).toMatchObject([
      { number: 1, lengths: 2, distance_m: 50, swim_s: 51, rest_after_s: 30, pace_s: 102 },
      { number: 2, lengths: 1, distance_m: 25, swim_s: 30, rest_after_s: 0, pace_s: 120 },
    ]);
  });

  it('are none where the pool is not known, or the length of one cannot be', async () => {
    for (const { pool, reason } of [
      { pool: null, reason: 'no_lengths' },
      { pool: 5, reason: 'not_plausible' },
    ]) {
      const swim = await plant('swimming', {});
      await keep(swim, [length(0, 25, 18)], pool);
      const body = await draw(swim, 'swim-lengths');
      expect(body).toMatchObject({ reason, pool_m: pool, lengths: [], intervals: [] });
    }
  });
});

describe('what happened meanwhile', () => {
  it.each(['pace', 'w-prime-balance'])('is told with %s as with heart rate', async (chart) => {
    const body = await draw(planted, chart);
    const heart = await draw(planted, 'hr-over-time');
    const types = (of: Record<string, unknown>) =>
      (of['annotations'] as { type: string }[]).map(({ type }) => type);
    expect(types(body)).toEqual(types(heart));
    expect(types(body).length).toBeGreaterThan(0);
  });
});
