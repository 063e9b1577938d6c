import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../../lib/features/training/calendar.ts';
import { useApp } from '../../support/app.ts';

const app = useApp();
const EMPTY = {
  hrv_rmssd_ms: null,
  resting_heart_rate_bpm: null,
  sleep_s: null,
  sleep_score: null,
  soreness: null,
  mood: null,
  weight_kg: null,
};
const TODAY = dayOf('2026-11-20');

const add = (token: string, days: object[]) =>
  app.call({ method: 'POST', path: '/wellness', body: { days }, token });

/** Days up to `TODAY`, as the athlete usually is, but for what the last one differs in. */
const usualDays = (count: number, last: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    date: dateOf(TODAY - i),
    hrv_rmssd_ms: 60 + (i % 5),
    resting_heart_rate_bpm: 48 + (i % 3),
    sleep_s: 27_000 + (i % 4) * 600,
    ...(i === 0 ? last : {}),
  }));

describe('POST /wellness', () => {
  it('keeps what a day does not name, and empties what is null', async () => {
    const { token } = await app.registerAthlete();
    await add(token, [{ date: '2026-11-20', mood: 5, weight_kg: 60 }]);
    await add(token, [
      { date: '2026-11-20', hrv_rmssd_ms: 55, weight_kg: null },
      { date: '2026-11-19', soreness: 0 },
    ]);
    const days = [
      { date: '2026-11-19', ...EMPTY, soreness: 0 },
      { date: '2026-11-20', ...EMPTY, mood: 5, hrv_rmssd_ms: 55 },
    ];
    const listed = await app.call({ path: '/wellness?from=2026-11-01&to=2026-11-30', token });
    expect(listed.body).toEqual({ days });
  });

  it('takes a leap year at once, and the same again', async () => {
    const { token } = await app.registerAthlete();
    const days = usualDays(366);
    const first = await add(token, days);
    expect(first.status).toBe(200);
    expect((await add(token, days)).body).toEqual(first.body);
    const listed = await app.call({ path: '/wellness?from=2025-11-20&to=2026-11-20', token });
    expect(listed.body).toEqual(first.body);
    expect((first.body['days'] as object[]).length).toBe(366);
  });

  it.each([
    { case: 'a day twice', days: [{ date: '2026-11-20' }, { date: '2026-11-20' }] },
    { case: 'no day', days: [] },
    { case: 'more days than a year has', days: usualDays(367) },
    { case: 'a pulse nobody has', days: [{ date: '2026-11-20', resting_heart_rate_bpm: 300 }] },
    { case: 'a field that is none', days: [{ date: '2026-11-20', athlete_id: 'x' }] },
  ])('refuses $case', async ({ days }) => {
    const { token } = await app.registerAthlete();
    expect((await add(token, days)).status).toBe(400);
  });

  it('is of nobody else', async () => {
    const [one, other] = [await app.registerAthlete(), await app.registerAthlete()];
    await add(one.token, [{ date: '2026-11-20', mood: 5 }]);
    const listed = await app.call({ path: '/wellness?to=2026-11-20', token: other.token });
    expect(listed.body).toEqual({ days: [] });
  });
});

describe('GET /training/readiness', () => {
  const path = '/training/readiness?date=2026-11-20';

  it('is unknown without the data it needs', async () => {
    const { token } = await app.registerAthlete();
    const unknown = {
      date: '2026-11-20',
      state: 'unknown',
      score: null,
      components: [],
      missing: ['heart_rate_variability', 'resting_heart_rate', 'sleep'],
      contested: true,
    };
    expect((await app.call({ path, token })).body).toEqual(unknown);
    await add(token, usualDays(14));
    expect((await app.call({ path, token })).body).toEqual(unknown);
  });

  it('is ready where everything is as usual', async () => {
    const { token } = await app.registerAthlete();
    await add(token, usualDays(60, { sleep_s: 28_000, resting_heart_rate_bpm: 48 }));
    const { body } = await app.call({ path, token });
    expect(body).toMatchObject({ state: 'ready', missing: [], contested: true });
    const components = body['components'] as Record<string, number>[];
    expect(components.map(({ id }) => id)).toEqual([
      'heart_rate_variability',
      'resting_heart_rate',
      'sleep',
    ]);
    for (const { value = 0, baseline = 0, deviation } of components) {
      expect(deviation).toBeCloseTo(value - baseline, 9);
    }
    expect(components.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('is rest after a bad night with a racing heart, and says what is missing', async () => {
    const { token } = await app.registerAthlete();
    const bad = { sleep_s: 14_000, resting_heart_rate_bpm: 60 };
    const days = usualDays(60, bad).map(({ hrv_rmssd_ms: _none, ...day }) => day);
    await add(token, days);
    const { body } = await app.call({ path, token });
    expect(body).toMatchObject({ state: 'rest', missing: ['heart_rate_variability'] });
  });
});
