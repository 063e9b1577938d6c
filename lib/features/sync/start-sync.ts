import type { Input, Output } from '../../contract/operation.ts';
import type { startSync as operation } from '../../contract/sync.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { startJob } from '../jobs/start-job.ts';
import { needsReauth } from '../strava/scopes.ts';

/** Starts a sync, or answers the one that is under way. */
export async function startSync(
  { body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'connections' | 'syncStates' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const { athleteId } = caller;
  const connection = await deps.connections.get(caller, athleteId);
  if (connection === undefined || needsReauth(connection)) {
    throw new AppError('source_not_connected', {
      detail:
        connection === undefined
          ? 'Strava is not connected: send the athlete to GET /api/v1/strava/login.'
          : 'Strava must be connected again with the right to read activities: GET /api/v1/strava/login.',
    });
  }
  const { mode, since } = body;
  const job = newJob('sync', {
    athlete_id: athleteId,
    mode,
    ...(since === undefined ? {} : { since }),
  });
  const jobId = await startJob(job, deps);
  await deps.syncStates.save(athleteId, { mode, job_id: jobId });
  return acceptedJob(jobId);
}
