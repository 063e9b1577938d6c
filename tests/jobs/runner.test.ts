import { describe, expect, test } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import { StravaError, type StravaErrorKind } from '../../lib/core/strava.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { newJob } from '../../lib/jobs/kinds.ts';
import { ATHLETE, createHarness, OTHER } from './runner-harness.ts';

const activity = (sourceId: number) =>
  newJob('strava-activity', { athlete_id: ATHLETE, source_id: String(sourceId) });
const sync = { ...newJob('sync', { athlete_id: ATHLETE, mode: 'full' }), maxAttempts: 8 };

async function enqueued(
  ...jobs: Parameters<ReturnType<typeof createHarness>['queue']['enqueue']>[0]
) {
  const harness = createHarness();
  await harness.queue.enqueue(jobs, harness.clock.now());
  return harness;
}

describe('draining', () => {
  test('runs every due job once, and says that none is left', async () => {
    const harness = await enqueued(...Array.from({ length: 25 }, (_, i) => activity(i + 1)));
    const seen: string[] = [];
    const report = await harness.run({
      'strava-activity': async ({ payload }) => {
        seen.push(payload.source_id);
        return { done: null };
      },
    });
    expect(report).toEqual({ ran: 25, drained: true });
    expect(new Set(seen).size).toBe(25);
    expect(harness.queue.jobs.every((job) => job.state === 'succeeded')).toBe(true);
  });

  test('runs four at a time', async () => {
    const harness = await enqueued(...Array.from({ length: 9 }, (_, i) => activity(i + 1)));
    let running = 0;
    let most = 0;
    await harness.run({
      'strava-activity': async () => {
        running += 1;
        most = Math.max(most, running);
        await harness.clock.sleep(100);
        running -= 1;
        return { done: null };
      },
    });
    expect(most).toBe(4);
  });

  test('never runs two jobs of the same serial key at once', async () => {
    const streams = { athlete_id: ATHLETE, activity_id: OTHER, source_id: '1', attempt: 1 };
    const harness = await enqueued(activity(1), newJob('strava-streams', streams));
    let running = 0;
    const alone = async () => {
      running += 1;
      expect(running).toBe(1);
      await harness.clock.sleep(1000);
      running -= 1;
      return { done: null };
    };
    const report = await harness.run({ 'strava-activity': alone, 'strava-streams': alone });
    expect(report).toEqual({ ran: 2, drained: true });
  });

  test('takes up a job that comes while another one runs', async () => {
    const harness = await enqueued(sync);
    const report = await harness.run({
      sync: async () => {
        await harness.clock.sleep(1000);
        await harness.queue.enqueue([activity(1)], harness.clock.now());
        await harness.clock.sleep(20_000);
        expect(harness.queue.jobs[1]?.state).toBe('succeeded');
        return { done: null };
      },
      'strava-activity': async () => ({ done: null }),
    });
    expect(report).toEqual({ ran: 2, drained: true });
  });

  test('starts nothing when the deadline is near, and says that work is left', async () => {
    const harness = await enqueued(activity(1));
    const report = await harness.run({ 'strava-activity': async () => ({ done: null }) }, 19);
    expect(report).toEqual({ ran: 0, drained: false });
    expect(harness.only().state).toBe('queued');
  });

  test('asks handlers to hand over before the deadline; the payload goes on, the attempt does not count', async () => {
    const harness = await enqueued(sync);
    const startedAt = harness.clock.now().getTime();
    let pages = 0;
    const handlers: Handlers = {
      sync: async ({ payload, yield: closing, progress }) => {
        while (!closing()) {
          pages += 1;
          progress(pages, `page ${pages}`);
          await harness.clock.sleep(1000);
        }
        return { handOver: { ...payload, since: '2026-01-01T00:00:00Z' }, progress: 42 };
      },
    };
    const report = await harness.run(handlers, 100);
    expect(harness.clock.now().getTime() - startedAt).toBeLessThanOrEqual(85_000);
    expect(report).toEqual({ ran: 1, drained: false });
    expect(harness.only()).toMatchObject({
      state: 'queued',
      attempts: 0,
      progress: 42,
      step: 'page 80',
      payload: { athlete_id: ATHLETE, mode: 'full', since: '2026-01-01T00:00:00Z' },
    });
  });

  test('a stop signal makes handlers hand over and nothing new start', async () => {
    const harness = await enqueued(sync, activity(1));
    const stop = new AbortController();
    const handlers: Handlers = {
      sync: async ({ payload, yield: closing }) => {
        await harness.clock.sleep(1000);
        return closing() ? { handOver: payload } : { done: null };
      },
      'strava-activity': async () => {
        stop.abort();
        return { done: null };
      },
    };
    const run = harness.runnerOn(harness.queue, handlers);
    const report = await harness.clock.until(
      run.run({ until: harness.inS(840), signal: stop.signal }),
    );
    expect(report).toEqual({ ran: 2, drained: false });
    expect(harness.queue.jobs.map((job) => job.state)).toEqual(['queued', 'succeeded']);
  });

  test('a handler still running at the deadline is aborted, and that counts as an attempt', async () => {
    const harness = await enqueued(sync);
    const report = await harness.run(
      {
        sync: async ({ signal }) => {
          await harness.clock.sleep(10_000_000, signal);
          return { done: null };
        },
      },
      100,
    );
    expect(report.drained).toBe(true);
    expect(harness.only()).toMatchObject({ state: 'queued', attempts: 1, errorCode: 'deadline' });
    expect(harness.reported).toEqual([]);
  });

  test('a handler that ignores the deadline is left behind, and its lease runs out', async () => {
    const harness = await enqueued(sync);
    const report = await harness.run({ sync: () => new Promise(() => {}) }, 100);
    expect(report).toEqual({ ran: 1, drained: false });
    await harness.clock.advance(60_000);
    expect(await harness.queue.freeAbandoned(harness.clock.now())).toEqual({ freed: 1, due: 1 });
  });

  test('where jobs cannot be claimed, those in hand are finished before it throws', async () => {
    const harness = await enqueued(sync);
    let claims = 0;
    const flaky = {
      ...harness.queue,
      claim: (input: Parameters<typeof harness.queue.claim>[0]) => {
        claims += 1;
        return claims === 1 ? harness.queue.claim(input) : Promise.reject(new Error('no database'));
      },
    };
    const runner = harness.runnerOn(flaky, {
      sync: async () => {
        await harness.clock.sleep(30_000);
        return { done: 'end' };
      },
    });
    await expect(harness.clock.until(runner.run({ until: harness.inS(840) }))).rejects.toThrow(
      'no database',
    );
    expect(harness.only()).toMatchObject({ state: 'succeeded', result: 'end' });
  });
});

