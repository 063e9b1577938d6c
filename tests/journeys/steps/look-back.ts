import { expect, it } from 'vitest';
import type { DevWorld } from '../../support/dev-world.ts';
import type { Rider } from '../../support/rider.ts';
import { bodyOf, finishJob } from '../../support/traveller.ts';

/** What the training adds up to, and how the athlete was meanwhile. */
export function lookBack(world: () => DevWorld, rider: () => Rider): void {
  const get = async <T>(path: string) =>
    bodyOf<T>(await world().call({ path, token: rider().token }));

  it('counts in the statistics every activity there is', async () => {
    const { total } = await get<{ total: number }>('/activities');
    const statistics = await get<{ total: { activities: number } }>('/training/statistics');
    expect(total).toBeGreaterThan(0);
    expect(statistics.total.activities).toBe(total);
  });

  it('has a load of every day, and weeks of trends', async () => {
    const load = await get<{ days: unknown[] }>('/training/load');
    expect(load.days).toHaveLength(365);
    const trends = await get<{ performance: unknown[] }>('/training/trends');
    expect(trends.performance.length).toBeGreaterThan(51);
    const records = await get<{ most: unknown[] }>('/training/records');
    expect(records.most.length).toBeGreaterThan(3);
    const curve = await get<{ watts: unknown[]; activity_ids: unknown[] }>('/training/power-curve');
    expect(curve.watts).toHaveLength(curve.activity_ids.length);
  });

  it('remembers how the athlete slept, and knows no readiness of one night', async () => {
    const { token } = rider();
    const body = { days: [{ date: '2026-11-01', sleep_s: 27_000 }] };
    const added = await world().call({ method: 'POST', path: '/wellness', token, body });
    expect(bodyOf(added)).toMatchObject(body);
    expect(await get('/wellness?from=2026-11-01&to=2026-11-01')).toMatchObject(body);
    expect(await get('/training/readiness?date=2026-11-01')).toMatchObject({ state: 'unknown' });
  });

  it('knows thresholds by date, and the zones that follow', async () => {
    const { token } = rider();
    const body = { effective_from: '2026-01-01', ftp_w: 250, lthr_bpm: 165 };
    const added = await world().call({ method: 'POST', path: '/me/thresholds', token, body });
    expect(bodyOf(added, 201)).toMatchObject({ effective_from: '2026-01-01', ftp_w: 250 });
    expect(await get('/me/thresholds')).toMatchObject({ total: 1 });
    expect(await get('/me/zones')).toBeDefined();
  });

  it('takes everything along, by an address that opens without a token', async () => {
    const { token } = rider();
    const started = await world().call({ method: 'POST', path: '/me/export', token });
    const { job_id } = bodyOf<{ job_id: string }>(started, 202);
    type Job = { state: string; result: { url: string; activities: number } };
    const isDone = async () => (await get<Job>(`/jobs/${job_id}`)).state;
    await expect.poll(isDone, { timeout: 30_000, interval: 1_000 }).toBe('succeeded');
    const { result } = await get<Job>(`/jobs/${job_id}`);
    expect(result.activities).toBe((await get<{ total: number }>('/activities')).total);
    const zip = Buffer.from(await (await fetch(result.url)).arrayBuffer());
    expect(zip.toString('latin1', 0, 4)).toBe('PK\x03\x04');
  });

  it('analyses an activity anew, explains it and draws it', async () => {
    const { token } = rider();
    const { items } = await get<{ items: { id: string }[] }>('/activities?sport=cycling');
    const id = items[0]?.id;
    const path = `/activities/${id}/analysis`;
    const started = await world().call({ method: 'POST', path, token });
    const { job_id } = bodyOf<{ job_id: string }>(started, 202);
    const isDone = async () => (await get<{ state: string }>(`/jobs/${job_id}`)).state;
    await expect.poll(isDone, { timeout: 30_000, interval: 1_000 }).toBe('succeeded');
    expect(await get(`${path}?explain=true`)).toMatchObject({ activity_id: id });
    const insights = `/activities/${id}/insights`;
    const again = await world().call({ method: 'POST', path: `${insights}/regenerate`, token });
    await finishJob(world(), bodyOf<{ job_id: string }>(again, 202).job_id, token);
    expect(await get(insights)).toMatchObject({ activity_id: id });
    const body = { activity_ids: items.slice(0, 2).map((item) => item.id) };
    const comparing = { method: 'POST', path: '/activities/compare', token, body };
    const compared = await world().call(comparing);
    expect(bodyOf<{ activities: unknown[] }>(compared).activities).toHaveLength(2);
    expect(await get(`/activities/${id}/charts/hr-over-time?points=100`)).toMatchObject({
      activity_id: id,
    });
  });
}
