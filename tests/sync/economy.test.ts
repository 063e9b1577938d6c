/**
 * What Fettle asks of Strava in a month of 50 athletes, beside two backends that keep nothing: the first
 * lists at every opening of the app and fetches detail and streams of what the list shows (30), the milder
 * one lists at every opening and fetches the detail of what is opened and the streams of what is viewed.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getActivity } from '../../lib/features/activities/get-activity.ts';
import { getStreams } from '../../lib/features/activities/get-streams.ts';
import { listActivities } from '../../lib/features/activities/list-activities.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runDueJobs, runUntilQuiet } from '../support/drive-jobs.ts';
import { readsOf, requestsSpent } from '../support/requests-spent.ts';
import { connectAthlete, type SimulatedAthlete } from '../support/simulated-athlete.ts';
import { type Instance, type Simulation, startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

const ATHLETES = 50;
const DAYS = 30;
const OPENINGS_A_DAY = 4;
const VIEWS_A_DAY = 2;
const ACTIVITIES_A_WEEK = 5;
const HISTORY_DAYS = 7;
const FIRST_PAGE = 30;
/** What Strava gives a new application: 15 minutes and day, overall and reading. */
const FIRST_TIER = { short: 200, day: 2000, readShort: 100, readDay: 1000 };
const NO_LIMITS = { short: 10 ** 6, day: 10 ** 7, readShort: 10 ** 6, readDay: 10 ** 7 };
const REQUEST = { params: undefined, query: undefined, body: undefined, ifVersion: undefined };
const FIRST_LIST = { sort: '-started_at' as const, page: 1, per_page: FIRST_PAGE };

vi.setConfig({ testTimeout: 600_000 });

let supabase: LocalSupabase;
beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});

interface Month {
  newActivities: number;
  opened: number;
  viewed: number;
  naiveReads: number;
}

/** The app comes to the front: the list, and the newest activity; at two of the times the streams of one. */
async function openApp(
  { deps }: Instance,
  input: { athlete: SimulatedAthlete; opening: number; month: Month },
): Promise<void> {
  const { athlete, opening, month } = input;
  const { caller } = athlete;
  const { value } = await listActivities({ ...REQUEST, query: FIRST_LIST }, caller, deps);
  month.opened += 1;
  month.naiveReads += 1 + 2 * Math.min(FIRST_PAGE, athlete.strava.activities.size);
  const [newest] = value.items;
  if (newest === undefined) {
    return;
  }
  await getActivity({ ...REQUEST, params: { activity_id: newest.id } }, caller, deps);
  if (opening < VIEWS_A_DAY) {
    const viewed = value.items[opening * 2] ?? newest;
    month.viewed += 1;
    const query = { resolution: 'medium' as const };
    await getStreams({ ...REQUEST, params: { activity_id: viewed.id }, query }, caller, deps);
  }
}

async function day(
  world: Simulation,
  athletes: SimulatedAthlete[],
  { number, month }: { number: number; month: Month },
): Promise<void> {
  world.clock.advance(2.7 * 3600);
  for (const [place, { strava }] of athletes.entries()) {
    if ((number + place) % 7 < ACTIVITIES_A_WEEK) {
      const start = new Date(world.clock.now().getTime() - 700_000);
      world.sim.addActivity(strava.id, { sport: 'running', durationS: 600 + number, start });
      month.newActivities += 1;
    }
  }
  await world.sim.webhooksSettled();
  await runDueJobs(world);
  for (let opening = 0; opening < OPENINGS_A_DAY; opening += 1) {
    world.clock.advance(3 * 3600);
    for (let from = 0; from < athletes.length; from += 10) {
      await Promise.all(
        athletes.slice(from, from + 10).map((athlete, place) => {
          const instance = world.instances[(opening + place) % world.instances.length] as Instance;
          return openApp(instance, { athlete, opening, month });
        }),
      );
    }
    await runDueJobs(world);
  }
  await world.night();
  await runUntilQuiet(world);
}

