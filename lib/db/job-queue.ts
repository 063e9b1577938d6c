import type { ClaimedJob, JobOutcome, JobQueue, NewJob } from '../core/ports/jobs.ts';
import type { JobRow, Json } from '../core/ports/rows.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf, toError } from './result.ts';
import { utcOrUndefined } from './timestamps.ts';

/** What athletes are granted of a job; its payload and lease are the backend's. */
const COLUMNS =
  'id, kind, athlete_id, state, progress, step, result, error_code, error_detail, attempts, run_at, created_at, updated_at';

const TIMES = ['run_at', 'created_at', 'updated_at'] as const satisfies (keyof JobRow)[];

/** The queue in the table `jobs`. */
export function createJobQueue(clients: Clients): JobQueue {
  const { backend } = clients;
  return {
    async enqueue(jobs, now) {
      if (jobs.length === 0) {
        return [];
      }
      return resultOf(
        backend.rpc('enqueue_jobs', { p_jobs: jobs.map(jobColumns), p_now: now.toISOString() }),
      );
    },

    async claim({ limit, leaseS, now }) {
      const rows = await resultOf(
        backend.rpc('claim_jobs', {
          p_limit: limit,
          p_lease_s: leaseS,
          p_now: now.toISOString(),
        }),
      );
      return rows.map((row): ClaimedJob => {
        if (row.lease_token === null) {
          throw new DatabaseError(`Job ${row.id} was claimed without a lease.`, {
            code: undefined,
          });
        }
        return {
          id: row.id,
          kind: row.kind,
          athleteId: row.athlete_id ?? undefined,
          payload: row.payload,
          attempts: row.attempts,
          maxAttempts: row.max_attempts,
          leaseToken: row.lease_token,
          createdAt: new Date(row.created_at),
        };
      });
    },

    heartbeat(job, { leaseS, now, progress, step }) {
      return resultOf(
        backend.rpc('heartbeat_job', {
          p_id: job.id,
          p_lease_token: job.leaseToken,
          p_lease_s: leaseS,
          p_now: now.toISOString(),
          ...(progress !== undefined && { p_progress: progress }),
          ...(step !== undefined && { p_step: step }),
        }),
      );
    },

    settle(job, outcome, now) {
      return resultOf(
        backend.rpc('settle_job', {
          p_id: job.id,
          p_lease_token: job.leaseToken,
          p_now: now.toISOString(),
          p_outcome: outcomeColumns(outcome),
        }),
      );
    },

    async freeAbandoned(now) {
      const [counts] = await resultOf(
        backend.rpc('free_abandoned_jobs', { p_now: now.toISOString() }),
      );
      return { freed: counts?.freed ?? 0, due: counts?.due ?? 0 };
    },

    async takeWake(now) {
      return resultOf(clients.backend.rpc('take_wake', { p_now: now.toISOString() }));
    },

    async get(caller, jobId) {
      const query = clients
        .athlete(caller)
        .from('jobs')
        .select(COLUMNS)
        .eq('id', jobId)
        .eq('athlete_id', caller.athleteId);
      const row = await resultOf(query.maybeSingle());
      return utcOrUndefined<JobRow>(row, TIMES);
    },

    async countPending(caller, athleteId) {
      const query = clients
        .for(caller)
        .from('jobs')
        .select('id', { count: 'exact', head: true })
        .eq('athlete_id', athleteId)
        .in('state', ['queued', 'running']);
      const { count, error, status } = await query;
      if (error !== null || count === null) {
        throw toError(error ?? { code: '', message: 'jobs came without a count' }, status);
      }
      return count;
    },
  };
}

export function jobColumns(job: NewJob): Json {
  return {
    kind: job.kind,
    athlete_id: job.athleteId,
    payload: job.payload,
    priority: job.priority,
    dedupe_key: job.dedupeKey,
    reuse_running: job.reuseRunning,
    serial_key: job.serialKey,
    run_at: job.runAt?.toISOString(),
    max_attempts: job.maxAttempts,
  };
}

function outcomeColumns(outcome: JobOutcome): Json {
  if (outcome.state === 'succeeded') {
    return { state: outcome.state, result: outcome.result, step: outcome.step };
  }
  const error = { error_code: outcome.errorCode, error_detail: outcome.errorDetail };
  return outcome.state === 'failed'
    ? { state: outcome.state, ...error }
    : {
        state: outcome.state,
        run_at: outcome.runAt.toISOString(),
        count_attempt: outcome.countAttempt,
        payload: outcome.payload,
        progress: outcome.progress,
        step: outcome.step,
        ...error,
      };
}
