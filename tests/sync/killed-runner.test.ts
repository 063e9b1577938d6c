import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newJob } from '../../lib/jobs/kinds.ts';
import { RUNNER_POLICY } from '../../lib/jobs/policy.ts';
import { mulberry32 } from '../sandbox/strava/random.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { isRecorded } from '../support/fault-cases.ts';
import { requestsSpent } from '../support/requests-spent.ts';
import { type RunnerProcess, startRunnerProcess } from '../support/runner-order.ts';
import { connectAthlete } from '../support/simulated-athlete.ts';
import { type Simulation, startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

const KILLS = 50;
const LEAST_MS = 20;
const MOST_MS = 400;

/** So that what a dead runner held is free again within the second. */
const HURRIED = {
  ...RUNNER_POLICY,
  leaseS: 0.6,
  heartbeatS: 0.15,
  progressS: 0.2,
  pollS: 0.1,
  backoffBaseS: 0.05,
  backoffCapS: 0.2,
};

vi.setConfig({ testTimeout: 180_000 });

let supabase: LocalSupabase;
beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});

/** Writes down every settlement, by whomever. */
async function watchSettlements(world: Simulation): Promise<void> {
  // an insight is looked for again minutes later, which nobody waits for here
  await world.sql('alter table analyses disable trigger enqueue_insights');
  await world.sql('create table settlements (job_id uuid, state text)');
  await world.sql(
    'create function note_settlement() returns trigger language plpgsql security definer ' +
      'as $$ begin insert into public.settlements values (new.id, new.state); return new; end $$',
  );
  await world.sql(
    'create trigger note_settlement after update on public.jobs for each row when ' +
      "(new.state in ('succeeded', 'failed') and old.state is distinct from new.state) " +
      'execute function note_settlement()',
  );
}

/** Jobs that are still to be done. */
async function leftToDo(world: Simulation): Promise<number> {
  const [row] = await world.sql<{ left: number }>(
    "select count(*)::int as left from jobs where state in ('queued', 'running')",
  );
  return row?.left ?? 0;
}

test('runners killed 50 times in a backfill with events leave every activity once, and every job settled once', async () => {
  const generous = { short: 100_000, day: 1_000_000, readShort: 100_000, readDay: 1_000_000 };
  const world = await startSimulation({
    supabase,
    start: new Date().toISOString(),
    strava: { limits: generous },
  });
  await world.sql('update strava_budget set call_limit = 100000');
  await watchSettlements(world);
  await world.subscribe();
  const strava = world.sim.addAthlete({ seed: 21, historyDays: 365 });
  // the simulator makes up each recording once: not while a runner waits for the first list
  world.sim.activities(strava.id);
  const athlete = await connectAthlete(world, strava);
  world.sim.clearRequests();

  const order = { env: world.env, policy: HURRIED };
  const random = mulberry32(50);
  const startedMs = performance.now();
  let next: RunnerProcess = startRunnerProcess(order);
  let workedMs = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const runner = next;
    await runner.ready;
    next = startRunnerProcess(order);
    if (kill % 10 === 0) {
      const start = new Date(world.clock.now().getTime() - 1_300_000);
      world.sim.addActivity(strava.id, { sport: 'running', durationS: 1200 + kill, start });
    }
    const livesMs = LEAST_MS + random() * (MOST_MS - LEAST_MS);
    runner.go();
    await delay(livesMs);
    await runner.kill();
    workedMs += livesMs;
    // what the sweep does every minute
    await world.deps.jobs.freeAbandoned(world.clock.now());
  }
  const [halfway] = await world.sql(
    "select count(*) filter (where streams <> 'pending')::int as done, count(*)::int as total from activities",
  );
  const night = newJob('reconcile-athlete', { athlete_id: athlete.athleteId });
  await world.deps.jobs.enqueue([night], world.clock.now());
  await next.ready;
  next.go();
  while ((await leftToDo(world)) > 0) {
    await delay(100);
    await world.deps.jobs.freeAbandoned(world.clock.now());
  }
  await next.kill();

  const spent = requestsSpent(world.sim);
  const activities = [...strava.activities.values()];
  const least = {
    // a page for each 200, and the night's
    list: Math.ceil(activities.length / 200) + 1,
    detail: 5,
    streams: activities.filter(isRecorded).length,
  };
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stdout.write(
    `\n${KILLS} runners killed after ${Math.round(workedMs / KILLS)} ms on average, in ${seconds} s. ` +
      `After the last: ${JSON.stringify(halfway)}.\n` +
      `lists ${spent.list} (least ${least.list}), details ${spent.detail} (${least.detail}), ` +
      `streams ${spent.streams} (${least.streams})\n`,
  );
  expect(await differences(world, athlete)).toEqual([]);
  const settled = await world.sql<{ kind: string; end: string; times: number; jobs: number }>(
    'select kind, "end", times, count(*)::int as jobs from (select kind, ' +
      'case state when \'failed\' then error_code else state end as "end", ' +
      '(select count(*)::int from settlements s where s.job_id = jobs.id) as times ' +
      'from jobs) t group by kind, "end", times order by kind, "end"',
  );
  process.stdout.write(`${settled.map((row) => JSON.stringify(row)).join('\n')}\n`);
  expect(settled.filter(({ times }) => times !== 1)).toEqual([]);
  // a job of one activity that all its runners died of is given up, and the night makes it good
  const ofOne = ['strava-activity', 'analyse-activity'];
  const ends = settled.filter(({ kind }) => !ofOne.includes(kind)).map(({ end }) => end);
  expect(new Set(ends)).toEqual(new Set(['succeeded']));
  // whoever is killed has asked in vain once: for a page at the beginning, for streams later
  expect(spent.list).toBeLessThanOrEqual(least.list + KILLS / 5);
  expect(spent.streams).toBeLessThanOrEqual(least.streams + KILLS);
  await world.close();
});
