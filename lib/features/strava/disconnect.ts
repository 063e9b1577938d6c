import type { Input, Output } from '../../contract/operation.ts';
import type { disconnectStrava as operation } from '../../contract/strava.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { startJob } from '../jobs/start-job.ts';

/** Starts the disconnection; the job revokes, purges and leaves a receipt. */
export async function disconnect(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'connections' | 'jobs' | 'clock' | 'random' | 'nudge'>,
): Promise<Output<typeof operation>> {
  if ((await deps.connections.get(caller, caller.athleteId)) === undefined) {
    throw new AppError('source_not_connected', {
      detail: 'Strava is not connected: there is nothing to disconnect.',
    });
  }
  const job = newJob('disconnect-strava', {
    athlete_id: caller.athleteId,
    receipt_id: deps.random.uuid(),
    requested_at: deps.clock.now().toISOString(),
  });
  return acceptedJob(await startJob(job, deps));
}
