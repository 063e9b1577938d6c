/**
 * The least possible: a list page for each 200 activities and one request for each set of streams. Refused
 * and failed requests are counted as spent.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { deleteActivity } from '../../lib/features/activities/delete-activity.ts';
import { updateActivity } from '../../lib/features/activities/update-activity.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runDueJobs, runFor, runUntilQuiet } from '../support/drive-jobs.ts';
import {
  EVERYTHING,
  type FaultCase,
  type FaultRow,
  printTable,
  runFaultCase,
  STREAMS,
  type Stage,
} from '../support/fault-cases.ts';
import { reconnectAthlete } from '../support/simulated-athlete.ts';

let supabase: LocalSupabase;
const rows: FaultRow[] = [];

beforeAll(async () => {
  supabase = await startServerSupabase();
});

afterAll(async () => {
  printTable('Faults during a backfill', rows);
  await supabase.close();
});

/** Lets jobs run into the fault for so long, s. */
async function suffer({ world }: Stage, forS: number): Promise<undefined> {
  await runFor(world, forS);
  return undefined;
}

/** One faulty answer after another, as many as `count`. */
const some = (kind: FaultCase['case'], order: Parameters<Stage['fault']>[0]): FaultCase => ({
  case: kind,
  when: 'backfill',
  act: async (stage) => {
    stage.fault({ match: EVERYTHING, ...order });
    await runUntilQuiet(stage.world);
    return undefined;
  },
});

const cases: FaultCase[] = [
  { case: 'nothing goes wrong', when: 'backfill', act: () => undefined },
  some('status 500, three times', { kind: 'status', status: 500, count: 3 }),
  some('status 502, every third request', { kind: 'status', status: 502, probability: 0.33 }),
  some('status 597, three times', { kind: 'status', status: 597, count: 3 }),
  some('status 401 once, though the token is good', { kind: 'status', status: 401, count: 1 }),
  some('no answer, three times', { kind: 'timeout', count: 3 }),
  some('an HTML page with status 502, three times', { kind: 'html', count: 3 }),
  some('an HTML page with status 200, three times', { kind: 'html', status: 200, count: 3 }),
  some('an HTML page with status 404, three times', { kind: 'html', status: 404, count: 3 }),
  some('connections cut, every third request', { kind: 'reset', probability: 0.33 }),
  some('the quarter’s limit is used up', { kind: 'rate_limit_short', match: STREAMS }),
  some('the day’s limit is used up', { kind: 'rate_limit_day', match: STREAMS }),
  {
    case: 'one activity’s streams answer 500 for an hour',
    when: 'backfill',
    act: async (stage) => {
      const [one] = stage.recorded;
      stage.fault({ kind: 'status', match: { path: `/activities/${one?.id}/streams` } });
      return suffer(stage, 3600);
    },
  },
  {
    case: 'Strava is down for three hours',
    when: 'backfill',
    act: async (stage) => {
      stage.fault({ kind: 'status', status: 503, match: EVERYTHING });
      return suffer(stage, 3 * 3600);
    },
  },
  {
    case: 'Strava is down for a day',
    when: 'backfill',
    act: async (stage) => {
      stage.fault({ kind: 'status', status: 503, match: { path: '*' } });
      return suffer(stage, 86_400);
    },
  },
  {
    case: 'the application is inactive for two hours',
    when: 'backfill',
    act: async (stage) => {
      stage.fault({ kind: 'app_inactive' });
      return suffer(stage, 7200);
    },
  },
  {
    case: 'a small budget: seven reads a quarter',
    when: 'backfill',
    world: { strava: { limits: { readShort: 10, short: 20 } } },
    act: () => undefined,
  },
  {
    case: 'the token expires while the backfill waits',
    when: 'backfill',
    act: ({ world }) => {
      world.clock.advance(7 * 3600);
      return undefined;
    },
  },
  {
    case: 'the token expires between two windows',
    when: 'backfill',
    world: { strava: { limits: { readShort: 10, short: 20 } } },
    act: async ({ world }) => {
      await runDueJobs(world);
      world.clock.advance(6 * 3600 - 200);
      await runDueJobs(world);
      world.clock.advance(7 * 3600);
      return undefined;
    },
  },
  {
    case: 'the athlete withdraws in the middle and comes back',
    when: 'backfill',
    world: { strava: { limits: { readShort: 10, short: 20 } } },
    act: async ({ world, athlete }) => {
      await runDueJobs(world);
      world.sim.deauthorize(athlete.strava.id);
      await runUntilQuiet(world);
      expect(await world.deps.connections.get(BACKEND, athlete.athleteId)).toBeUndefined();
      await reconnectAthlete(world, athlete);
      return undefined;
    },
  },
  {
    case: 'the athlete renames and deletes here meanwhile',
    when: 'backfill',
    world: { strava: { limits: { readShort: 10, short: 20 } } },
    act: async ({ world, athlete, recorded }) => {
      await runDueJobs(world);
      const [named, deleted] = recorded;
      const idOf = async (sourceId: number | undefined) => {
        const key = { athleteId: athlete.athleteId, source: 'strava' as const };
        const row = await world.deps.activities.findBySource(BACKEND, {
          ...key,
          sourceId: String(sourceId),
        });
        return { activity_id: row?.id ?? '' };
      };
      const request = { query: undefined, ifVersion: undefined };
      const { caller } = athlete;
      await updateActivity(
        { ...request, params: await idOf(named?.id), body: { name: 'Mine' } },
        caller,
        world.deps,
      );
      await deleteActivity(
        { ...request, params: await idOf(deleted?.id), body: undefined },
        caller,
        world.deps,
      );
      for (const one of [named, deleted]) {
        world.sim.patchActivity(athlete.strava.id, one?.id ?? 0, { name: 'Theirs' });
      }
      return {
        compare: { namedHere: { [named?.id ?? 0]: 'Mine' }, deletedHere: [deleted?.id ?? 0] },
      };
    },
  },
];

describe('after a fault during the backfill Fettle equals Strava', () => {
  test.each(cases)(
    '$case',
    async (fault) => {
      const { world, ...row } = await runFaultCase(supabase, fault);
      try {
        rows.push(row);
        expect(row.left).toEqual([]);
      } finally {
        await world.close();
      }
    },
    60_000,
  );
});
