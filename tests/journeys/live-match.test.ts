/**
 * Two hours of squash, recorded live: once sent as it happened, once in hundreds of shuffled, repeated, overlapping
 * and packed batches, with points corrected, the end in the middle of it and runners that die. It is one match.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnv } from '../../lib/env.ts';
import { RUNNER_POLICY } from '../../lib/jobs/policy.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import {
  batchesOf,
  heartRateBatch,
  type LiveBatchBody,
  type LivePoint,
  makeLiveMatch,
  motionBatch,
  requestOf,
  shuffled,
} from '../support/live-match.ts';
import { startRunnerProcess } from '../support/runner-order.ts';

/** So that what a dead runner held is free again within the second. */
const HURRIED = { ...RUNNER_POLICY, leaseS: 0.6, heartbeatS: 0.15, pollS: 0.1, backoffBaseS: 0.05 };
const KILLS = 3;

const app = useApp();
const match = makeLiveMatch({
  seed: 5,
  startedAt: '2026-11-19T18:00:00.000Z',
  games: 5,
  lastsS: 7200,
  hz: 25,
});
/** As a watch in reach of its phone sends it, and as one does that is not. */
const large = batchesOf(match, { heartRateS: 600, motionS: 300 });
const small = batchesOf(match, { heartRateS: 30, motionS: 60 });
let orderly: { athlete: AppAthlete; id: string };
let messy: { athlete: AppAthlete; id: string };
let sent = 0;

const bodyOf = (answer: { status: number; body: object; text: string }) => {
  expect([answer.status < 300, answer.text.slice(0, 300)]).toEqual([true, expect.anything()]);
  return answer.body as Record<string, unknown>;
};

async function begin(id: string) {
  const athlete = await app.registerAthlete();
  const thresholds = {
    effective_from: '2026-01-01',
    lthr_bpm: 172,
    max_heart_rate_bpm: 195,
    resting_heart_rate_bpm: 50,
  };
  await app.call({
    method: 'POST',
    path: '/me/thresholds',
    token: athlete.token,
    body: thresholds,
  });
  const body = {
    id,
    sport: 'squash',
    session_type: 'match',
    started_at: match.startedAt,
    metadata: { watch_position: 'playing_hand' },
  };
  const request = { method: 'POST', path: '/activities', token: athlete.token, body };
  const made = bodyOf(await app.call(request));
  expect(made).toMatchObject({ id, source: 'app', streams: 'pending', ended_at: null });
  expect(bodyOf(await app.call(request))).toEqual(made);
  return { athlete, id };
}

async function send(
  to: typeof orderly,
  batch: LiveBatchBody,
  packed: 'no' | 'type' | 'encoding' = 'no',
) {
  sent += 1;
  const request = requestOf(to.id, batch, { packed });
  expect(bodyOf(await app.call({ ...request, token: to.athlete.token }))).toMatchObject({
    accepted: expect.any(Number),
  });
}

const log = async (to: typeof orderly, point: object) =>
  bodyOf(
    await app.call({
      method: 'POST',
      path: `/activities/${to.id}/points`,
      token: to.athlete.token,
      body: point,
    }),
  );

async function end(of: typeof orderly) {
  const body = { ended_at: match.endedAt, summary: { final_score: { me: 3, opponent: 2 } } };
  const path = `/activities/${of.id}`;
  bodyOf(await app.call({ method: 'PATCH', path, token: of.athlete.token, body }));
}

/** Late batches wait a little for each other: here nobody waits. */
async function runJobs() {
  await app.sql("update jobs set run_at = now() where state = 'queued'");
  await app.runJobs();
}

const read = async (of: typeof orderly, path: string) =>
  bodyOf(await app.call({ path: `/activities/${of.id}${path}`, token: of.athlete.token }));

