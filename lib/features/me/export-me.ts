import type { exportMe as operation } from '../../contract/me.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { startJob } from '../jobs/start-job.ts';

const MOST_PER_HOUR = 4;
const HOUR_S = 3600;

/** Starts an export of everything the caller has. While one runs, that one is answered. */
export async function exportMe(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'jobs' | 'exports' | 'clock' | 'random' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const now = deps.clock.now();
  const since = new Date(now.getTime() - HOUR_S * 1000);
  if ((await deps.exports.countEnded(caller, since)) >= MOST_PER_HOUR) {
    throw new AppError('rate_limited', {
      detail: `You exported ${MOST_PER_HOUR} times in the last hour: the addresses you have open for a day.`,
      retryAfterS: HOUR_S,
    });
  }
  const job = newJob('export-athlete', {
    athlete_id: caller.athleteId,
    export_id: deps.random.uuid(),
    requested_at: now.toISOString(),
    files: [],
  });
  return acceptedJob(await startJob(job, deps));
}
