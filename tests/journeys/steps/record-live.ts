import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DevWorld } from '../../support/dev-world.ts';
import { batchesOf, makeLiveMatch, requestOf } from '../../support/live-match.ts';
import { bodyOf, register } from '../../support/traveller.ts';

/** A match recorded by the app itself: begun, filled, scored, ended and looked at. */
export function recordLive(world: () => DevWorld): void {
  let token: string;
  const match = makeLiveMatch({
    seed: 9,
    startedAt: '2026-11-18T18:00:00.000Z',
    games: 1,
    lastsS: 1200,
    hz: 25,
  });
  // as many as make an order
  const points = match.points.slice(0, 4);
  const id = randomUUID();
  const path = `/activities/${id}`;
  const call = async <T = Record<string, unknown>>(
    method: string,
    below: string,
    body?: object,
    status?: number,
  ) => {
    return bodyOf<T>(await world().call({ method, path: `${path}${below}`, token, body }), status);
  };

  it('begins, and takes what the watch sends', async () => {
    ({ access_token: token } = await register(world()));
    const body = { id, sport: 'squash', session_type: 'match', started_at: match.startedAt };
    const begun = await world().call({ method: 'POST', path: '/activities', token, body });
    expect(bodyOf(begun, 201)).toMatchObject({ id, source: 'app', streams: 'pending' });
    for (const [index, batch] of batchesOf(match, { heartRateS: 300, motionS: 300 }).entries()) {
      const request = requestOf(id, batch, { packed: index % 2 === 0 ? 'type' : 'no' });
      const { accepted } = bodyOf<{ accepted: number }>(await world().call({ ...request, token }));
      expect(accepted).toBeGreaterThan(0);
    }
  });

  it('keeps the score, corrected and in order', async () => {
    for (const point of points) {
      await call('POST', '/points', point, 201);
    }
    const [first] = points;
    const { id: pointId, ...rest } = first ?? { id: '' };
    const winner = first?.winner === 'me' ? 'opponent' : 'me';
    expect(await call('PUT', `/points/${pointId}`, { ...rest, winner })).toMatchObject({ winner });
    const gone = `${path}/points/${pointId}`;
    expect((await world().call({ method: 'DELETE', path: gone, token })).status).toBe(204);
    const { items, total } = await call<{ items: { point_number: number }[]; total: number }>(
      'GET',
      '/points',
    );
    expect(total).toBe(points.length - 1);
    expect(items.map(({ point_number }) => point_number)).toEqual(
      points.slice(1).map((_, index) => index + 1),
    );
  });

  it('ends, and is analysed like any other', async () => {
    expect(await call('PATCH', '', { ended_at: match.endedAt })).toMatchObject({
      elapsed_time_s: match.lastsS,
    });
    const isReady = async () => (await call('GET', ''))['analysis'];
    await expect.poll(isReady, { timeout: 30_000, interval: 1_000 }).toBe('ready');
    const chart = await call<{ points: object[] }>('GET', '/charts/point-by-point');
    expect(chart.points).toHaveLength(points.length - 1);
  });
}