/** The point by its number, with an id of its own. */
const pointOf = (index: number, prefix: string): LivePoint => ({
  ...(match.points[index] as LivePoint),
  id: `${prefix}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
});

/** The same samples in batches cut otherwise. */
const overlapping = Array.from({ length: 20 }, (_, i) =>
  i % 5 === 0
    ? motionBatch(match, { fromS: i * 311, forS: 47 })
    : heartRateBatch(match, { fromS: i * 311, forS: 47 }),
);

beforeAll(async () => {
  expect([match.points.length, small.length]).toEqual([90, 360]);
  orderly = await begin('a0000000-0000-4000-8000-000000000000');
  messy = await begin('b0000000-0000-4000-8000-000000000000');
}, 60_000);

afterAll(() => {
  const { user, system } = process.cpuUsage();
  console.log(`live match: ${sent} batches, ${Math.round((user + system) / 1e6)} s of CPU`);
});

describe('recorded live', () => {
  test('in order, ended, and analysed', { timeout: 120_000 }, async () => {
    for (const batch of large) {
      await send(orderly, batch);
    }
    for (const index of match.points.keys()) {
      expect(await log(orderly, pointOf(index, 'a'))).toMatchObject({
        point_number: index + 1,
        warnings: [],
      });
    }
    await end(orderly);
    await app.runJobs();
    expect(await read(orderly, '')).toMatchObject({ streams: 'ready', analysis: 'ready' });
  });

  test('in any order, twice, overlapping and packed, ended before all of it has come', {
    timeout: 180_000,
  }, async () => {
    const repeated = small.filter((_, index) => index % 9 === 0);
    const all = shuffled([...small, ...repeated, ...overlapping], 7);
    expect(all.length).toBeGreaterThanOrEqual(400);
    const isLate = (index: number) => index >= all.length * 0.6;
    for (const [index, batch] of all.entries()) {
      if (!isLate(index)) {
        await send(messy, batch, index % 3 === 0 ? 'encoding' : 'no');
      }
    }
    await logPoints();
    await end(messy);
    await app.runJobs();
    const early = await read(messy, '');
    expect(early).toMatchObject({ streams: 'ready', analysis: 'ready' });
    const order = { env: readEnv(process.env), policy: HURRIED };
    const runners = Array.from({ length: KILLS }, () => startRunnerProcess(order));
    for (const [index, batch] of all.entries()) {
      if (isLate(index)) {
        await send(messy, batch, index % 2 === 0 ? 'type' : 'no');
      }
      const runner = index % 40 === 0 && isLate(index) ? runners.pop() : undefined;
      if (runner !== undefined) {
        await app.sql("update jobs set run_at = now() where state = 'queued'");
        await runner.ready;
        runner.go();
        await delay(60 + 90 * runners.length);
        await runner.kill();
      }
    }
    expect(runners).toEqual([]);
    await expect
      .poll(
        async () => {
          await app.deps.jobs.freeAbandoned(new Date());
          return app.sql("select 1 from jobs where state = 'running'");
        },
        { timeout: 10_000 },
      )
      .toEqual([]);
    await runJobs();
    expect(await read(messy, '')).toMatchObject({ streams: 'ready', analysis: 'ready' });
    const failed = await app.sql("select kind, error_code from jobs where state = 'failed'");
    expect(failed).toEqual([]);
  });

  /** 90 points, shuffled; two logged wrongly and corrected, one deleted and logged again. */
  async function logPoints() {
    for (const index of shuffled([...match.points.keys()], 3)) {
      const point = pointOf(index, 'b');
      const wrong = { ...point, timestamp: match.startedAt, winner: 'me', game_number: 9 };
      const logged = await log(messy, index === 20 || index === 70 ? wrong : point);
      expect(logged['id']).toBe(point.id);
    }
    const { token } = messy.athlete;
    const at = (index: number) => `/activities/${messy.id}/points/${pointOf(index, 'b').id}`;
    for (const index of [20, 70]) {
      const { id: _id, ...body } = pointOf(index, 'b');
      const corrected = await app.call({ method: 'PUT', path: at(index), token, body });
      expect(bodyOf(corrected)).toMatchObject({ version: 2, winner: body.winner });
    }
    const deleted = await app.call({ method: 'DELETE', path: at(44), token });
    expect(deleted.status).toBe(204);
    expect(await read(messy, '/points')).toMatchObject({ total: 89 });
    expect(await log(messy, pointOf(44, 'b'))).toMatchObject({ point_number: 45, version: 1 });
  }
});

describe('read back it is one match, however it was sent', () => {
  const same = async (path: string) => {
    const [one, other] = [await read(orderly, path), await read(messy, path)];
    for (const body of [one, other]) {
      expectNothingUnreal(body);
      delete body['activity_id'];
      delete body['computed_at'];
    }
    expect(other).toEqual(one);
    return one;
  };

  test('by its samples', async () => {
    const { channels, size } = (await same('/streams?resolution=full')) as {
      size: number;
      channels: Record<string, (number | null)[]>;
    };
    expect(size).toBe(7200);
    expect(channels['heart_rate']).toEqual([...match.heartRate]);
    expect(channels['motion']?.filter((value) => value === null).length).toBeLessThan(2);
  });

  test('by its figures, which are those of the match that was played', async () => {
    const analysis = (await same('/analysis')) as {
      metrics: { id: string; value: number | null; reason: string | null }[];
    };
    const figures = new Map(analysis.metrics.map(({ id, value }) => [id, value]));
    const playedS = match.rallies.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
    const won = match.points.filter(({ winner }) => winner === 'me').length;
    expect(figures.get('rallies')).toBe(90);
    expect(Math.abs((figures.get('play_time_s') ?? 0) - playedS)).toBeLessThan(0.05 * playedS);
    expect(figures.get('games')).toBe(5);
    expect([figures.get('points_won'), figures.get('points_lost')]).toEqual([won, 90 - won]);
    for (const id of ['points_heart_rate_t', 'points_heart_rate_hedges_g', 'load']) {
      expect([id, figures.get(id)]).toEqual([id, expect.any(Number)]);
    }
    expect(figures.get('timer_time_s')).toBe(7200);
  });

  test('by its charts', async () => {
    const chart = (await same('/charts/point-by-point')) as {
      reason: string | null;
      points: { rally_duration_s: number | null; average_heart_rate_bpm: number | null }[];
    };
    expect([chart.reason, chart.points.length]).toEqual([null, 90]);
    for (const [index, point] of chart.points.entries()) {
      const { fromS = 0, toS = 0 } = match.rallies[index] ?? {};
      const logged = match.points[index];
      expect(point).toMatchObject({
        point_number: index + 1,
        winner: logged?.winner,
        score_after: logged?.score_after,
        game_number: logged?.game_number,
      });
      expect(Math.abs((point.rally_duration_s ?? 0) - (toS - fromS))).toBeLessThanOrEqual(3);
      expect(point.average_heart_rate_bpm).toBeGreaterThan(100);
    }
    const curve = (await same('/charts/hr-over-time')) as { annotations: { type: string }[] };
    expect(curve.annotations.filter(({ type }) => type === 'break')).toHaveLength(4);
    await same('/charts/zone-distribution');
  });

  test('by its points and its own figures', async () => {
    const [one, other] = await Promise.all(
      [orderly, messy].map(async (of) => {
        const { items } = (await read(of, '/points')) as { items: Record<string, unknown>[] };
        return items.map(
          ({ id: _id, version: _v, created_at: _c, updated_at: _u, ...rest }) => rest,
        );
      }),
    );
    expect(other).toEqual(one);
    const [mine, theirs] = await Promise.all(
      [orderly, messy].map(async (of) => {
        const {
          id: _id,
          version: _v,
          created_at: _c,
          updated_at: _u,
          ...rest
        } = await read(of, '');
        return rest;
      }),
    );
    expect(theirs).toEqual(mine);
    expect(mine).toMatchObject({
      elapsed_time_s: 7200,
      timer_time_s: 7200,
      max_heart_rate_bpm: expect.any(Number),
    });
  });
});

test('a chart that has not changed is not sent again, and one point more changes it', async () => {
  const path = `/activities/${orderly.id}/charts/point-by-point`;
  const { token } = orderly.athlete;
  const first = await app.call({ path, token });
  const etag = first.headers.get('etag') ?? '';
  expect((await app.call({ path, token, headers: { 'if-none-match': etag } })).status).toBe(304);
  const late = { timestamp: '2026-11-19T19:59:30.000Z', winner: 'opponent' };
  await log(orderly, late);
  const changed = await app.call({ path, token, headers: { 'if-none-match': etag } });
  expect([changed.status, (changed.body['points'] as unknown[]).length]).toEqual([200, 91]);
  expect(await read(orderly, '')).toMatchObject({ analysis: 'pending' });
  await app.runJobs();
  expect(await read(orderly, '')).toMatchObject({ analysis: 'ready' });
});
