import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runUntilQuiet } from '../support/drive-jobs.ts';
import { requestsSpent } from '../support/requests-spent.ts';
import { connectAthlete, signInWithStrava } from '../support/simulated-athlete.ts';
import { startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

let supabase: LocalSupabase;
beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});

test('20 callers over 4 instances with an expired token refresh it once', async () => {
  const world = await startSimulation({ supabase, instances: 4 });
  const strava = world.sim.addAthlete({ seed: 51, historyDays: 6 });
  const athlete = await connectAthlete(world, strava);
  await runUntilQuiet(world);
  const [id] = [...strava.activities.keys()];
  for (let round = 0; round < 3; round += 1) {
    world.clock.advance(7 * 3600);
    world.sim.clearRequests();
    const calls = Array.from({ length: 20 }, (_, call) => {
      const { deps } = world.instances[call % 4] ?? world;
      const order = { sourceId: String(id), priority: 'interactive' as const };
      return deps.strava.getActivity(athlete.athleteId, order);
    });
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ source_id }) => source_id))).toEqual(new Set([String(id)]));
    expect(requestsSpent(world.sim)).toMatchObject({ token: 1, detail: 20 });
  }
  await world.close();
});

test('an application that is full turns an athlete away with a reason, and leaves no account behind', async () => {
  const world = await startSimulation({ supabase });
  const strava = world.sim.addAthlete({ seed: 52, historyDays: 6 });
  world.sim.addFault({ kind: 'capacity', count: 1 });
  const { location } = await signInWithStrava({ stravaId: strava.id }, world.deps);
  expect(location.searchParams.get('error')).toBe('forbidden');
  expect(location.searchParams.get('error_description')).toMatch(/may connect no more athletes/);
  expect(await world.sql('select 1 from auth.users')).toEqual([]);
  const athlete = await connectAthlete(world, strava);
  await runUntilQuiet(world);
  expect(await differences(world, athlete)).toEqual([]);
  await world.close();
});
