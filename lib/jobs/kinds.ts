/**
 * The job kinds, as data: what each carries, how urgent it is, how often it is tried, and its two keys. The
 * dedupe key merges what is queued twice; the serial key keeps apart what must not run at the same time.
 */
import * as z from 'zod';
import type { NewJob } from '../core/ports/jobs.ts';
import type { Json } from '../core/ports/rows.ts';

interface KindSpec<Schema extends z.ZodType> {
  payload: Schema;
  /** Lower runs first. */
  priority: number;
  /** Runs that may fail before the job is given up. Parking and handing over do not count. */
  maxAttempts: number;
  /** Answer a running twin instead of queueing another: for work that reads the present state anyway. */
  reuseRunning: boolean;
  dedupeKey: (payload: z.output<Schema>) => string;
  serialKey: (payload: z.output<Schema>) => string;
}

/** Attempts until a purge is given up: about a day of retries, because the athlete was promised it. */
const PURGE_ATTEMPTS = 100;

/** Every attempt of a sync goes on where the last one stopped, so one that dies has not been in vain. */
const SYNC_ATTEMPTS = 40;

/** Lower case like Postgres writes it, so that keys made here and keys made in SQL are equal. */
const id = z.guid().toLowerCase();
const time = z.iso.datetime({ offset: true });
const sourceId = z.string().regex(/^[1-9]\d{0,18}$/);

const kind = <Schema extends z.ZodType>(spec: KindSpec<Schema>) => spec;

/** `strava-activity` and `strava-deauthorised` are made in SQL too: accept_webhook_events has these keys and attempts. */
const stravaSerialKey = (payload: { athlete_id: string; source_id: string }) =>
  `strava:${payload.athlete_id}:${payload.source_id}`;
const syncSerialKey = (payload: { athlete_id: string }) => `sync:${payload.athlete_id}`;
const purgeSerialKey = (payload: { athlete_id: string }) => `purge:${payload.athlete_id}`;

const purgePayload = z.object({ athlete_id: id, receipt_id: id, requested_at: time });

