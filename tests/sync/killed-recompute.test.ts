/** An FTP of two years ago changes, and whoever computes the history anew is killed again and again. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { THRESHOLD_FIELDS, type ThresholdField } from '../../lib/core/ports/analyses.ts';
import { addThresholds } from '../../lib/features/thresholds/add-thresholds.ts';
import { mulberry32 } from '../sandbox/strava/random.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runUntilQuiet } from '../support/drive-jobs.ts';
import { HURRIED, type RunnerProcess, startRunnerProcess } from '../support/runner-order.ts';
import { connectAthlete } from '../support/simulated-athlete.ts';
import { startSimulation } from '../support/simulation.ts';

const KILLS = 4;
/** Each runner computes so many, and a little more: where in the next one it is killed is left to chance. */
const COMPUTED = 3;
const MOST_MS = 60;

vi.setConfig({ testTimeout: 120_000 });

let supabase: LocalSupabase;
beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});

interface Job {
  state: string;
  progress: number;
  step: string | null;
  result: Record<string, number> | null;
}

test('each dependent activity is computed anew once, no other is, and the progress counts on over the kills', async () => {
  const world = await startSimulation({ supabase, start: new Date().toISOString() });
  const strava = world.sim.addAthlete({ seed: 21, historyDays: 150 });
  const athlete = await connectAthlete(world, strava);
  await runUntilQuiet(world);
  const dependents = await world.sql<{ id: string }>(
    "select activity_id as id from analyses where sport = 'cycling' and inputs -> 'channels' ? 'power'",
  );
  const [all] = await world.sql<{ n: number }>('select count(*)::int as n from activities');
  expect(dependents.length).toBeGreaterThan(15);
  expect(all?.n).toBeGreaterThan(dependents.length + 15);
  await world.sql('create table stores (activity_id uuid)');
  await world.sql(
    'create function note_store() returns trigger language plpgsql security definer ' +
      'as $$ begin insert into public.stores values (new.activity_id); return new; end $$',
  );
  await world.sql(
    'create trigger note_store after insert on analyses for each row execute function note_store()',
  );

  const unset = Object.fromEntries(THRESHOLD_FIELDS.map((field) => [field, null])) as Record<
    ThresholdField,
    null
  >;
  const body = { ...unset, effective_from: '2020-01-01', ftp_w: 240 };
  const input = { params: undefined, query: undefined, body, ifVersion: undefined };
  const { job_id: jobId } = await addThresholds(input, athlete.caller, world.deps);
  // the simulation's time ran ahead while it synced; runners have the machine's
  await world.sql('update jobs set run_at = now() where id = $1', [jobId]);
  const job = async () =>
    (
      await world.sql<Job>('select state, progress, step, result from jobs where id = $1', [jobId])
    )[0] as Job;

  const stored = async () =>
    (await world.sql<{ n: number }>('select count(*)::int as n from stores'))[0]?.n ?? 0;

  const random = mulberry32(7);
  const order = { env: world.env, policy: HURRIED };
  const counts: number[] = [];
  const seen: number[] = [];
  let next: RunnerProcess = startRunnerProcess(order);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const runner = next;
    await runner.ready;
    next = startRunnerProcess(order);
    runner.go();
    while ((await stored()) < COMPUTED * kill) {
      await delay(20);
      // what the sweep does every minute
      await world.deps.jobs.freeAbandoned(new Date());
    }
    await delay(random() * MOST_MS);
    await runner.kill();
    counts.push(await stored());
    const { progress, step } = await job();
    seen.push(progress);
    if (step !== null) {
      expect(step).toContain(`of ${dependents.length} that depend on it, of ${all?.n} activities`);
    }
  }
  await next.ready;
  next.go();
  while (['queued', 'running'].includes((await job()).state)) {
    await delay(100);
    await world.deps.jobs.freeAbandoned(new Date());
  }
  await next.kill();
  process.stdout.write(
    `\n${KILLS} runners killed; computed after each: ${counts.join(', ')} of ${dependents.length}, of ${all?.n} activities. ` +
      `Progress seen: ${seen.join(', ')}.\n`,
  );
  // killed on the way, or nothing is shown
  expect(counts.some((count) => count > 0 && count < dependents.length)).toBe(true);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(await job()).toMatchObject({
    progress: 100,
    result: {
      activities: all?.n,
      dependents: dependents.length,
      recomputed: dependents.length,
      failed: 0,
    },
  });
  const stores = await world.sql<{ id: string }>('select activity_id as id from stores');
  expect(stores.map(({ id }) => id).sort()).toEqual(dependents.map(({ id }) => id).sort());
  await world.close();
});
