/** The queue of supabase/migrations/…_jobs.sql in memory, function by function. */
import type { ClaimedJob, JobOutcome, JobQueue, NewJob } from '../../lib/core/ports/jobs.ts';
import type { Json } from '../../lib/core/ports/rows.ts';

export interface StoredJob {
  id: string;
  kind: string;
  athleteId: string | undefined;
  payload: Record<string, Json>;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  priority: number;
  dedupeKey: string | undefined;
  serialKey: string | undefined;
  runAt: number;
  attempts: number;
  maxAttempts: number;
  progress: number;
  step: string | undefined;
  result: Json | undefined;
  errorCode: string | undefined;
  errorDetail: string | undefined;
  leaseToken: string | undefined;
  leaseUntil: number | undefined;
  createdAt: number;
}

export interface MemoryQueue extends JobQueue {
  jobs: StoredJob[];
}

export function createMemoryQueue(): MemoryQueue {
  const jobs: StoredJob[] = [];
  let serial = 0;
  let wokenAt = Number.NEGATIVE_INFINITY;
  const nextId = () => {
    serial += 1;
    return `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  };
  const held = (job: { id: string; leaseToken: string | undefined }) =>
    jobs.find(
      (row) => row.id === job.id && row.state === 'running' && row.leaseToken === job.leaseToken,
    );
  const twinOf = (dedupeKey: string | undefined, state: StoredJob['state']) =>
    dedupeKey === undefined
      ? undefined
      : jobs.find((row) => row.dedupeKey === dedupeKey && row.state === state);

  const enqueueOne = (job: NewJob, now: Date) => {
    const running = job.reuseRunning ? twinOf(job.dedupeKey, 'running') : undefined;
    if (running) {
      return running.id;
    }
    const runAt = (job.runAt ?? now).getTime();
    const queued = twinOf(job.dedupeKey, 'queued');
    if (queued) {
      queued.priority = Math.min(queued.priority, job.priority);
      queued.runAt = Math.min(queued.runAt, runAt);
      return queued.id;
    }
    const row: StoredJob = {
      id: nextId(),
      kind: job.kind,
      athleteId: job.athleteId,
      payload: structuredClone(job.payload),
      state: 'queued',
      priority: job.priority,
      dedupeKey: job.dedupeKey,
      serialKey: job.serialKey,
      runAt,
      attempts: 0,
      maxAttempts: job.maxAttempts,
      progress: 0,
      step: undefined,
      result: undefined,
      errorCode: undefined,
      errorDetail: undefined,
      leaseToken: undefined,
      leaseUntil: undefined,
      createdAt: now.getTime(),
    };
    jobs.push(row);
    return row.id;
  };

  const settleRow = (row: StoredJob, given: JobOutcome) => {
    let outcome = given;
    if (outcome.state === 'queued') {
      const twin = twinOf(row.dedupeKey, 'queued');
      if (twin) {
        twin.runAt = Math.min(twin.runAt, outcome.runAt.getTime());
        twin.priority = Math.min(twin.priority, row.priority);
        outcome = { state: 'succeeded', result: { superseded_by: twin.id } };
      }
    }
    row.state = outcome.state;
    row.leaseToken = undefined;
    row.leaseUntil = undefined;
    if (outcome.state === 'succeeded') {
      row.progress = 100;
      row.step = outcome.step ?? row.step;
      row.result = outcome.result ?? row.result;
      row.errorCode = undefined;
      row.errorDetail = undefined;
      return;
    }
    row.errorCode = outcome.errorCode ?? row.errorCode;
    row.errorDetail = outcome.errorDetail ?? row.errorDetail;
    if (outcome.state === 'queued') {
      row.progress = outcome.progress ?? row.progress;
      row.step = outcome.step ?? row.step;
      row.payload = structuredClone(outcome.payload ?? row.payload);
      row.runAt = outcome.runAt.getTime();
      row.attempts -= outcome.countAttempt ? 0 : 1;
    }
  };

  return {
    jobs,
    enqueue: async (added, now) => added.map((job) => enqueueOne(job, now)),
    async claim({ limit, leaseS, now }) {
      const isBusy = (row: StoredJob) =>
        row.serialKey !== undefined &&
        jobs.some((other) => other.state === 'running' && other.serialKey === row.serialKey);
      const due = jobs
        .filter((row) => row.state === 'queued' && row.runAt <= now.getTime() && !isBusy(row))
        .sort((a, b) => a.priority - b.priority || a.runAt - b.runAt || a.createdAt - b.createdAt);
      const claimed: ClaimedJob[] = [];
      for (const row of due) {
        if (claimed.length < limit && !isBusy(row)) {
          row.state = 'running';
          row.attempts += 1;
          row.leaseToken = nextId();
          row.leaseUntil = now.getTime() + leaseS * 1000;
          claimed.push({
            id: row.id,
            kind: row.kind,
            athleteId: row.athleteId,
            payload: structuredClone(row.payload),
            attempts: row.attempts,
            maxAttempts: row.maxAttempts,
            leaseToken: row.leaseToken,
            createdAt: new Date(row.createdAt),
          });
        }
      }
      return claimed;
    },
    async heartbeat(job, { leaseS, now, progress, step }) {
      const row = held(job);
      if (row) {
        row.leaseUntil = now.getTime() + leaseS * 1000;
        row.progress = progress ?? row.progress;
        row.step = step ?? row.step;
      }
      return row !== undefined;
    },
    async settle(job, outcome) {
      const row = held(job);
      if (row) {
        settleRow(row, outcome);
      }
      return row !== undefined;
    },
    async takeWake(now) {
      const mayWake = now.getTime() - wokenAt >= 1000;
      wokenAt = mayWake ? now.getTime() : wokenAt;
      return mayWake;
    },
    async freeAbandoned(now) {
      const abandoned = jobs.filter(
        (row) => row.state === 'running' && (row.leaseUntil ?? 0) < now.getTime(),
      );
      for (const row of abandoned) {
        const errorDetail = 'Every attempt ended without an answer.';
        settleRow(
          row,
          row.attempts >= row.maxAttempts
            ? { state: 'failed', errorCode: 'abandoned', errorDetail }
            : { state: 'queued', runAt: now, countAttempt: true },
        );
      }
      const due = jobs.filter((row) => row.state === 'queued' && row.runAt <= now.getTime()).length;
      return { freed: abandoned.length, due };
    },
    get: () => Promise.reject(new Error('Not part of running jobs.')),
    countPending: async (_caller, athleteId) =>
      jobs.filter(
        (row) => row.athleteId === athleteId && (row.state === 'queued' || row.state === 'running'),
      ).length,
  };
}
