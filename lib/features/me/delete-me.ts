import type { deleteMe as operation } from '../../contract/me.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { startJob } from '../jobs/start-job.ts';
import { requireVersion } from './update-me.ts';

/** Starts the deletion of the account and all its data. */
export async function deleteMe(
  { ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'jobs' | 'clock' | 'random' | 'nudge'>,
): Promise<Output<typeof operation>> {
  await requireVersion(ifVersion, caller, deps);
  const job = newJob('delete-athlete', {
    athlete_id: caller.athleteId,
    receipt_id: deps.random.uuid(),
    requested_at: deps.clock.now().toISOString(),
  });
  return acceptedJob(await startJob(job, deps));
}
