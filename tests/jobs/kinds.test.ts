import { describe, expect, test } from 'vitest';
import { isJobKind, JOB_KINDS, type JobKind, newJob } from '../../lib/jobs/kinds.ts';
import { streamsRetryAt } from '../../lib/jobs/streams-retry-at.ts';
import { ATHLETE, OTHER } from './runner-harness.ts';

const now = new Date('2026-11-20T12:00:00Z');
const purge = { athlete_id: ATHLETE, receipt_id: OTHER, requested_at: now.toISOString() };
const EXAMPLES = [
  newJob('sync', { athlete_id: ATHLETE, mode: 'full' }),
  newJob('strava-activity', { athlete_id: ATHLETE, source_id: '15' }),
  newJob('strava-streams', {
    athlete_id: ATHLETE,
    activity_id: OTHER,
    source_id: '15',
    attempt: 1,
  }),
  newJob('strava-deauthorised', { athlete_id: ATHLETE, source_id: '15' }),
  newJob('disconnect-strava', purge),
  newJob('decode-upload', { athlete_id: ATHLETE, upload_id: OTHER }),
  newJob('delete-athlete', purge),
  newJob('analyse-activity', { athlete_id: ATHLETE, activity_id: OTHER }),
  newJob('find-insights', { athlete_id: ATHLETE, activity_id: OTHER }),
  newJob('export-athlete', {
    athlete_id: ATHLETE,
    export_id: OTHER,
    requested_at: now.toISOString(),
    files: [],
  }),
  newJob('recompute-analyses', { athlete_id: ATHLETE, reason: 'algorithm' }),
  newJob('assemble-recording', { athlete_id: ATHLETE, activity_id: OTHER }),
  newJob('close-live', {}),
  newJob('nightly-analyses', {}),
  newJob('reconcile-athlete', { athlete_id: ATHLETE }),
  newJob('nightly-reconcile', { before: now.toISOString() }),
  newJob('nightly-purge', {}),
  newJob('strava-subscription', {}),
];

describe('job kinds', () => {
  test('every kind has an example here', () => {
    expect(EXAMPLES.map((job) => job.kind).sort()).toEqual(Object.keys(JOB_KINDS).sort());
  });

  test.each(EXAMPLES)('$kind belongs to the athlete its payload names', (job) => {
    expect(job.athleteId).toBe(job.payload.athlete_id);
  });

  test.each(EXAMPLES)('$kind carries JSON that its own schema reads back unchanged', (job) => {
    const { payload } = JOB_KINDS[job.kind as JobKind];
    expect(payload.parse(JSON.parse(JSON.stringify(job.payload)))).toEqual(job.payload);
  });

  test('no two kinds share a dedupe key', () => {
    const keys = EXAMPLES.map((job) => job.dedupeKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('a name every object has is not a kind', () => {
    expect(isJobKind('constructor')).toBe(false);
    expect(isJobKind('sync')).toBe(true);
  });

  test('a sync for another span is not merged into one that waits, and never runs beside it', () => {
    const since = newJob('sync', {
      athlete_id: ATHLETE,
      mode: 'incremental',
      since: '2026-01-01T00:00:00Z',
    });
    const plain = newJob('sync', { athlete_id: ATHLETE, mode: 'incremental' });
    expect(since.dedupeKey).not.toBe(plain.dedupeKey);
    expect(since.serialKey).toBe(plain.serialKey);
  });

  test('an id in capitals makes the same keys as in small letters', () => {
    const capitals = newJob('reconcile-athlete', { athlete_id: ATHLETE.toUpperCase() });
    expect(capitals).toEqual(newJob('reconcile-athlete', { athlete_id: ATHLETE }));
  });

  test.each(['0', '-1', '1:2', '', '012', 'x'])('%j is no Strava id', (sourceId) => {
    expect(() => newJob('strava-activity', { athlete_id: ATHLETE, source_id: sourceId })).toThrow();
  });

  test('the time and the urgency can be chosen', () => {
    const job = newJob('nightly-purge', {}, { runAt: now, priority: 5 });
    expect(job).toMatchObject({ runAt: now, priority: 5 });
    expect(newJob('nightly-purge', {})).toMatchObject({ runAt: undefined, priority: 50 });
  });

  test('streams are asked for again after 5, 15 and 45 minutes, and then no more', () => {
    const minutes = [1, 2, 3, 4].map((attempt) => {
      const at = streamsRetryAt({ attempt, now });
      return at && (at.getTime() - now.getTime()) / 60_000;
    });
    expect(minutes).toEqual([5, 15, 45, undefined]);
  });
});
