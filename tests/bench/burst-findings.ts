import type { BurstTask, BurstTimes } from './burst-process.ts';
import { runMeasurement, type Service } from './children.ts';
import { WEBHOOK_SECRET } from './function-env.ts';
import type { Database } from './local-database.ts';
import { type Finding, median, quantile, rounded } from './verdicts.ts';

const EVENTS = 1_000;
/** Strava sends an event again where it was not answered in time. */
const COPIES = 3;
const ROUNDS = 3;
const WARM_UP = 30;
const MAX_ANSWER_MS = 2_000;
const FIRST_STRAVA_ATHLETE = 5_000;
const STARTED_AT_S = 1_763_600_000;

/** Distinct events: each activity is created and then changed, so that two events call for one job. */
function eventsFrom(firstObject: number, athletes: number): object[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const rank = index >> 1;
    const isFirst = index % 2 === 0;
    return {
      object_type: 'activity',
      object_id: firstObject + rank,
      aspect_type: isFirst ? 'create' : 'update',
      owner_id: FIRST_STRAVA_ATHLETE + (rank % athletes),
      subscription_id: 1,
      event_time: STARTED_AT_S + index,
      ...(isFirst ? {} : { updates: { title: `Ride ${rank}` } }),
    };
  });
}

/** A thousand events at once: the time of the slowest answer, what was stored, and the jobs they made. */
export async function burstFindings(
  file: string,
  database: Service<Database>,
  env: Record<string, string>,
): Promise<{ answers: Finding[]; stored: Finding[] }> {
  const { athletes } = database.facts;
  const answers: Finding[] = [];
  const stored: Finding[] = [];
  let firstObject = 1_000_000;
  const next = () => {
    firstObject += 1_000_000;
    return eventsFrom(firstObject, athletes);
  };
  for (const copies of [1, COPIES]) {
    await database.ask('delete from public.webhook_events');
    await database.ask('delete from public.jobs');
    const bursts = Array.from({ length: ROUNDS }, () => {
      const events = next();
      // the copies of an event spread over the burst
      return Array.from({ length: copies }, () => events).flat();
    });
    const task: BurstTask = {
      file,
      secret: WEBHOOK_SECRET,
      warmUp: next().slice(0, WARM_UP),
      bursts,
    };
    const measured = await runMeasurement<BurstTimes[]>('burst-process.ts', task, env);
    const slowest = measured.map(({ times, refused }) =>
      refused === 0 ? rounded(Math.max(...times), 0) : Number.NaN,
    );
    for (const [round, { times, refused, settledMs }] of measured.entries()) {
      answers.push({
        name: `${EVENTS} events × ${copies}, round ${round + 1}`,
        figures: {
          n: times.length,
          'p50 ms': rounded(quantile(times, 0.5), 0),
          'p99 ms': rounded(quantile(times, 0.99), 0),
          'max ms': rounded(Math.max(...times), 0),
          'settled ms': rounded(settledMs, 0),
          'not 200': refused,
        },
      });
    }
    answers.push({
      name: `${EVENTS} events × ${copies}, median round`,
      figures: { n: ROUNDS, 'max ms': median(slowest) },
      held: {
        value: slowest.some(Number.isNaN) ? Number.NaN : median(slowest),
        atMost: MAX_ANSWER_MS,
      },
    });
    const [counts] = await database.ask<{ events: number; jobs: number; linked: number }>(`
      select (select count(*)::int from public.webhook_events) as events,
        (select count(*)::int from public.webhook_events where job_id is not null) as linked,
        (select count(*)::int from public.jobs where kind = 'strava-activity') as jobs`);
    const wanted = ROUNDS * EVENTS + WARM_UP;
    const off = (name: string, value: number, expected: number): Finding => ({
      name: `× ${copies}: ${name}`,
      figures: { count: value, expected },
      held: { value: Math.abs(value - expected), atMost: 0 },
    });
    stored.push(
      off('events stored', counts?.events ?? Number.NaN, wanted),
      off('events with a job', counts?.linked ?? Number.NaN, wanted),
      off('jobs, one per activity', counts?.jobs ?? Number.NaN, wanted / 2),
    );
  }
  return { answers, stored };
}