describe('what handlers answer', () => {
  test('a parked job waits, says why, and no attempt is counted', async () => {
    const harness = await enqueued(sync);
    const until = harness.inS(900);
    const park = { park: until, reason: 'source_rate_limited', progress: 10, step: 'waiting' };
    for (let time = 0; time < 20; time += 1) {
      harness.only().runAt = 0;
      expect(await harness.run({ sync: async () => park })).toEqual({ ran: 1, drained: true });
    }
    expect(harness.only()).toMatchObject({
      state: 'queued',
      attempts: 0,
      runAt: until.getTime(),
      progress: 10,
      step: 'waiting',
      errorCode: 'source_rate_limited',
      payload: sync.payload,
    });
  });

  test('a retry asked for counts, and is given up when the attempts are used up', async () => {
    const harness = await enqueued(sync);
    const handlers: Handlers = { sync: async () => ({ retryAt: harness.inS(60) }) };
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await harness.run(handlers);
      expect(harness.only()).toMatchObject({ state: 'queued', attempts: attempt });
      await harness.clock.advance(60_000);
    }
    await harness.run(handlers);
    expect(harness.only()).toMatchObject({ state: 'failed', errorCode: 'attempts_exhausted' });
  });

  test('an outcome whose payload the kind does not carry is a bug, not a next run', async () => {
    const harness = await enqueued(sync);
    await harness.run({ sync: async () => ({ handOver: { mode: 'sideways' } as never }) });
    expect(harness.only()).toMatchObject({ state: 'queued', attempts: 1, payload: sync.payload });
    expect(harness.reported).toHaveLength(1);
  });

  test('progress is whole, within 0 and 100, and written at most every 2 s', async () => {
    const harness = await enqueued(sync);
    const written: (number | undefined)[] = [];
    const watched = {
      ...harness.queue,
      heartbeat: (...args: Parameters<typeof harness.queue.heartbeat>) => {
        written.push(args[1].progress);
        return harness.queue.heartbeat(...args);
      },
    };
    const runner = harness.runnerOn(watched, {
      sync: async ({ progress }) => {
        for (const percent of [-5, 12.4, Number.NaN, 33.6, 400]) {
          progress(percent);
          await harness.clock.sleep(1500);
        }
        return { done: null };
      },
    });
    await harness.clock.until(runner.run({ until: harness.inS(840) }));
    expect(written).toEqual([12, 34, 100]);
  });
});

const strava = (kind: StravaErrorKind, retryAt?: Date) =>
  new StravaError(kind, { detail: 'Strava said so.', ...(retryAt ? { retryAt } : {}) });

