import type { Config } from '@netlify/functions';
import { deps } from '../../lib/deps.ts';
import { createHandlers } from '../../lib/features/jobs/handlers.ts';
import { runJobs } from '../../lib/jobs/run-jobs.ts';

/** A background function may run 15 minutes; it hands over well before. */
const RUN_FOR_MS = 13 * 60_000;

/** Runs jobs until none is due or the time is up. Woken by whoever enqueues, and by the sweep. */
export default async (request: Request): Promise<void> => {
  const built = deps();
  if (!built.internal.isInternal(request.headers.get('authorization'))) {
    built.log.warn('run_jobs_refused');
    return;
  }
  await runJobs({ handlers: createHandlers(built), forMs: RUN_FOR_MS }, built);
};

export const config: Config = { background: true };
