import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { getStreams } from '../../lib/features/activities/get-streams.ts';
import { listActivities } from '../../lib/features/activities/list-activities.ts';
import { deleteMe } from '../../lib/features/me/delete-me.ts';
import { disconnect } from '../../lib/features/strava/disconnect.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runDueJobs, runUntilQuiet } from '../support/drive-jobs.ts';
import { connectAthlete, type SimulatedAthlete } from '../support/simulated-athlete.ts';
import { type Simulation, startSimulation } from '../support/simulation.ts';
import { cachedOf, traces } from '../support/traces.ts';

const REQUEST = { params: undefined, query: undefined, body: undefined, ifVersion: undefined };

let supabase: LocalSupabase;
let world: Simulation;
let athlete: SimulatedAthlete;
let bystander: SimulatedAthlete;

beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});
beforeEach(async () => {
  world = await startSimulation({ supabase });
  await world.subscribe();
  bystander = await connectAthlete(world, world.sim.addAthlete({ seed: 41, historyDays: 5 }));
  await runUntilQuiet(world);
  athlete = await connectAthlete(world, world.sim.addAthlete({ seed: 42, historyDays: 25 }));
});
afterEach(async () => {
  await world.close();
});

const stravaIds = () => [
  String(athlete.strava.id),
  ...[...athlete.strava.activities.keys()].map(String),
];

async function fillCache(): Promise<void> {
  const { caller } = athlete;
  const query = { sort: '-started_at' as const, page: 1, per_page: 10 };
  const { value } = await listActivities({ ...REQUEST, query }, caller, world.deps);
  const one = value.items.find(({ streams }) => streams === 'ready');
  const params = { activity_id: one?.id ?? '' };
  const low = { resolution: 'low' as const };
  await getStreams({ ...REQUEST, params, query: low }, caller, world.deps);
  await expect.poll(() => cachedOf(world, athlete.athleteId).length).toBeGreaterThanOrEqual(2);
}

/** Each way in which Strava's data must go, and the tables that may still name the account. */
const ends = [
  {
    case: 'the athlete disconnects',
    reason: 'disconnected',
    // who only ever signed in with Strava is known by it: the account stays
    keeps: ['auth.identities', 'auth.users'],
    end: async () => {
      await disconnect(REQUEST, athlete.caller, world.deps);
    },
  },
  {
    case: 'the athlete withdraws at Strava',
    reason: 'deauthorised',
    keeps: ['auth.identities', 'auth.users', 'public.jobs'],
    end: async () => {
      world.sim.deauthorize(athlete.strava.id);
      await world.sim.webhooksSettled();
    },
  },
  {
    case: 'the athlete deletes the account',
    reason: 'account_deleted',
    keeps: [],
    end: async () => {
      await deleteMe(REQUEST, athlete.caller, world.deps);
    },
  },
];

async function expectNothingLeft({ reason, keeps }: (typeof ends)[number]): Promise<void> {
  const found = await traces(world, stravaIds());
  expect(Object.keys(found).filter((table) => !keeps.includes(table))).toEqual([]);
  expect(found['public.jobs'] ?? []).toEqual(
    reason === 'deauthorised' ? [expect.stringContaining('strava-deauthorised')] : [],
  );
  expect(cachedOf(world, athlete.athleteId)).toEqual([]);
  const [receipt, ...more] = await world.sql('select * from deletion_receipts');
  expect(more).toEqual([]);
  expect(receipt).toMatchObject({ athlete_id: athlete.athleteId, reason });
  expect(receipt?.['counts']).toMatchObject({ connections: 1 });
  expect(receipt?.['completed_at']).not.toBeNull();
  const others = await world.sql('select 1 from activities where athlete_id = $1', [
    bystander.athleteId,
  ]);
  expect(others).toHaveLength(bystander.strava.activities.size);
}

test.each(ends)('when $case, no table and no cache holds anything of Strava’s', async (row) => {
  await runUntilQuiet(world);
  await fillCache();
  await row.end();
  await runUntilQuiet(world);
  await expectNothingLeft(row);
  const [receipt] = await world.sql<{ counts: Record<string, number> }>(
    'select counts from deletion_receipts',
  );
  expect(receipt?.counts['activities']).toBe(athlete.strava.activities.size);
});

test.each(ends)('even in the middle of a sync: $case', async (row) => {
  const working = runDueJobs(world);
  await delay(150);
  await row.end();
  await Promise.all([working, runDueJobs(world)]);
  await runUntilQuiet(world);
  await expectNothingLeft(row);
});

test('a deleted account leaves its receipt and the job that deleted it, and no other row', async () => {
  await runUntilQuiet(world);
  await deleteMe(REQUEST, athlete.caller, world.deps);
  await runUntilQuiet(world);
  const found = await traces(world, [athlete.athleteId]);
  expect(Object.keys(found)).toEqual(['public.deletion_receipts', 'public.jobs']);
  expect(found['public.jobs']).toEqual([expect.stringContaining('delete-athlete')]);
});

test('a forged deauthorisation purges nothing, since the token still lives', async () => {
  await runUntilQuiet(world);
  const callback = world.sim.webhooks();
  expect(callback.deliveries).toEqual([]);
  const url = `${world.site.url}/api/v1/webhooks/strava/${world.env.config.stravaWebhookSecret}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object_type: 'athlete',
      object_id: athlete.strava.id,
      aspect_type: 'update',
      owner_id: athlete.strava.id,
      subscription_id: 1,
      event_time: 1_795_000_000,
      updates: { authorized: 'false' },
    }),
  });
  expect(response.status).toBe(200);
  await runUntilQuiet(world);
  const [job] = await world.sql("select result from jobs where kind = 'strava-deauthorised'");
  expect(job).toEqual({ result: { outcome: 'alive' } });
  expect(await world.deps.connections.get(BACKEND, athlete.athleteId)).toMatchObject({
    status: 'active',
  });
  const rows = await world.sql('select 1 from activities where athlete_id = $1', [
    athlete.athleteId,
  ]);
  expect(rows).toHaveLength(athlete.strava.activities.size);
});

test('a withdrawal nobody told us of ends in a purge two weeks after the token died', async () => {
  await runUntilQuiet(world);
  world.sim.setWebhooks({ drop: 1 });
  world.sim.deauthorize(athlete.strava.id);
  for (let night = 1; night <= 14; night += 1) {
    await world.night();
    await runUntilQuiet(world);
  }
  expect(await world.deps.connections.get(BACKEND, athlete.athleteId)).toMatchObject({
    status: 'needs_reauth',
  });
  for (let night = 15; night <= 16; night += 1) {
    await world.night();
    await runUntilQuiet(world);
  }
  const [row] = ends.filter(({ reason }) => reason === 'deauthorised');
  expect(row).toBeDefined();
  expect(await world.deps.connections.get(BACKEND, athlete.athleteId)).toBeUndefined();
  expect(Object.keys(await traces(world, stravaIds()))).toEqual(row?.keeps);
});
