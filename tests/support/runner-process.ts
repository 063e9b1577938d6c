/**
 * A process that runs jobs until somebody kills it. Loads everything first, says `ready`, and begins when it
 * is told to, so that whoever kills it decides how long it worked.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { BACKEND } from '../../lib/core/caller.ts';
import { createDeps } from '../../lib/deps.ts';
import { exportAthlete } from '../../lib/features/export/export-athlete.ts';
import { createHandlers } from '../../lib/features/jobs/handlers.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { runJobs } from '../../lib/jobs/run-jobs.ts';
import { packChannel } from '../../lib/recording/pack-channel.ts';
import { readWorkOrder } from './runner-order.ts';

const SHIFT_MS = 60_000;
const PAUSE_MS = 20;

const { env, policy, exportSizes } = readWorkOrder(process.argv[2] ?? '');
const deps = createDeps(env);
const handlers: Handlers = {
  ...createHandlers(deps),
  ...(exportSizes && {
    'export-athlete': (context) => exportAthlete(context, deps, exportSizes),
  }),
};

process.once('message', () => {
  work().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
await warmUp();
process.send?.('ready');

/** An instance in use has its connections open and its code compiled. */
async function warmUp(): Promise<void> {
  const nobody = '00000000-0000-4000-8000-000000000000';
  const now = deps.clock.now();
  const readings = Array.from({ length: 5000 }, (_, second) => second);
  for (let round = 0; round < 3; round += 1) {
    await deps.maintenance.ping();
    await deps.strava.budget(BACKEND);
    await deps.connections.get(BACKEND, nobody);
    await deps.activities.pendingStrava({ athleteId: nobody, limit: 1 });
    await deps.activities.applyStrava({ athleteId: nobody, activities: [], fetchedAt: now });
    await deps.cache.invalidate(nobody, ['activities']);
    packChannel('time', readings);
  }
}

async function work(): Promise<never> {
  for (;;) {
    await runJobs({ handlers, forMs: SHIFT_MS, policy }, deps);
    await delay(PAUSE_MS);
  }
}