/** The most reads in any quarter of an hour and any day. */
function peaks(world: Simulation): { quarter: number; day: number } {
  const counts = new Map<string, number>();
  for (const { at, path } of world.sim.requests().log) {
    if (path.startsWith('/api/v3/')) {
      const quarter = `${at.slice(0, 14)}${Math.floor(Number(at.slice(14, 16)) / 15)}`;
      for (const key of [quarter, at.slice(0, 10)]) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const most = (length: number) =>
    Math.max(...[...counts].filter(([key]) => key.length === length).map(([, count]) => count));
  return { quarter: most(15), day: most(10) };
}

test('in a month of 50 athletes Strava is asked at least 96 % less than by a backend that keeps nothing', async () => {
  const world = await startSimulation({ supabase, strava: { limits: NO_LIMITS } });
  await world.sql('update strava_budget set call_limit = 10000000');
  // the search for insights asks Strava nothing, and is half of all jobs
  await world.sql('alter table analyses disable trigger enqueue_insights');
  await world.subscribe();
  const athletes: SimulatedAthlete[] = [];
  for (let seed = 1; seed <= ATHLETES; seed += 1) {
    const strava = world.sim.addAthlete({ seed, historyDays: HISTORY_DAYS });
    athletes.push(await connectAthlete(world, strava));
  }
  await runUntilQuiet(world);
  const backfill = requestsSpent(world.sim);
  const known = new Set(
    athletes.flatMap(({ strava }) => [...strava.activities.keys()].map(String)),
  );
  await world.night();
  await runUntilQuiet(world);

  world.sim.clearRequests();
  world.sim.setLimits(FIRST_TIER);
  const month: Month = { newActivities: 0, opened: 0, viewed: 0, naiveReads: 0 };
  for (let number = 0; number < DAYS; number += 1) {
    await day(world, athletes, { number, month });
  }
  const spent = requestsSpent(world.sim);
  const reads = readsOf(spent);
  const mild = 2 * month.opened + month.viewed;
  const athleteDays = ATHLETES * DAYS;
  const ofNew = newReads(world, known);
  const perNew = ofNew / month.newActivities;
  const perIdleDay = (reads - ofNew) / athleteDays;
  const peak = peaks(world);
  const percentLess = (than: number) => (100 * (1 - reads / than)).toFixed(2);
  process.stdout.write(
    [
      '',
      `backfill: ${known.size} activities, ${backfill.list} lists, ${backfill.streams} streams`,
      `month: ${month.newActivities} new activities, ${month.opened} openings, ${month.viewed} views`,
      `reads: ${reads} (lists ${spent.list}, details ${spent.detail}, streams ${spent.streams}); tokens ${spent.token}`,
      `a new activity: ${perNew.toFixed(3)} reads; an athlete's day without: ${perIdleDay.toFixed(3)} reads`,
      `a backend that keeps nothing: ${month.naiveReads} reads, Fettle ${percentLess(month.naiveReads)} % less`,
      `a milder one: ${mild} reads, Fettle ${percentLess(mild)} % less`,
      `most in a quarter of an hour ${peak.quarter} of ${FIRST_TIER.readShort}, in a day ${peak.day} of ${FIRST_TIER.readDay}`,
      '',
    ].join('\n'),
  );
  const refused = world.sim.requests().log.filter(({ status }) => status === 429);
  expect(refused).toEqual([]);
  // on a slow machine an answer can come after its deadline, and is asked for again
  expect(perNew).toBeLessThanOrEqual(2.02);
  expect(perIdleDay).toBeLessThanOrEqual(1.1);
  expect(reads / month.naiveReads).toBeLessThan(0.04);
  for (const athlete of athletes.slice(0, 5)) {
    expect(await differences(world, athlete, { mayExpire: true })).toEqual([]);
  }
  await world.close();
});

/** Reads of the activities that are not among those known at the beginning. */
function newReads(world: Simulation, known: Set<string>): number {
  return world.sim.requests().log.filter(({ path }) => {
    const id = /\/activities\/(\d+)/.exec(path)?.[1];
    return id !== undefined && !known.has(id);
  }).length;
}
