/** What many instances share: tokens and budget in a real Postgres, against a Strava over HTTP. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { Strava } from '../../lib/core/ports/strava.ts';
import { StravaError, type StravaPriority } from '../../lib/core/strava.ts';
import { resealTokens } from '../../lib/strava/reseal.ts';
import { createSeals } from '../../lib/strava/seal.ts';
import { openTokens, sealTokens } from '../../lib/strava/seal-tokens.ts';
import { useWorld } from '../db/world.ts';
import { testLog } from './support/memory-ports.ts';
import { simulatedWorld } from './support/simulated-world.ts';
import { testSeals } from './support/strava-world.ts';

vi.setConfig({ testTimeout: 20_000 });

const { sql, ...database } = lazily(useWorld());
let simulated: Awaited<ReturnType<typeof simulatedWorld>>;
let seed = 100;
/** A fifth of what Strava gives, so that it is soon used up. */
const SHORT_LIMIT = 20;

/** The world is filled in before the tests run: its members are looked up when they are used. */
function lazily(world: ReturnType<typeof useWorld>) {
  return {
    sql: (...input: Parameters<typeof world.sql>) => world.sql(...input),
    newAthlete: () => world.newAthlete(),
    ports: () => ({
      vault: world.db.tokenVault,
      ledger: world.db.budgetLedger,
      connections: world.db.connections,
    }),
  };
}

beforeAll(async () => {
  simulated = await simulatedWorld();
});
afterAll(() => simulated.simulator.close());
beforeEach(async () => {
  simulated.calm();
  // Each test in a day of its own: nothing is left of the budget that another one spent.
  simulated.clock.advance(86_400_000);
  await sql(`update strava_app set blocked_until = null, blocked_code = null`);
  await sql(`update strava_budget set call_limit = $1 where scope = 'read' and span = 'short'`, [
    SHORT_LIMIT,
  ]);
  simulated.sim.setLimits({ readShort: SHORT_LIMIT });
});

const instance = () => simulated.instance(database.ports());
const instances = (count: number) => Array.from({ length: count }, instance);

/** A new athlete, connected; `secondsLeft` is what we believe, Strava has its own idea. */
async function connect({ secondsLeft = 10_000, seals = testSeals } = {}) {
  seed += 1;
  const stravaAthleteId = simulated.sim.addAthlete({ seed, historyDays: 3 }).id;
  const { athleteId } = await database.newAthlete();
  const grant = simulated.sim.connect(stravaAthleteId);
  const now = simulated.clock.now();
  const tokens = sealTokens(seals, {
    stravaAthleteId,
    tokens: { ...grant, expiresAt: new Date(now.getTime() + secondsLeft * 1000) },
  });
  const scopes = [...grant.scopes];
  const { connections } = database.ports();
  await connections.connect({ athleteId, stravaAthleteId, scopes, tokens, now });
  return { athleteId, stravaAthleteId };
}

function list(strava: Strava, athleteId: string, priority: StravaPriority = 'interactive') {
  const input = { after: undefined, before: undefined, page: 1, priority };
  return strava.listActivities(athleteId, input);
}

async function failure(work: Promise<unknown>): Promise<StravaError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StravaError);
  return error as StravaError;
}

test('20 instances with an expired token make one refresh, and all go on with the new one', async () => {
  const { athleteId } = await connect();
  // 6 h later Strava rotates both tokens, and the old refresh token dies at once.
  simulated.clock.advance(6 * 3_600_000);
  await Promise.all(instances(20).map((strava) => list(strava, athleteId)));
  expect(simulated.requests('/oauth/token')).toEqual(['POST 200']);
  expect(simulated.requests('/athlete/activities')).toEqual(
    Array.from({ length: 20 }, () => 'GET 200'),
  );
  const [row] = await sql(`select * from strava_tokens where athlete_id = $1`, [athleteId]);
  expect(row).toMatchObject({ refresh_lease_token: null, refresh_lease_until: null });
});

