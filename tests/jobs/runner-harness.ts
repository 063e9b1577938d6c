/** A runner with everything around it that a test can watch. */
import { createLog, type LogFields } from '../../lib/core/log.ts';
import type { JobQueue } from '../../lib/core/ports/jobs.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { RUNNER_POLICY, type RunnerPolicy } from '../../lib/jobs/policy.ts';
import { createRunner } from '../../lib/jobs/runner.ts';
import { createMemoryQueue, type MemoryQueue, type StoredJob } from './memory-queue.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const ATHLETE = 'a0000000-0000-4000-8000-00000000000a';
export const OTHER = 'b0000000-0000-4000-8000-00000000000b';

export function createHarness(
  options: {
    queue?: MemoryQueue;
    clock?: VirtualClock;
    unit?: () => number;
    policy?: Partial<RunnerPolicy>;
  } = {},
) {
  const queue = options.queue ?? createMemoryQueue();
  const clock = options.clock ?? createVirtualClock();
  const reported: { error: unknown; fields: LogFields }[] = [];
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => clock.now() });
  const runnerOn = (through: JobQueue, handlers: Handlers) =>
    createRunner({
      queue: through,
      clock,
      log,
      random: { uuid: () => ATHLETE, secret: () => '', unit: options.unit ?? (() => 0.5) },
      report: (error, fields) => reported.push({ error, fields }),
      handlers,
      policy: { ...RUNNER_POLICY, ...options.policy },
    });
  const inS = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
  return {
    queue,
    clock,
    reported,
    lines,
    runnerOn,
    inS,
    /** One run of `forS` seconds. */
    run: (handlers: Handlers, forS = 840) =>
      clock.until(runnerOn(queue, handlers).run({ until: inS(forS) })),
    /** The only job there is. */
    only(): StoredJob {
      const [job] = queue.jobs;
      if (queue.jobs.length !== 1 || job === undefined) {
        throw new Error(`Expected one job, there are ${queue.jobs.length}.`);
      }
      return job;
    },
  };
}
