import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Env } from '../../lib/env.ts';
import { RUNNER_POLICY, type RunnerPolicy } from '../../lib/jobs/policy.ts';

/** So that what a dead runner held is free again within two seconds. */
export const HURRIED: RunnerPolicy = {
  ...RUNNER_POLICY,
  leaseS: 1.5,
  heartbeatS: 0.2,
  progressS: 0.1,
  pollS: 0.1,
};

export interface WorkOrder {
  env: Env;
  policy: RunnerPolicy;
  /** How large an export's volumes are; as deployed where left out. */
  exportSizes?: { volumeBytes: number; mostBytes: number };
}

/** What a runner's process is told; bytes become lists of numbers on the way. */
function writeWorkOrder(order: WorkOrder): string {
  return JSON.stringify(order, (_key, value: unknown) =>
    value instanceof Uint8Array ? { bytes: [...value] } : value,
  );
}

export function readWorkOrder(text: string): WorkOrder {
  return JSON.parse(text, (_key, value: { bytes?: number[] } | null) =>
    Array.isArray(value?.bytes) ? new Uint8Array(value.bytes) : value,
  ) as WorkOrder;
}

export interface RunnerProcess {
  /** Resolves once it has loaded everything. */
  ready: Promise<void>;
  go(): void;
  /** With SIGKILL: nothing of it runs any more when this resolves. */
  kill(): Promise<void>;
}

/** Another process that runs jobs, on the Node that types are stripped by. */
export function startRunnerProcess(order: WorkOrder): RunnerProcess {
  const child: ChildProcess = fork(
    join(import.meta.dirname, 'runner-process.ts'),
    [writeWorkOrder(order)],
    { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = once(child, 'exit');
  return {
    ready: Promise.race([
      once(child, 'message').then(() => undefined),
      ended.then(() => {
        throw new Error('The runner’s process ended before it was ready.');
      }),
    ]),
    go: () => void child.send('go'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
