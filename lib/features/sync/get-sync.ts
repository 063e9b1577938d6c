import type { Input, Output } from '../../contract/operation.ts';
import type { getSync as operation } from '../../contract/sync.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { JobRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { StravaBudget, StravaBudgetWindow } from '../../core/strava.ts';
import { secondsToFetch } from './seconds-to-fetch.ts';

/** Where the caller's sync stands, and what the application may still ask of Strava. */
export async function getSync(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'syncStates' | 'activities' | 'jobs' | 'strava' | 'clock'>,
): Promise<Output<typeof operation>> {
  const { athleteId } = caller;
  const [state, counts, pendingJobs, budget] = await Promise.all([
    deps.syncStates.get(caller, athleteId),
    deps.activities.countStrava(caller, athleteId),
    deps.jobs.countPending(caller, athleteId),
    deps.strava.budget(caller),
  ]);
  const job = state?.job_id ? await deps.jobs.get(caller, state.job_id) : undefined;
  const now = deps.clock.now();
  return {
    state: stateOf(job),
    mode: (state?.mode as 'incremental' | 'full' | null | undefined) ?? null,
    last_success_at: state?.last_success_at ?? null,
    activities_total: counts.total,
    activities_done: counts.done,
    pending_jobs: pendingJobs,
    eta_s: etaS({ job, left: counts.total - counts.done, budget, now }),
    budget: { short: windowOf(budget.short), day: windowOf(budget.day) },
    last_error:
      job === undefined || job.error_code === null
        ? null
        : { code: job.error_code, detail: job.error_detail ?? '', at: job.updated_at },
  };
}

function stateOf(job: JobRow | undefined): 'idle' | 'running' | 'waiting' {
  if (job?.state === 'running') return 'running';
  return job?.state === 'queued' ? 'waiting' : 'idle';
}

function etaS(input: {
  job: JobRow | undefined;
  left: number;
  budget: StravaBudget;
  now: Date;
}): number | null {
  const { job, now } = input;
  if (job?.state !== 'running' && job?.state !== 'queued') {
    return null;
  }
  // where nothing was listed yet, nothing seems left: it takes until its turn at least
  const waitS = job.state === 'queued' ? (Date.parse(job.run_at) - now.getTime()) / 1000 : 0;
  return Math.max(secondsToFetch(input), Math.ceil(waitS));
}

function windowOf({ limit, used, resetsAt }: StravaBudgetWindow) {
  return { limit, used, resets_at: resetsAt.toISOString() };
}