export const JOB_KINDS = {
  /** Lists what is new (or everything) at Strava and fetches it. */
  sync: kind({
    payload: z.object({
      athlete_id: id,
      mode: z.enum(['incremental', 'full']),
      since: time.optional(),
    }),
    priority: 40,
    maxAttempts: SYNC_ATTEMPTS,
    reuseRunning: true,
    // a wish for another span is another wish: merging it into a queued one would lose it
    dedupeKey: (p) => ['sync', p.athlete_id, p.mode, ...(p.since ? [p.since] : [])].join(':'),
    serialKey: syncSerialKey,
  }),
  /** Asks Strava for one activity a webhook spoke of. */
  'strava-activity': kind({
    payload: z.object({
      athlete_id: id,
      source_id: sourceId,
      streams_attempt: z.int().min(0).optional(),
    }),
    priority: 20,
    maxAttempts: 8,
    reuseRunning: false,
    dedupeKey: (p) => `strava-activity:${p.athlete_id}:${p.source_id}`,
    serialKey: stravaSerialKey,
  }),
  /** Asks again for streams that were not ready. When: streamsRetryAt. */
  'strava-streams': kind({
    payload: z.object({
      athlete_id: id,
      activity_id: id,
      source_id: sourceId,
      attempt: z.int().min(1),
    }),
    priority: 30,
    maxAttempts: 8,
    reuseRunning: false,
    dedupeKey: (p) => `strava-streams:${p.athlete_id}:${p.source_id}`,
    serialKey: stravaSerialKey,
  }),
  /** Checks that Strava really ended the authorisation, and purges. */
  'strava-deauthorised': kind({
    payload: z.object({ athlete_id: id, source_id: sourceId }),
    priority: 10,
    maxAttempts: PURGE_ATTEMPTS,
    reuseRunning: false,
    dedupeKey: (p) => `strava-deauthorised:${p.athlete_id}:${p.source_id}`,
    serialKey: stravaSerialKey,
  }),
  'disconnect-strava': kind({
    payload: purgePayload,
    priority: 10,
    maxAttempts: PURGE_ATTEMPTS,
    reuseRunning: true,
    dedupeKey: (p) => `disconnect-strava:${p.athlete_id}`,
    serialKey: purgeSerialKey,
  }),
  'delete-athlete': kind({
    payload: purgePayload,
    priority: 10,
    maxAttempts: PURGE_ATTEMPTS,
    reuseRunning: true,
    dedupeKey: (p) => `delete-athlete:${p.athlete_id}`,
    serialKey: purgeSerialKey,
  }),
  /** Computes an activity's analysis; made in SQL too: enqueue_analysis has these keys, priority and attempts. */
  'analyse-activity': kind({
    payload: z.object({ athlete_id: id, activity_id: id }),
    priority: 45,
    maxAttempts: 5,
    // a running one may have read what has changed since
    reuseRunning: false,
    dedupeKey: (p) => `analyse-activity:${p.activity_id}`,
    serialKey: (p) => `analyse-activity:${p.activity_id}`,
  }),
  /** Finds what is worth saying of an analysis; made in SQL too: enqueue_insights has these keys, priority and attempts. */
  'find-insights': kind({
    payload: z.object({ athlete_id: id, activity_id: id }),
    // after analyses: the more of the past is analysed, the more it can tell
    priority: 55,
    maxAttempts: 5,
    reuseRunning: false,
    dedupeKey: (p) => `find-insights:${p.activity_id}`,
    serialKey: (p) => `find-insights:${p.activity_id}`,
  }),
  /** Puts a live recording together; made in SQL only: enqueue_assembly has these keys, priority and attempts. */
  'assemble-recording': kind({
    payload: z.object({ athlete_id: id, activity_id: id }),
    priority: 15,
    maxAttempts: 5,
    // a running one may not have seen the last batch
    reuseRunning: false,
    dedupeKey: (p) => `assemble-recording:${p.activity_id}`,
    serialKey: (p) => `assemble-recording:${p.activity_id}`,
  }),
  /** Ends live recordings that nobody ended. */
  'close-live': kind({
    payload: z.object({}),
    priority: 50,
    maxAttempts: 5,
    reuseRunning: true,
    dedupeKey: () => 'close-live',
    serialKey: () => 'close-live',
  }),
  /** Analyses anew what depends on changed thresholds, or all that an older algorithm computed. */
  'recompute-analyses': kind({
    payload: z.object({
      athlete_id: id,
      reason: z.enum(['thresholds', 'algorithm']),
      /** A later change is another wish: merged into a walk that is half way it would miss the newest. */
      requested_at: time.optional(),
      /** Only activities that started then or later. */
      from: time.optional(),
      /** Only what depends on one of these. */
      fields: z.array(z.string()).optional(),
      /** Where it goes on, newest first. */
      before: z.object({ started_at: time, id }).optional(),
      /** What there was in all, how many of it depend, and how many of those failed. */
      total: z.int().optional(),
      dependents: z.int().optional(),
      failed: z.int().optional(),
    }),
    priority: 48,
    maxAttempts: 20,
    reuseRunning: false,
    dedupeKey: (p) =>
      ['recompute-analyses', p.athlete_id, p.reason, p.requested_at ?? ''].join(':'),
    serialKey: (p) => `recompute-analyses:${p.athlete_id}`,
  }),
  /** Writes everything an athlete has into zips, one at a time. */
  'export-athlete': kind({
    payload: z.object({
      athlete_id: id,
      export_id: id,
      requested_at: time,
      /** Those that are stored already. */
      files: z.array(
        z.object({
          path: z.string(),
          filename: z.string(),
          size_bytes: z.int(),
          sha256: z.string(),
          activities: z.int(),
        }),
      ),
      /** Where it goes on, oldest first, and what there was in all. */
      after: z.object({ started_at: time, id }).optional(),
      total: z.int().optional(),
    }),
    priority: 46,
    maxAttempts: 10,
    reuseRunning: true,
    dedupeKey: (p) => `export-athlete:${p.athlete_id}`,
    serialKey: (p) => `export-athlete:${p.athlete_id}`,
  }),
  /** Reads an uploaded file and stores what is in it. */
  'decode-upload': kind({
    payload: z.object({
      athlete_id: id,
      upload_id: id,
      /** Where it goes on in an archive. */
      next: z.int().min(0).optional(),
    }),
    priority: 15,
    maxAttempts: 8,
    reuseRunning: true,
    dedupeKey: (p) => `decode-upload:${p.upload_id}`,
    serialKey: (p) => `decode-upload:${p.athlete_id}`,
  }),
  /** Compares what Strava shows with what we show. Never beside a sync, which moves the same ground. */
  'reconcile-athlete': kind({
    payload: z.object({ athlete_id: id }),
    priority: 70,
    maxAttempts: 5,
    reuseRunning: true,
    dedupeKey: (p) => `reconcile-athlete:${p.athlete_id}`,
    serialKey: syncSerialKey,
  }),
  'nightly-reconcile': kind({
    payload: z.object({ after_athlete_id: id.optional(), before: time }),
    priority: 60,
    maxAttempts: 5,
    reuseRunning: true,
    dedupeKey: () => 'nightly-reconcile',
    serialKey: () => 'nightly-reconcile',
  }),
  /** Has analysed what an older algorithm analysed, or nobody yet. */
  'nightly-analyses': kind({
    payload: z.object({ after_athlete_id: id.optional() }),
    priority: 65,
    maxAttempts: 5,
    reuseRunning: true,
    dedupeKey: () => 'nightly-analyses',
    serialKey: () => 'nightly-analyses',
  }),
  'nightly-purge': kind({
    payload: z.object({}),
    priority: 50,
    maxAttempts: 10,
    reuseRunning: true,
    dedupeKey: () => 'nightly-purge',
    serialKey: () => 'nightly-purge',
  }),
  /** Checks, and where needed renews, the application's push subscription. */
  'strava-subscription': kind({
    payload: z.object({}),
    priority: 50,
    maxAttempts: 5,
    reuseRunning: true,
    dedupeKey: () => 'strava-subscription',
    serialKey: () => 'strava-subscription',
  }),
};

