/** An account is exported in many volumes, and whoever writes them is killed again and again. */
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newJob } from '../../lib/jobs/kinds.ts';
import { mulberry32 } from '../sandbox/strava/random.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runUntilQuiet } from '../support/drive-jobs.ts';
import { HURRIED, type RunnerProcess, startRunnerProcess } from '../support/runner-order.ts';
import { connectAthlete } from '../support/simulated-athlete.ts';
import { startSimulation } from '../support/simulation.ts';

const KILLS = 6;
const LEAST_MS = 60;
const MOST_MS = 600;

/** Two or three activities in each. */
const EXPORT_SIZES = { volumeBytes: 250_000, mostBytes: 2 ** 23 };

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
  result: { activities: number; files: File[] } | null;
  payload: { files: unknown[] };
}
interface File {
  filename: string;
  sha256: string;
  activities: number;
}

test('what killed runners left is an export of every activity once, in volumes that are whole', async () => {
  const world = await startSimulation({ supabase, start: new Date().toISOString() });
  const athlete = await connectAthlete(world, world.sim.addAthlete({ seed: 21, historyDays: 60 }));
  await runUntilQuiet(world);
  const exportId = world.deps.random.uuid();
  const job = newJob('export-athlete', {
    athlete_id: athlete.athleteId,
    export_id: exportId,
    requested_at: world.clock.now().toISOString(),
    files: [],
  });
  await world.deps.jobs.enqueue([job], world.clock.now());
  // the simulation's time ran ahead while it synced; runners have the machine's
  await world.sql("update jobs set run_at = now() where kind = 'export-athlete'");
  const exported = async () =>
    (
      await world.sql<Job>("select state, result, payload from jobs where kind = 'export-athlete'")
    )[0] as Job;

  const random = mulberry32(11);
  const order = { env: world.env, policy: HURRIED, exportSizes: EXPORT_SIZES };
  const stored: number[] = [];
  let next: RunnerProcess = startRunnerProcess(order);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const runner = next;
    await runner.ready;
    next = startRunnerProcess(order);
    const before = (await exported()).payload.files.length;
    runner.go();
    // at least one volume further, so that the end comes nearer
    while ((await exported()).payload.files.length === before) {
      await delay(20);
      // what the sweep does every minute
      await world.deps.jobs.freeAbandoned(new Date());
    }
    await delay(LEAST_MS + random() * (MOST_MS - LEAST_MS));
    await runner.kill();
    stored.push((await exported()).payload.files.length);
  }
  expect((await exported()).state).not.toBe('succeeded');
  await next.ready;
  next.go();
  while (['queued', 'running'].includes((await exported()).state)) {
    await delay(100);
    await world.deps.jobs.freeAbandoned(new Date());
  }
  await next.kill();

  const { state, result } = await exported();
  const files = result?.files ?? [];
  process.stdout.write(
    `\n${KILLS} runners killed; volumes after each: ${stored.join(', ')} of ${files.length}, ` +
      `of ${result?.activities} activities.\n`,
  );
  expect(state).toBe('succeeded');
  const ids: string[] = [];
  for (const { filename, sha256, activities } of files) {
    const path = `${athlete.athleteId}/${exportId}/${filename}`;
    const bytes = await world.deps.storage.get({ bucket: 'exports', path });
    expect([filename, hash('sha256', bytes ?? '')]).toEqual([filename, sha256]);
    const folders = Object.keys(unzipSync(bytes ?? new Uint8Array())).flatMap(
      (name) => /^activities\/([^/]+)\//.exec(name)?.[1] ?? [],
    );
    expect(new Set(folders).size).toBe(activities);
    ids.push(...new Set(folders));
  }
  const rows = await world.sql<{ id: string }>(
    'select id from activities where deleted_at is null order by started_at, id',
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(result?.activities).toBe(rows.length);
  expect([ids.length, new Set(ids).size]).toEqual([rows.length, rows.length]);
  await world.close();
});