test('10 instances with a token that Strava rejects make one refresh', async () => {
  const { athleteId } = await connect({ secondsLeft: 30_000 });
  simulated.clock.advance(6 * 3_600_000);
  await Promise.all(instances(10).map((strava) => list(strava, athleteId)));
  expect(simulated.requests('/oauth/token')).toEqual(['POST 200']);
});

test('rotated tokens go on working, refresh after refresh', async () => {
  const { athleteId } = await connect();
  const strava = instance();
  for (let round = 1; round <= 4; round += 1) {
    simulated.clock.advance(6 * 3_600_000);
    await list(strava, athleteId);
    expect(simulated.requests('/oauth/token')).toHaveLength(round);
  }
});

test('a dead refresh token marks the athlete, once, and a reconnection revives them', async () => {
  const { athleteId, stravaAthleteId } = await connect({ secondsLeft: 0 });
  simulated.sim.deauthorize(stravaAthleteId);
  expect((await failure(list(instance(), athleteId))).kind).toBe('TokenDead');
  const { connections } = database.ports();
  expect(await connections.get(BACKEND, athleteId)).toMatchObject({ status: 'needs_reauth' });
  const grant = simulated.sim.connect(stravaAthleteId);
  const tokens = sealTokens(testSeals, {
    stravaAthleteId,
    tokens: { ...grant, expiresAt: new Date(grant.expiresS * 1000) },
  });
  const now = simulated.clock.now();
  const scopes = [...grant.scopes];
  await connections.connect({ athleteId, stravaAthleteId, scopes, tokens, now });
  await list(instance(), athleteId);
  expect(await connections.get(BACKEND, athleteId)).toMatchObject({ status: 'active' });
});

test('each priority stops at its share and leaves the rest to the more urgent ones', async () => {
  const { athleteId } = await connect();
  const strava = instance();
  const spent: Record<string, number> = {};
  for (const priority of ['backfill', 'incremental', 'webhook', 'interactive'] as const) {
    let error: unknown;
    while (error === undefined) {
      error = await list(strava, athleteId, priority).then(
        () => undefined,
        (cause: unknown) => cause,
      );
    }
    expect(error).toMatchObject({ kind: 'RateLimited', status: undefined });
    spent[priority] = simulated.requests('/athlete/activities').length;
  }
  expect(spent).toEqual({ backfill: 14, incremental: 17, webhook: 19, interactive: 20 });
  // Nothing was sent that Strava would have refused.
  expect(new Set(simulated.requests('/athlete/activities'))).toEqual(new Set(['GET 200']));
  simulated.clock.advance(15 * 60_000);
  await list(strava, athleteId, 'backfill');
});

