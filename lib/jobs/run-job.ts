/** Runs one claimed job to its settlement. Never throws. */
import type { Log, LogFields } from '../core/log.ts';
import type { ClaimedJob, JobOutcome, JobQueue } from '../core/ports/jobs.ts';
import type { Clock, Random } from '../core/ports/world.ts';
import type { HandlerOutcome, Handlers, JobContext } from './handler.ts';
import { holdLease, type Lease } from './hold-lease.ts';
import { backoffUntil, judgeFailure } from './judge-failure.ts';
import { isJobKind, JOB_KINDS, type JobKind, payloadJson } from './kinds.ts';
import type { RunnerPolicy } from './policy.ts';

export interface RunnerDeps {
  queue: JobQueue;
  clock: Clock;
  random: Random;
  log: Log;
  /** For errors nobody foresaw. */
  report: (error: unknown, fields: LogFields) => void;
  handlers: Handlers;
  policy: RunnerPolicy;
}

interface RunContext {
  deps: RunnerDeps;
  job: ClaimedJob;
  log: Log;
  /** True when the deadline is near. */
  closing: () => boolean;
  /** Aborted at the deadline. */
  deadline: AbortSignal;
}

type AnyHandler = (context: JobContext<JobKind>) => Promise<HandlerOutcome<JobKind>>;

const givenUp = (errorCode: string, errorDetail: string): JobOutcome => ({
  state: 'failed',
  errorCode,
  errorDetail,
});

/** What a handler answered, as the queue takes it. */
function settlement(
  kind: JobKind,
  outcome: HandlerOutcome<JobKind>,
  run: { job: ClaimedJob; lease: Lease; now: Date },
): JobOutcome {
  const json = (payload: object | undefined) =>
    payload === undefined ? {} : { payload: payloadJson(JOB_KINDS[kind].payload.parse(payload)) };
  if ('done' in outcome) {
    const { step } = run.lease.unsent();
    return {
      state: 'succeeded',
      result: outcome.done,
      ...(step === undefined ? {} : { step }),
    };
  }
  const shown = {
    ...run.lease.unsent(),
    ...('progress' in outcome && outcome.progress !== undefined
      ? { progress: outcome.progress }
      : {}),
    ...('step' in outcome && outcome.step !== undefined ? { step: outcome.step } : {}),
  };
  if ('handOver' in outcome) {
    const again = { runAt: run.now, countAttempt: false };
    return { state: 'queued', ...again, ...json(outcome.handOver), ...shown };
  }
  if ('park' in outcome) {
    return {
      state: 'queued',
      runAt: outcome.park,
      countAttempt: false,
      ...json(outcome.payload),
      ...shown,
      errorCode: outcome.reason,
      errorDetail: `Waits until ${outcome.park.toISOString()}.`,
    };
  }
  if (run.job.attempts >= run.job.maxAttempts) {
    return givenUp('attempts_exhausted', 'Every attempt asked for another one.');
  }
  const retry = { runAt: outcome.retryAt, countAttempt: true };
  return { state: 'queued', ...retry, ...json(outcome.payload), ...shown };
}

/** The deadline passed and the handler did not hand over: that counts, or it could go on for ever. */
function overran({ deps, job }: RunContext): JobOutcome {
  const detail = 'The work did not end in the time there was.';
  if (job.attempts >= job.maxAttempts) {
    return givenUp('deadline', detail);
  }
  const now = deps.clock.now();
  const { random, policy } = deps;
  const runAt = backoffUntil({ attempt: job.attempts, now, random, policy });
  return { state: 'queued', runAt, countAttempt: true, errorCode: 'deadline', errorDetail: detail };
}

function failure(context: RunContext, error: unknown): JobOutcome {
  const { deps, job, log } = context;
  const aborted = error === context.deadline.reason || (error as Error)?.name === 'AbortError';
  if (context.deadline.aborted && aborted) {
    return overran(context);
  }
  const { random, policy, clock } = deps;
  const judged = judgeFailure({ error, job, now: clock.now(), random, policy });
  if (judged.unexpected) {
    log.error('job.threw', { error });
    deps.report(error, { job_id: job.id, kind: job.kind, attempt: job.attempts });
  }
  return judged.outcome;
}

/** The outcome of running the handler; `undefined`: the lease was lost, so there is nothing to write. */
async function attempt(context: RunContext): Promise<JobOutcome | undefined> {
  const { deps, job, log } = context;
  const { kind } = job;
  const handler = isJobKind(kind) ? (deps.handlers[kind] as AnyHandler | undefined) : undefined;
  if (!isJobKind(kind) || handler === undefined) {
    const runAt = new Date(deps.clock.now().getTime() + deps.policy.unknownKindS * 1000);
    const errorDetail = 'No instance that knows this kind of job has taken it yet.';
    const parked = { runAt, countAttempt: false, errorCode: 'unknown_kind', errorDetail };
    return { state: 'queued', ...parked };
  }
  const payload = JOB_KINDS[kind].payload.safeParse(job.payload);
  if (!payload.success) {
    const paths = payload.error.issues.map((issue) => issue.path.join('.') || 'payload');
    return givenUp('invalid_payload', `Not what the job carries: ${paths.join(', ')}.`);
  }
  const lease = holdLease({ ...deps, job, log });
  const onDeadline = () => {
    lease.abort(context.deadline.reason as Error);
    // a handler that ignores the signal must not keep its job for ever: what is left of the lease is enough
    // for one that heeds it to settle
    lease.release();
  };
  context.deadline.addEventListener('abort', onDeadline, { once: true });
  try {
    const outcome = await handler({
      job,
      payload: payload.data,
      progress: lease.progress,
      yield: context.closing,
      signal: lease.signal,
    });
    return lease.lost()
      ? undefined
      : settlement(kind, outcome, { job, lease, now: deps.clock.now() });
  } catch (error) {
    return lease.lost() ? undefined : failure(context, error);
  } finally {
    context.deadline.removeEventListener('abort', onDeadline);
    lease.release();
  }
}

/** Writes the outcome, more than once where the database does not answer: the lease makes that safe. */
async function settle(context: RunContext, outcome: JobOutcome): Promise<boolean> {
  const { queue, clock, policy } = context.deps;
  for (let tried = 1; ; tried += 1) {
    try {
      return await queue.settle(context.job, outcome, clock.now());
    } catch (error) {
      if (tried >= policy.settleAttempts) {
        throw error;
      }
      await clock.sleep(policy.settleRetryS * 1000 * tried);
    }
  }
}

export async function runJob(
  deps: RunnerDeps,
  run: { job: ClaimedJob; closing: () => boolean; deadline: AbortSignal },
): Promise<void> {
  const { job } = run;
  const startedAt = deps.clock.now().getTime();
  const log = deps.log.with({
    job_id: job.id,
    kind: job.kind,
    attempt: job.attempts,
    ...(job.athleteId === undefined ? {} : { athlete_id: job.athleteId }),
  });
  const context: RunContext = { deps, log, ...run };
  try {
    const outcome = await attempt(context);
    const written = outcome !== undefined && (await settle(context, outcome));
    const fields = { duration_ms: deps.clock.now().getTime() - startedAt };
    if (!written) {
      log.warn('job.lease_lost', fields);
      return;
    }
    const code = 'errorCode' in outcome ? { error_code: outcome.errorCode } : {};
    log.info('job.settled', { ...fields, state: outcome.state, ...code });
  } catch (error) {
    // not settled: the lease runs out, and the sweep puts the job back
    log.error('job.not_settled', { error });
    deps.report(error, { job_id: job.id, kind: job.kind, attempt: job.attempts });
  }
}
