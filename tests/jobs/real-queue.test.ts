/** The runner's laws on the queue as Postgres keeps it. */
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../lib/core/log.ts';
import type { JobQueue } from '../../lib/core/ports/jobs.ts';
import type { Clock } from '../../lib/core/ports/world.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { newJob } from '../../lib/jobs/kinds.ts';
import { RUNNER_POLICY } from '../../lib/jobs/policy.ts';
import { createRunner } from '../../lib/jobs/runner.ts';
import { useWorld } from '../db/world.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { ATHLETE, OTHER } from './runner-harness.ts';

const world = useWorld(() => startServerSupabase());

const clock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
};

/** Minutes as seconds. */
const POLICY = {
  ...RUNNER_POLICY,
  leaseS: 1,
  heartbeatS: 0.3,
  progressS: 0.1,
  marginS: 0.2,
  graceS: 0.2,
  pollS: 0.2,
  backoffBaseS: 0.01,
  settleRetryS: 0.1,
};

const runOn = (queue: JobQueue, handlers: Handlers, forS = 20) =>
  createRunner({
    queue,
    clock,
    random: { uuid: () => '', secret: () => '', unit: () => 0 },
    log: createLog({ write: () => undefined, now: () => clock.now() }),
    report: (error) => {
      throw error;
    },
    handlers,
    policy: POLICY,
  }).run({ until: new Date(Date.now() + forS * 1000) });

const activity = (sourceId: number) =>
  newJob('strava-activity', { athlete_id: ATHLETE, source_id: String(sourceId) });
const sync = newJob('sync', { athlete_id: ATHLETE, mode: 'full' });

const enqueue = (...jobs: ReturnType<typeof newJob>[]) =>
  world.db.jobs.enqueue(jobs, new Date(Date.now() - 1000));
const rows = () =>
  world.sql<{ state: string; attempts: number; payload: unknown; result: unknown; step: string }>(
    'select * from jobs order by created_at, id',
  );

beforeAll(async () => {
  for (const [index, id] of [ATHLETE, OTHER].entries()) {
    await world.sql('insert into auth.users (id) values ($1)', [id]);
    await world.sql(
      'insert into strava_connections (athlete_id, strava_athlete_id, token_expires_at, connected_at) values ($1, $2, now(), now())',
      [id, index + 1],
    );
  }
});
beforeEach(() => world.sql('delete from jobs'));

