/** Drains the queue: claims due jobs and runs them, a few at a time, until none is left or time is up. */
import { type RunnerDeps, runJob } from './run-job.ts';

interface RunReport {
  /** Jobs started. */
  ran: number;
  /** False: work is left, so another runner should be woken. */
  drained: boolean;
}

export interface Runner {
  /**
   * Runs until nothing is due, or until `until`: shortly before it, or when `signal` aborts, nothing new is
   * started and handlers are asked to hand over; at `until` those that still run are aborted. Throws where
   * jobs cannot be claimed.
   */
  run(input: { until: Date; signal?: AbortSignal }): Promise<RunReport>;
}

/** Runs of one call: the jobs in hand and the two ways in which time runs out. */
function createShift(deps: RunnerDeps, input: { until: Date; signal?: AbortSignal }) {
  const { clock, policy } = deps;
  const active = new Set<Promise<void>>();
  const deadline = new AbortController();
  const ended = new AbortController();
  const untilMs = input.until.getTime();
  // one sleep for the shift; ending it early is the only way to reject
  clock.sleep(Math.max(0, untilMs - clock.now().getTime()), ended.signal).then(
    () => deadline.abort(new Error('The time for running jobs is up.')),
    () => undefined,
  );
  const closing = () =>
    input.signal?.aborted === true || clock.now().getTime() >= untilMs - policy.marginS * 1000;

  return {
    active,
    closing,
    start(job: Parameters<typeof runJob>[1]['job']) {
      const running: Promise<void> = runJob(deps, {
        job,
        closing,
        deadline: deadline.signal,
      }).finally(() => active.delete(running));
      active.add(running);
    },
    /** Until one job ends, or `ms` have passed. */
    async wait(ms: number, jobs: Promise<unknown>[]) {
      const enough = new AbortController();
      const pause = clock.sleep(ms, enough.signal).catch(() => undefined);
      await Promise.race([pause, ...jobs]);
      enough.abort();
    },
    /** Until every job ended, or would not end even when aborted. */
    async finish() {
      const patienceMs = untilMs + policy.graceS * 1000 - clock.now().getTime();
      if (active.size > 0) {
        await this.wait(Math.max(0, patienceMs), [Promise.all(active)]);
      }
      ended.abort();
    },
  };
}

export function createRunner(deps: RunnerDeps): Runner {
  const { queue, clock, log, policy } = deps;

  const anythingDue = async () => {
    try {
      return (await queue.freeAbandoned(clock.now())).due > 0;
    } catch (error) {
      log.warn('jobs.count_failed', { error });
      return true;
    }
  };

  return {
    async run(input) {
      const shift = createShift(deps, input);
      let ran = 0;
      let nothingDue = false;
      try {
        while (!shift.closing() && !nothingDue) {
          const free = policy.concurrency - shift.active.size;
          const jobs =
            free > 0
              ? await queue.claim({ limit: free, leaseS: policy.leaseS, now: clock.now() })
              : [];
          for (const job of jobs) {
            shift.start(job);
          }
          ran += jobs.length;
          nothingDue = jobs.length === 0 && shift.active.size === 0;
          if (shift.active.size > 0) {
            await shift.wait(policy.pollS * 1000, [...shift.active]);
          }
        }
      } finally {
        // where claiming failed the jobs in hand still get their end
        await shift.finish();
      }
      const drained = nothingDue || (shift.active.size === 0 && !(await anythingDue()));
      log.info('jobs.ran', { ran, drained, left_running: shift.active.size });
      return { ran, drained };
    },
  };
}