export type JobKind = keyof typeof JOB_KINDS;
export type JobPayload<K extends JobKind> = z.output<(typeof JOB_KINDS)[K]['payload']>;

export function isJobKind(kind: string): kind is JobKind {
  return Object.hasOwn(JOB_KINDS, kind);
}

/** A payload as JSON: keys without a value left out. */
export function payloadJson(payload: object): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(payload).filter(([, value]) => value !== undefined),
  ) as Record<string, Json>;
}

/**
 * A job ready to be enqueued. It belongs to the athlete its payload names, who may watch it. Throws where
 * the payload is not what the kind carries: that is a bug of the caller's.
 */
export function newJob<K extends JobKind>(
  kind: K,
  payload: JobPayload<K>,
  options: { runAt?: Date; priority?: number } = {},
): NewJob {
  const spec = JOB_KINDS[kind] as unknown as KindSpec<z.ZodType<JobPayload<K>>>;
  const parsed = spec.payload.parse(payload);
  return {
    kind,
    athleteId: 'athlete_id' in parsed ? parsed.athlete_id : undefined,
    payload: payloadJson(parsed),
    priority: options.priority ?? spec.priority,
    dedupeKey: spec.dedupeKey(parsed),
    reuseRunning: spec.reuseRunning,
    serialKey: spec.serialKey(parsed),
    runAt: options.runAt,
    maxAttempts: spec.maxAttempts,
  };
}
