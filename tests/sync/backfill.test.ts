import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { getStreams } from '../../lib/features/activities/get-streams.ts';
import { getSync } from '../../lib/features/sync/get-sync.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runDueJobs, runUntilQuiet } from '../support/drive-jobs.ts';
import { requestSync } from '../support/heal.ts';
import { requestsSpent } from '../support/requests-spent.ts';
import { connectAthlete, type SimulatedAthlete } from '../support/simulated-athlete.ts';
import { type Simulation, startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

const REQUEST = { params: undefined, query: undefined, body: undefined, ifVersion: undefined };
const SMALL = { readShort: 10, short: 20 };

let supabase: LocalSupabase;
let world: Simulation;
let athlete: SimulatedAthlete;

beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});
beforeEach(async () => {
  world = await startSimulation({ supabase, strava: { limits: SMALL } });
  await world.subscribe();
  const strava = world.sim.addAthlete({ seed: 31, historyDays: 20 });
  athlete = await connectAthlete(world, strava);
  world.sim.clearRequests();
});
afterEach(async () => {
  await world.close();
});

const paths = () => world.sim.requests().log.map(({ path }) => path.replace('/api/v3', ''));
const rowOf = async (sourceId: number) => {
  const key = { athleteId: athlete.athleteId, source: 'strava' as const };
  return world.deps.activities.findBySource(BACKEND, { ...key, sourceId: String(sourceId) });
};

test('a backfill lists everything before it fetches streams, and those newest first', async () => {
  await runUntilQuiet(world);
  const [first, ...others] = paths();
  expect(first).toBe('/athlete/activities');
  const shownStart = new Map(
    world.sim
      .activities(athlete.strava.id)
      .map((one) => [`/activities/${String(one['id'])}/streams`, String(one['start_date'])]),
  );
  const startsMs = others.map((path) => Date.parse(shownStart.get(path) ?? ''));
  expect(startsMs).not.toContain(Number.NaN);
  expect(startsMs).toEqual(startsMs.toSorted((a, b) => b - a));
});

test('over its share of the budget a backfill is parked until the window ends, and says when it will be done', async () => {
  await runDueJobs(world);
  const [job] = await world.sql(
    "select state, attempts, error_code, run_at from jobs where kind = 'sync'",
  );
  expect(job).toMatchObject({ state: 'queued', attempts: 0, error_code: 'source_rate_limited' });
  expect(new Date(String(job?.['run_at'])).toISOString()).toBe('2026-11-20T10:15:05.000Z');
  const shown = await getSync(REQUEST, athlete.caller, world.deps);
  expect(shown).toMatchObject({ state: 'waiting', last_error: { code: 'source_rate_limited' } });
  expect(shown.activities_done).toBeLessThan(shown.activities_total);
  const waitS = (Date.parse('2026-11-20T10:15:00Z') - world.clock.now().getTime()) / 1000;
  expect(shown.eta_s).toBeGreaterThanOrEqual(Math.floor(waitS));
  await runUntilQuiet(world);
  const done = await getSync(REQUEST, athlete.caller, world.deps);
  expect(done).toMatchObject({ state: 'idle', eta_s: null, last_error: null });
  expect(done.activities_done).toBe(done.activities_total);
});

test('before the first list was allowed the wait is told, not that nothing is left', async () => {
  await world.sql(
    "update strava_budget set used = 90, window_start = '2026-11-20T10:00:00Z' where span = 'short'",
  );
  await runDueJobs(world);
  const shown = await getSync(REQUEST, athlete.caller, world.deps);
  expect(shown).toMatchObject({ state: 'waiting', activities_total: 0 });
  expect(shown.eta_s).toBeGreaterThan(600);
});

test('an opened activity jumps the queue of a backfill that waits', async () => {
  await runDueJobs(world);
  const oldest = [...athlete.strava.activities.values()]
    .filter(({ source }) => source.kind !== 'manual')
    .sort((a, b) => a.startS - b.startS)[0];
  const row = await rowOf(oldest?.id ?? 0);
  expect(row?.streams).toBe('pending');
  const { value } = await getStreams(
    { ...REQUEST, params: { activity_id: row?.id ?? '' }, query: { resolution: 'full' } },
    athlete.caller,
    world.deps,
  );
  expect(value.size).toBeGreaterThan(0);
  expect((await rowOf(oldest?.id ?? 0))?.streams).toBe('ready');
  await runUntilQuiet(world);
  const fetched = paths().filter((path) => path === `/activities/${oldest?.id}/streams`);
  expect(fetched).toHaveLength(1);
});

test('a backfill of several pages that was stopped goes on at its page', async () => {
  world.sim.setLimits({ readShort: 10_000, short: 10_000, readDay: 10_000, day: 10_000 });
  const { strava } = athlete;
  const start = world.clock.now().getTime() - 90 * 86_400_000;
  for (let count = 0; count < 430; count += 1) {
    const order = {
      sport: 'yoga',
      durationS: 60 + count,
      start: new Date(start - count * 600_000),
    };
    world.sim.addActivity(strava.id, { ...order, backdated: true, heartRate: false });
  }
  world.sim.addFault({ kind: 'status', match: { path: '/athlete/activities*' }, count: 3 });
  world.sim.addFault({ kind: 'rate_limit_short', match: { path: '/activities/*' } });
  await runUntilQuiet(world, { withinS: 7 * 86_400 });
  const lists = world.sim.requests().log.filter(({ path }) => path.endsWith('/athlete/activities'));
  const good = lists.filter(({ status }) => status === 200).map(({ query }) => query);
  const total = strava.activities.size;
  expect(good).toHaveLength(Math.ceil(total / 200));
  expect(new Set(good).size).toBe(good.length);
  expect(await differences(world, athlete, { mayExpire: true })).toEqual([]);
}, 120_000);

test('a full sync asked for while another one runs is one walk, and afterwards a walk of its own', async () => {
  await runUntilQuiet(world);
  world.sim.clearRequests();
  await requestSync(world, athlete, { mode: 'incremental' });
  await requestSync(world, athlete, { mode: 'full' });
  await requestSync(world, athlete, { mode: 'full' });
  await runUntilQuiet(world);
  expect(requestsSpent(world.sim)).toMatchObject({ list: 2, detail: 0, streams: 0 });
  const states = await world.sql('select distinct state from jobs');
  expect(states).toEqual([{ state: 'succeeded' }]);
});