test('20 instances at once never spend more than the limit', async () => {
  const { athleteId } = await connect();
  const outcomes = await Promise.allSettled(
    instances(20).flatMap((strava) => [list(strava, athleteId), list(strava, athleteId)]),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(SHORT_LIMIT);
  expect(simulated.requests('/athlete/activities')).toHaveLength(SHORT_LIMIT);
});

test('what others spent of the limit counts, once Strava’s headers told', async () => {
  const { athleteId } = await connect();
  const strava = instance();
  await list(strava, athleteId);
  const token = openTokens(testSeals, {
    stravaAthleteId: (await database.ports().connections.get(BACKEND, athleteId))!
      .strava_athlete_id,
    sealed: (await database.ports().vault.read(athleteId))!,
  }).accessToken;
  for (let call = 0; call < 14; call += 1) {
    await fetch(`${simulated.simulator.url}/api/v3/athlete`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }
  await list(strava, athleteId);
  expect((await failure(list(strava, athleteId, 'backfill'))).kind).toBe('RateLimited');
  expect((await strava.budget(BACKEND)).short).toMatchObject({ limit: SHORT_LIMIT, used: 16 });
});

test.each([
  { kind: 'rate_limit_short', waitMs: 15 * 60_000, endOf: 900_000 },
  { kind: 'rate_limit_day', waitMs: 86_400_000, endOf: 86_400_000 },
] as const)(
  'after $kind nobody asks before the window is over',
  async ({ kind, endOf, waitMs }) => {
    const { athleteId } = await connect({ secondsLeft: 10 * 86_400 });
    simulated.sim.addFault({ kind });
    const error = await failure(list(instance(), athleteId));
    expect(error).toMatchObject({ kind: 'RateLimited', status: 429 });
    const nowMs = simulated.clock.now().getTime();
    const windowEndMs = (Math.floor(nowMs / endOf) + 1) * endOf;
    expect((error.retryAt?.getTime() ?? 0) - windowEndMs).toBe(5_000);
    const next = await failure(list(instance(), athleteId));
    expect(next).toMatchObject({ kind: 'RateLimited', status: undefined });
    expect(simulated.requests('/athlete/activities')).toEqual(['GET 429']);
    simulated.clock.advance(waitMs);
    await list(instance(), athleteId);
  },
);

test('an inactive application is asked again only after a quarter of an hour', async () => {
  const { athleteId } = await connect();
  simulated.sim.addFault({ kind: 'app_inactive', count: 1 });
  expect((await failure(list(instance(), athleteId))).kind).toBe('AppInactive');
  const next = await failure(list(instance(), athleteId));
  expect(next).toMatchObject({ kind: 'AppInactive', status: undefined });
  expect(next.retryAt?.getTime()).toBe(simulated.clock.now().getTime() + 900_000);
  expect(simulated.requests('/athlete/activities')).toEqual(['GET 403']);
  simulated.clock.advance(900_001);
  await list(instance(), athleteId);
  const { connections } = database.ports();
  expect(await connections.get(BACKEND, athleteId)).toMatchObject({ status: 'active' });
});

test('a dump of the database holds no token', async () => {
  const { athleteId, stravaAthleteId } = await connect({ secondsLeft: 0 });
  await list(instance(), athleteId);
  const { accessToken, refreshToken } = simulated.sim.connect(stravaAthleteId);
  const dump = JSON.stringify([
    await sql(`select * from strava_tokens`),
    await sql(`select * from strava_connections`),
  ]);
  expect(dump).toContain(athleteId);
  expect(dump).not.toContain(accessToken);
  expect(dump).not.toContain(refreshToken);
});

test('resealing moves every token to the first key while refreshes go on, and can be repeated', async () => {
  const { vault, connections } = database.ports();
  await sql(`delete from strava_connections`);
  const oldKey = { id: 'old', key: randomBytes(32) };
  const newKey = { id: 'new', key: randomBytes(32) };
  const oldSeals = createSeals([oldKey]);
  const seals = createSeals([newKey, oldKey]);
  const athletes: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    athletes.push((await connect({ secondsLeft: 0, seals: oldSeals })).athleteId);
  }
  simulated.clock.advance(6 * 3_600_000);
  const log = testLog();
  const reseal = () => resealTokens({ vault, connections, seals, log });
  const [counts] = await Promise.all([
    reseal(),
    ...athletes.map((athleteId) =>
      list(simulated.instance({ ...database.ports(), seals }), athleteId),
    ),
  ]);
  expect(counts.resealed + counts.current).toBe(5);
  expect(counts.failed).toBe(0);
  expect(await reseal()).toEqual({ resealed: 0, current: 5, failed: 0, skipped: 0 });
  const onlyNew = simulated.instance({ ...database.ports(), seals: createSeals([newKey]) });
  simulated.clock.advance(6 * 3_600_000);
  for (const athleteId of athletes) {
    await list(onlyNew, athleteId);
  }
});

test('a token that no key opens is counted and the others are resealed', async () => {
  const { vault, connections } = database.ports();
  await sql(`delete from strava_connections`);
  const lost = createSeals([{ id: 'lost', key: randomBytes(32) }]);
  const oldKey = { id: 'old', key: randomBytes(32) };
  await connect({ seals: lost });
  await connect({ seals: createSeals([oldKey]) });
  const log = testLog();
  const seals = createSeals([{ id: 'new', key: randomBytes(32) }, oldKey]);
  expect(await resealTokens({ vault, connections, seals, log })).toEqual({
    resealed: 1,
    current: 0,
    failed: 1,
    skipped: 0,
  });
  expect(log.lines.map(({ event }) => event)).toEqual(['strava_tokens_not_resealed']);
});