describe('what handlers throw', () => {
  const inAnHour = new Date('2026-11-20T13:00:00Z');
  const noon = Date.parse('2026-11-20T12:00:00Z');

  test.each([
    {
      until: 'the time named',
      error: strava('RateLimited', inAnHour),
      runAt: +inAnHour,
      code: 'source_rate_limited',
    },
    {
      until: 'the time named',
      error: strava('AppInactive', inAnHour),
      runAt: +inAnHour,
      code: 'source_unavailable',
    },
    {
      until: '15 minutes passed',
      error: strava('RateLimited'),
      runAt: noon + 900_000,
      code: 'source_rate_limited',
    },
    {
      until: 'a time that is not past',
      error: strava('RateLimited', new Date(0)),
      runAt: noon + 900_000,
      code: 'source_rate_limited',
    },
    {
      until: 'the seconds named',
      error: new AppError('source_rate_limited', { detail: 'Full.', retryAfterS: 60 }),
      runAt: noon + 60_000,
      code: 'source_rate_limited',
    },
  ])('$error.message parks until $until without counting', async ({ error, runAt, code }) => {
    const harness = await enqueued(sync);
    await harness.run({ sync: () => Promise.reject(error) });
    expect(harness.only()).toMatchObject({ state: 'queued', attempts: 0, runAt, errorCode: code });
    expect(harness.reported).toEqual([]);
  });

  test.each([
    { error: strava('TokenDead'), code: 'source_not_connected' },
    { error: strava('NotConnected'), code: 'source_not_connected' },
    { error: strava('ScopeMissing'), code: 'scope_missing' },
    { error: strava('PremiumOnly'), code: 'premium_only' },
    { error: strava('NotVisible'), code: 'not_found' },
    {
      error: new AppError('unprocessable_file', { detail: 'Strava said so.' }),
      code: 'unprocessable_file',
    },
  ])('$error.message fails at once', async ({ error, code }) => {
    const harness = await enqueued(sync);
    await harness.run({ sync: () => Promise.reject(error) });
    expect(harness.only()).toMatchObject({
      state: 'failed',
      errorCode: code,
      errorDetail: 'Strava said so.',
    });
    expect(harness.reported).toEqual([]);
  });

  test.each([
    { error: strava('Upstream'), code: 'source_unavailable', reports: 0 },
    { error: new AppError('conflict', { detail: 'No.' }), code: 'conflict', reports: 0 },
    { error: new Error('boom'), code: 'internal', reports: 8 },
  ])('$error.message is retried with backoff up to the last attempt', async (given) => {
    const harness = await enqueued(sync);
    const waits: number[] = [];
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await harness.run({ sync: () => Promise.reject(given.error) });
      expect(harness.only()).toMatchObject({ state: 'queued', errorCode: given.code });
      waits.push((harness.only().runAt - harness.clock.now().getTime()) / 1000);
      await harness.clock.advance(harness.only().runAt - harness.clock.now().getTime());
    }
    // half of 10, 20, 40 … 640 s
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320]);
    await harness.run({ sync: () => Promise.reject(given.error) });
    expect(harness.only()).toMatchObject({ state: 'failed', attempts: 8, errorCode: given.code });
    expect(harness.reported).toHaveLength(given.reports);
  });

  test('a wait the other side named is kept without jitter', async () => {
    const harness = await enqueued(sync);
    const error = new AppError('model_unavailable', { detail: 'Busy.', retryAfterS: 77 });
    await harness.run({ sync: () => Promise.reject(error) });
    expect(harness.only()).toMatchObject({ runAt: noon + 77_000, attempts: 1 });
  });

  test('the athlete never reads what a bug or a secret says', async () => {
    const harness = await enqueued(sync, activity(1));
    await harness.run({
      sync: () => Promise.reject(new Error('password of runner@example.org is hunter2')),
      'strava-activity': () =>
        Promise.reject(
          new AppError('not_found', {
            detail: 'No such thing for runner@example.org. More of it.',
          }),
        ),
    });
    expect(harness.queue.jobs.map((job) => job.errorDetail)).toEqual([
      'Something went wrong on our side.',
      'No such thing for [email].',
    ]);
    expect(harness.lines.join('\n')).not.toContain('runner@example.org');
  });

  test('what is wrong with a file is said to the end, scrubbed', async () => {
    const harness = await enqueued(sync);
    const detail = 'The columns are not known. Send a time and one thing more, runner@example.org.';
    await harness.run({
      sync: () => Promise.reject(new AppError('unprocessable_file', { detail })),
    });
    expect(harness.only().errorDetail).toBe(
      'The columns are not known. Send a time and one thing more, [email].',
    );
  });

  test('a payload that does not parse fails at once', async () => {
    const harness = await enqueued({ ...sync, payload: { athlete_id: 'x', mode: 'full' } });
    await harness.run({ sync: async () => ({ done: null }) });
    expect(harness.only()).toMatchObject({
      state: 'failed',
      errorCode: 'invalid_payload',
      errorDetail: 'Not what the job carries: athlete_id.',
    });
  });

  test.each(['sync', 'of-a-newer-version', 'constructor'])(
    'a job nobody here handles (%s) waits for an instance that does',
    async (kind) => {
      const harness = await enqueued({ ...sync, kind });
      await harness.run({});
      expect(harness.only()).toMatchObject({
        state: 'queued',
        attempts: 0,
        runAt: noon + 300_000,
        errorCode: 'unknown_kind',
      });
    },
  );
});

