import type { Deps } from '../core/ports.ts';
import type { Handlers } from './handler.ts';
import { RUNNER_POLICY, type RunnerPolicy } from './policy.ts';
import { createRunner } from './runner.ts';

/** A wake that came while the last job ended was answered by nobody: look once more before leaving. */
const LINGER_MS = 1_500;

/** One shift of the background function: drains the queue, lingers, and hands over what the time left. */
export async function runJobs(
  input: { handlers: Handlers; forMs: number; policy?: RunnerPolicy },
  deps: Pick<Deps, 'jobs' | 'clock' | 'random' | 'log' | 'report' | 'nudge'>,
): Promise<void> {
  const until = new Date(deps.clock.now().getTime() + input.forMs);
  const runner = createRunner({
    ...deps,
    queue: deps.jobs,
    handlers: input.handlers,
    policy: input.policy ?? RUNNER_POLICY,
  });
  for (let lap = 0; ; lap += 1) {
    const { ran, drained } = await runner.run({ until });
    if (!drained) {
      await deps.nudge.wake();
      return;
    }
    if (lap > 0 && ran === 0) {
      return;
    }
    await deps.clock.sleep(LINGER_MS);
  }
}
