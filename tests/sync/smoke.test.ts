import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { runUntilQuiet } from '../support/drive-jobs.ts';
import { requestsSpent } from '../support/requests-spent.ts';
import { connectAthlete } from '../support/simulated-athlete.ts';
import { startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

let supabase: LocalSupabase;
beforeAll(async () => { supabase = await startServerSupabase(); });
afterAll(async () => supabase.close());

test('smoke', async () => {
  const world = await startSimulation({ supabase });
  await world.subscribe();
  const strava = world.sim.addAthlete({ seed: 1, historyDays: 30 });
  const athlete = await connectAthlete(world, strava);
  let t = performance.now();
  console.log('quiet after', await runUntilQuiet(world), performance.now() - t);
  console.log(requestsSpent(world.sim));
  t = performance.now();
  console.log(await differences(world, athlete), strava.activities.size, performance.now() - t);
  console.log(await world.sql('select kind, state, attempts, result, error_code, error_detail from jobs'));
  console.log(world.lines.filter((l) => /warn|error/.test(l)).slice(0, 10));
  await world.close();
  expect(1).toBe(1);
}, 60000);