describe('the lease', () => {
  test('heartbeats keep it long past 60 s', async () => {
    const harness = await enqueued(sync);
    await harness.run({
      sync: async () => {
        for (let minute = 0; minute < 10; minute += 1) {
          await harness.clock.sleep(60_000);
          expect((await harness.queue.freeAbandoned(harness.clock.now())).freed).toBe(0);
        }
        return { done: 'ten minutes' };
      },
    });
    expect(harness.only()).toMatchObject({
      state: 'succeeded',
      result: 'ten minutes',
      attempts: 1,
    });
  });

  test('when it is lost, the handler is told and nothing is written', async () => {
    const harness = await enqueued(sync);
    let told = false;
    await harness.run({
      sync: async ({ signal }) => {
        harness.only().leaseToken = 'somebody-else';
        await harness.clock.sleep(120_000, signal).catch(() => {
          told = true;
        });
        return { done: 'too late' };
      },
    });
    expect(told).toBe(true);
    expect(harness.only()).toMatchObject({ state: 'running', result: undefined });
    expect(harness.reported).toEqual([]);
  });

  test('what a handler throws after it was lost is nobody’s concern', async () => {
    const harness = await enqueued(sync);
    let settled = 0;
    const counting = {
      ...harness.queue,
      settle: (...args: Parameters<typeof harness.queue.settle>) => {
        settled += 1;
        return harness.queue.settle(...args);
      },
    };
    const runner = harness.runnerOn(counting, {
      sync: async ({ signal }) => {
        harness.only().leaseToken = 'somebody-else';
        await harness.clock.sleep(120_000, signal);
        return { done: 'too late' };
      },
    });
    await harness.clock.until(runner.run({ until: harness.inS(840) }));
    expect({ settled, reported: harness.reported }).toEqual({ settled: 0, reported: [] });
  });

  test.each([
    { case: 'fail', heartbeat: () => Promise.reject(new Error('no database')) },
    { case: 'never answer', heartbeat: () => new Promise<boolean>(() => {}) },
  ])('where heartbeats $case it counts as lost when it has run out', async ({ heartbeat }) => {
    const harness = await enqueued(sync);
    const startedAt = harness.clock.now().getTime();
    let toldAfterS = 0;
    const runner = harness.runnerOn(
      { ...harness.queue, heartbeat },
      {
        sync: async ({ signal }) => {
          await harness.clock.sleep(500_000, signal).catch(() => {
            toldAfterS = (harness.clock.now().getTime() - startedAt) / 1000;
          });
          return { done: 'too late' };
        },
      },
    );
    await harness.clock.until(runner.run({ until: harness.inS(840) }));
    expect(toldAfterS).toBe(60);
    expect(harness.only().state).toBe('running');
  });

  test('one heartbeat that fails costs nothing', async () => {
    const harness = await enqueued(sync);
    let beats = 0;
    const flaky = {
      ...harness.queue,
      heartbeat: (...args: Parameters<typeof harness.queue.heartbeat>) => {
        beats += 1;
        return beats === 2
          ? Promise.reject(new Error('no database'))
          : harness.queue.heartbeat(...args);
      },
    };
    const runner = harness.runnerOn(flaky, {
      sync: async () => {
        await harness.clock.sleep(300_000);
        return { done: 1 };
      },
    });
    await harness.clock.until(runner.run({ until: harness.inS(840) }));
    expect(harness.only()).toMatchObject({ state: 'succeeded', result: 1 });
  });

  test('a settlement the database did not take is tried again', async () => {
    const harness = await enqueued(sync);
    let tries = 0;
    const flaky = {
      ...harness.queue,
      settle: (...args: Parameters<typeof harness.queue.settle>) => {
        tries += 1;
        return tries < 3 ? Promise.reject(new Error('no database')) : harness.queue.settle(...args);
      },
    };
    const runner = harness.runnerOn(flaky, { sync: async () => ({ done: 1 }) });
    await harness.clock.until(runner.run({ until: harness.inS(840) }));
    expect(harness.only().state).toBe('succeeded');
    expect(tries).toBe(3);
  });
});
