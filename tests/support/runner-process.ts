/**
 * A process that runs jobs until somebody kills it. Loads everything first, says `ready`, and begins when it
 * is told to, so that whoever kills it decides how long it worked.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createDeps } from '../../lib/deps.ts';
import { createHandlers } from '../../lib/features/jobs/handlers.ts';
import { runJobs } from '../../lib/jobs/run-jobs.ts';
import { readWorkOrder } from './runner-order.ts';

const SHIFT_MS = 60_000;
const PAUSE_MS = 20;

const { env, policy } = readWorkOrder(process.argv[2] ?? '');
const deps = createDeps(env);
const handlers = createHandlers(deps);

process.once('message', () => {
  work().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.send?.('ready');

async function work(): Promise<never> {
  for (;;) {
    await runJobs({ handlers, forMs: SHIFT_MS, policy }, deps);
    await delay(PAUSE_MS);
  }
}