describe('on Postgres', () => {
  test('three runners at once run each job once, and none beside its twin in serial', async () => {
    const streams = { athlete_id: ATHLETE, activity_id: OTHER, attempt: 1 };
    const jobs = Array.from({ length: 12 }, (_, index) => [
      activity(index + 1),
      newJob('strava-streams', { ...streams, source_id: String(index + 1) }),
    ]).flat();
    await enqueue(...jobs);
    const running = new Set<string>();
    let runs = 0;
    const alone = async ({ payload }: { payload: { source_id: string } }) => {
      runs += 1;
      expect(running.has(payload.source_id)).toBe(false);
      running.add(payload.source_id);
      await delay(30);
      running.delete(payload.source_id);
      return { done: null };
    };
    const handlers: Handlers = { 'strava-activity': alone, 'strava-streams': alone };
    const reports = await Promise.all([1, 2, 3].map(() => runOn(world.db.jobs, handlers)));
    // a job whose twin ran in another runner may be left over: that runner, or the next one, takes it
    await runOn(world.db.jobs, handlers);
    expect(runs).toBe(24);
    expect(reports.every(({ ran }) => ran > 0)).toBe(true);
    expect((await rows()).every(({ state }) => state === 'succeeded')).toBe(true);
  });

  test('heartbeats keep a lease three times as long as it is, and show progress', async () => {
    await enqueue(sync);
    const watching = (async () => {
      await delay(2_500);
      expect(await world.db.jobs.freeAbandoned(new Date())).toEqual({ freed: 0, due: 0 });
      expect(await rows()).toMatchObject([{ state: 'running', progress: 40, step: 'page 4' }]);
    })();
    await runOn(world.db.jobs, {
      sync: async ({ progress }) => {
        progress(40.2, 'page 4');
        await delay(3_000);
        return { done: { pages: 4 } };
      },
    });
    await watching;
    expect(await rows()).toMatchObject([{ state: 'succeeded', attempts: 1, result: { pages: 4 } }]);
  });

  test('a runner that dies in a job leaves it to the next', async () => {
    await enqueue(sync);
    const left = await runOn(world.db.jobs, { sync: () => new Promise(() => {}) }, 0.5);
    expect(left).toEqual({ ran: 1, drained: false });
    await delay(1_100);
    expect(await world.db.jobs.freeAbandoned(new Date())).toEqual({ freed: 1, due: 1 });
    await runOn(world.db.jobs, { sync: async () => ({ done: null }) });
    expect(await rows()).toMatchObject([{ state: 'succeeded', attempts: 2 }]);
  });

  test('parking and handing over count no attempt, and carry the payload on', async () => {
    await enqueue(sync);
    const seen: unknown[] = [];
    await runOn(world.db.jobs, {
      sync: async ({ payload }) => {
        seen.push(payload.since);
        const since = `20${10 + seen.length}-01-01T00:00:00Z`;
        if (seen.length < 20) {
          return { handOver: { ...payload, since }, step: `run ${seen.length}` };
        }
        return seen.length < 25
          ? { park: new Date(Date.now() - 1), reason: 'source_rate_limited' }
          : { done: null };
      },
    });
    expect(seen.slice(0, 3)).toEqual([undefined, '2011-01-01T00:00:00Z', '2012-01-01T00:00:00Z']);
    expect(seen).toHaveLength(25);
    expect(await rows()).toMatchObject([{ state: 'succeeded', attempts: 1, step: 'run 19' }]);
  });

  test('a job that fails every time ends as a dead letter its athlete can read', async () => {
    const caller = await world.newAthlete();
    const job = newJob('sync', { athlete_id: caller.athleteId, mode: 'full' });
    const [id = ''] = await enqueue({ ...job, maxAttempts: 8 });
    const { StravaError } = await import('../../lib/core/strava.ts');
    for (let run = 0; run < 8; run += 1) {
      await runOn(world.db.jobs, {
        sync: () => Promise.reject(new StravaError('Upstream', { detail: 'Strava is down.' })),
      });
    }
    expect(await world.db.jobs.get(caller, id)).toMatchObject({
      state: 'failed',
      attempts: 8,
      error_code: 'source_unavailable',
      error_detail: 'Strava is down.',
    });
  });
});

describe('jobs made by accept_webhook_events', () => {
  test.each(['strava-activity', 'strava-deauthorised'] as const)(
    '%s is the job newJob makes, so that the two are twins',
    async (kind) => {
      const { athleteId, stravaAthleteId } = await world.newStravaAthlete();
      const objectId = 15_999_999_999;
      const payload = { athlete_id: athleteId, source_id: String(objectId) };
      const here = newJob(kind, payload);
      const event = {
        eventKey: `${kind}-event`,
        subscriptionId: 1,
        stravaAthleteId,
        objectType: 'activity',
        objectId,
        aspectType: 'create',
        eventTime: new Date(),
        updates: {},
        signature: 'absent',
        job: { kind, priority: here.priority },
      } as const;
      await world.db.webhookEvents.accept([event], new Date());
      const [made] = await world.sql('select * from jobs');
      expect(made).toMatchObject({
        kind,
        athlete_id: here.athleteId,
        payload: here.payload,
        priority: here.priority,
        dedupe_key: here.dedupeKey,
        serial_key: here.serialKey,
        max_attempts: here.maxAttempts,
      });
      const [twin] = await world.db.jobs.enqueue([here], new Date());
      expect(twin).toBe(made?.id);
    },
  );
});
