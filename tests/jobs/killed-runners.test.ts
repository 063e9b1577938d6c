import { expect, test } from 'vitest';
import type { JobQueue } from '../../lib/core/ports/jobs.ts';
import type { Handlers } from '../../lib/jobs/handler.ts';
import { newJob } from '../../lib/jobs/kinds.ts';
import * as fc from '../support/fast-check.ts';
import type { MemoryQueue } from './memory-queue.ts';
import { ATHLETE, createHarness, OTHER } from './runner-harness.ts';
import type { VirtualClock } from './virtual-clock.ts';

const never = () => new Promise<never>(() => {});

/** A runner dies at its nth call of the queue: before the call had an effect, or after. */
interface Death {
  atCall: number;
  after: boolean;
}

function createDyingQueue(queue: MemoryQueue, death: Death): JobQueue {
  let calls = 0;
  const dying = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < death.atCall) {
      return call();
    }
    if (calls === death.atCall && death.after) {
      await call();
    }
    return never();
  };
  return {
    ...queue,
    claim: (input) => dying(() => queue.claim(input)),
    heartbeat: (job, input) => dying(() => queue.heartbeat(job, input)),
    settle: (job, outcome, now) => dying(() => queue.settle(job, outcome, now)),
    freeAbandoned: (now) => dying(() => queue.freeAbandoned(now)),
  };
}

/** Handlers that write page after page, as sync does: what they write again changes nothing. */
function createWork(clock: VirtualClock, queue: MemoryQueue) {
  const pages = new Map<string, Set<number>>();
  const write = (athleteId: string, page: number) => {
    pages.set(athleteId, (pages.get(athleteId) ?? new Set()).add(page));
  };
  const serially = (id: string) => {
    const me = queue.jobs.find((job) => job.id === id);
    const beside = queue.jobs.filter(
      (job) => job.state === 'running' && job.serialKey === me?.serialKey,
    );
    expect(beside.length).toBeLessThanOrEqual(1);
  };
  const handlers: Handlers = {
    sync: async ({ job, payload, progress }) => {
      const page = payload.since === undefined ? 1 : Number(payload.since.slice(0, 4)) - 2000;
      for (let step = 0; step < 3; step += 1) {
        serially(job.id);
        progress(step * 30, `page ${page}`);
        await clock.sleep(15_000);
      }
      write(payload.athlete_id, page);
      await clock.sleep(1_000);
      const next = `${2001 + page}-01-01T00:00:00Z`;
      return page < 3 ? { handOver: { ...payload, since: next } } : { done: { pages: page } };
    },
    'strava-activity': async ({ payload }) => {
      await clock.sleep(500);
      write(payload.athlete_id, 1000 + Number(payload.source_id));
      return { done: null };
    },
  };
  return { pages, handlers };
}

const death = fc.record({ atCall: fc.integer({ min: 1, max: 14 }), after: fc.boolean() });

test('runners killed at any call of the queue lose nothing, and nothing visible happens twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(death, { maxLength: 5 }), fc.nat(4), async (deaths, activities) => {
      const harness = createHarness();
      const { queue, clock } = harness;
      const { pages, handlers } = createWork(clock, queue);
      const athletes = [ATHLETE, OTHER];
      const jobs = athletes.flatMap((athlete_id) => [
        newJob('sync', { athlete_id, mode: 'full' }),
        ...Array.from({ length: activities }, (_, index) =>
          newJob('strava-activity', { athlete_id, source_id: String(index + 1) }),
        ),
      ]);
      await queue.enqueue(jobs, clock.now());

      // each result is seen once: a job that succeeded is never seen running again
      const ended = new Set<string>();
      const watch = () => {
        for (const job of queue.jobs) {
          if (ended.has(job.id)) {
            expect(job.state).toBe('succeeded');
          } else if (job.state === 'succeeded') {
            ended.add(job.id);
          }
        }
      };

      for (const one of deaths) {
        const runner = harness.runnerOn(createDyingQueue(queue, one), handlers);
        void runner.run({ until: harness.inS(840) });
        await clock.advance(40_000);
        watch();
        await clock.advance(70_000);
        await queue.freeAbandoned(clock.now());
        watch();
      }
      for (let shift = 0; queue.jobs.some((job) => job.state !== 'succeeded'); shift += 1) {
        expect(shift).toBeLessThan(20);
        await harness.run(handlers);
        await clock.advance(70_000);
        await queue.freeAbandoned(clock.now());
        watch();
      }

      expect(queue.jobs).toHaveLength(jobs.length);
      for (const athlete of athletes) {
        const expected = [1, 2, 3, ...Array.from({ length: activities }, (_, i) => 1001 + i)];
        expect(pages.get(athlete)).toEqual(new Set(expected));
      }
      expect(harness.reported).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 60_000);
