import type { NewJob } from '../../core/ports/jobs.ts';
import type { Deps } from '../../core/ports.ts';

/** Enqueues one job and wakes a runner. Answers the id to poll: the job's, or its waiting twin's. */
export async function startJob(
  job: NewJob,
  deps: Pick<Deps, 'jobs' | 'clock' | 'nudge'>,
): Promise<string> {
  const [id] = await deps.jobs.enqueue([job], deps.clock.now());
  if (id === undefined) {
    throw new Error('The queue answered no id for a job.');
  }
  await deps.nudge.wake();
  return id;
}
