import { RUNNER_POLICY } from '../../lib/jobs/policy.ts';
import { runJobs } from '../../lib/jobs/run-jobs.ts';
import type { Simulation } from './simulation.ts';

/** As long as netlify/functions/run-jobs-background.mts runs. */
const SHIFT_MS = 13 * 60_000;

/** While jobs run time passes up to 50 times faster than they do: on a busy machine leases would run out. */
const PATIENT = { ...RUNNER_POLICY, leaseS: 3600 };

/** Every instance runs jobs at the same time until nothing is due. */
export async function runDueJobs(world: Simulation): Promise<void> {
  await Promise.all(
    world.instances.map(({ deps, handlers }) =>
      runJobs({ handlers, forMs: SHIFT_MS, policy: PATIENT }, deps),
    ),
  );
}

/** When the next job is due that waits, virtual ms; `undefined`: none waits. */
async function nextRunMs(world: Simulation): Promise<number | undefined> {
  const [row] = await world.sql<{ at: string | null }>(
    "select min(run_at) as at from public.jobs where state = 'queued'",
  );
  const at = row?.at ?? undefined;
  return at === undefined ? undefined : new Date(at).getTime();
}

/**
 * Runs jobs, and moves time to the next one that waits, until none is left. Answers how long that took, s
 * of virtual time. Throws where it does not end within `withinS`.
 */
export async function runUntilQuiet(
  world: Simulation,
  { withinS = 3 * 86_400 }: { withinS?: number } = {},
): Promise<number> {
  const startMs = world.clock.now().getTime();
  for (;;) {
    await world.sim.webhooksSettled();
    await runDueJobs(world);
    const nextMs = await nextRunMs(world);
    const nowMs = world.clock.now().getTime();
    if (nextMs === undefined) {
      return (nowMs - startMs) / 1000;
    }
    if (nextMs - startMs > withinS * 1000) {
      throw new Error(`Jobs still wait after ${withinS} s: ${await describeQueue(world)}`);
    }
    world.clock.advance(Math.max(0, nextMs - nowMs) / 1000 + 0.001);
  }
}

/** Runs jobs as they become due, for so long, s of virtual time. */
export async function runFor(world: Simulation, forS: number): Promise<void> {
  const untilMs = world.clock.now().getTime() + forS * 1000;
  for (;;) {
    await runDueJobs(world);
    const nowMs = world.clock.now().getTime();
    const nextMs = Math.min(untilMs, (await nextRunMs(world)) ?? untilMs);
    world.clock.advance(Math.max(0, nextMs - nowMs) / 1000 + 0.001);
    if (nextMs >= untilMs) {
      return;
    }
  }
}

async function describeQueue(world: Simulation): Promise<string> {
  const rows = await world.sql(
    'select kind, run_at, attempts, error_code, error_detail from public.jobs ' +
      "where state = 'queued' order by run_at limit 10",
  );
  return JSON.stringify(rows);
}
