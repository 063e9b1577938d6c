/** What becomes of a job whose handler threw: parked, tried again, or given up. */
import { AppError, type ErrorCode } from '../core/errors.ts';
import { scrub } from '../core/log.ts';
import type { ClaimedJob, JobOutcome } from '../core/ports/jobs.ts';
import type { Random } from '../core/ports/world.ts';
import { StravaError, type StravaErrorKind } from '../core/strava.ts';
import type { RunnerPolicy } from './policy.ts';

/** The same again cannot end better. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'validation_failed',
  'not_found',
  'payload_too_large',
  'unsupported_media_type',
  'unprocessable_file',
  'idempotency_mismatch',
  'source_not_connected',
]);

const STRAVA: Record<StravaErrorKind, { code: string; next: 'park' | 'retry' | 'fail' }> = {
  RateLimited: { code: 'source_rate_limited', next: 'park' },
  AppInactive: { code: 'source_unavailable', next: 'park' },
  Upstream: { code: 'source_unavailable', next: 'retry' },
  TokenDead: { code: 'source_not_connected', next: 'fail' },
  NotConnected: { code: 'source_not_connected', next: 'fail' },
  ScopeMissing: { code: 'scope_missing', next: 'fail' },
  PremiumOnly: { code: 'premium_only', next: 'fail' },
  NotVisible: { code: 'not_found', next: 'fail' },
  BadCode: { code: 'bad_code', next: 'fail' },
  CapacityExceeded: { code: 'capacity_exceeded', next: 'fail' },
};

interface Judgement {
  code: string;
  detail: string;
  next: 'park' | 'retry' | 'fail';
  at: Date | undefined;
  unexpected: boolean;
}

/** The first sentence of `text`, scrubbed: athletes can read it. */
function sentence(text: string): string {
  const first = /^.*?[.!?](?=\s|$)/su.exec(text)?.[0] ?? text;
  return scrub(first.trim()).slice(0, 300);
}

function inS(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

function judge(error: unknown, now: Date): Judgement {
  if (error instanceof StravaError) {
    const { code, next } = STRAVA[error.kind];
    const detail = sentence(error.message.replace(`${error.kind}: `, ''));
    return { code, detail, next, at: error.retryAt, unexpected: false };
  }
  if (error instanceof AppError && error.code !== 'internal') {
    const at = error.retryAfterS === undefined ? undefined : inS(now, error.retryAfterS);
    // of a file, the later sentences say what to send instead
    const detail =
      error.code === 'unprocessable_file'
        ? scrub(error.detail).slice(0, 1000)
        : sentence(error.detail);
    if (error.code === 'source_rate_limited') {
      return { code: error.code, detail, next: 'park', at, unexpected: false };
    }
    const next = HOPELESS.has(error.code) ? 'fail' : 'retry';
    return { code: error.code, detail, next, at, unexpected: false };
  }
  // what a bug says is for the log, not for the athlete, who can read the job
  const detail = 'Something went wrong on our side.';
  return { code: 'internal', detail, next: 'retry', at: undefined, unexpected: true };
}

/** When to try again after the `attempt`th failure: exponential backoff with full jitter. */
export function backoffUntil(input: {
  attempt: number;
  now: Date;
  random: Random;
  policy: RunnerPolicy;
}): Date {
  const { backoffBaseS, backoffCapS } = input.policy;
  const ceilingS = Math.min(backoffCapS, backoffBaseS * 2 ** Math.max(0, input.attempt - 1));
  return inS(input.now, input.random.unit() * ceilingS);
}

/** `unexpected`: nobody foresaw this error, so it is to be reported. */
export function judgeFailure(input: {
  error: unknown;
  job: ClaimedJob;
  now: Date;
  random: Random;
  policy: RunnerPolicy;
}): { outcome: JobOutcome; unexpected: boolean } {
  const { job, now, policy } = input;
  const { code, detail, next, at, unexpected } = judge(input.error, now);
  const error = { errorCode: code, errorDetail: detail };
  if (next === 'park') {
    const runAt = at === undefined || at <= now ? inS(now, policy.parkS) : at;
    return { outcome: { state: 'queued', runAt, countAttempt: false, ...error }, unexpected };
  }
  if (next === 'fail' || job.attempts >= job.maxAttempts) {
    return { outcome: { state: 'failed', ...error }, unexpected };
  }
  // a time the other side named is kept as it is: jitter would only make it wrong
  const runAt = at ?? backoffUntil({ attempt: job.attempts, now, random: input.random, policy });
  return { outcome: { state: 'queued', runAt, countAttempt: true, ...error }, unexpected };
}
