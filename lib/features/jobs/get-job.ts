import type { getJob as operation } from '../../contract/jobs.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';

type Body = Output<typeof operation>;

/** How far one of the caller's jobs is. */
export async function getJob(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'jobs'>,
): Promise<Body> {
  const job = await deps.jobs.get(caller, params.job_id);
  if (job === undefined) {
    throw new AppError('not_found', { detail: 'You have no job with this id.' });
  }
  return {
    id: job.id,
    kind: job.kind,
    state: job.state as Body['state'],
    progress: job.progress,
    step: job.step,
    result: job.result as Body['result'],
    error:
      job.error_code === null ? null : { code: job.error_code, detail: job.error_detail ?? '' },
    attempts: job.attempts,
    created_at: job.created_at,
    updated_at: job.updated_at,
  };
}
