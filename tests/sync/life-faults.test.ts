/**
 * The least possible, for whoever knew when to ask: one list shows what is new and what was edited, streams
 * cost one request each, and of what is gone one request each makes sure. Webhooks come one at a time, so
 * that each costs a detail instead; a night costs a list.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runDueJobs, runFor, runUntilQuiet } from '../support/drive-jobs.ts';
import {
  type Deed,
  EVERYTHING,
  type FaultCase,
  type FaultRow,
  printTable,
  runFaultCase,
  type Stage,
} from '../support/fault-cases.ts';
import { requestSync } from '../support/heal.ts';
import { PUBLIC_SCOPES, reconnectAthlete } from '../support/simulated-athlete.ts';

let supabase: LocalSupabase;
const rows: FaultRow[] = [];

beforeAll(async () => {
  supabase = await startServerSupabase();
});

afterAll(async () => {
  printTable('Faults in an athlete’s life', rows);
  await supabase.close();
});

/** Five new ones, three edits, two deletions, two that turn private. */
async function busyDay({ world, athlete, add, recorded }: Stage): Promise<Deed> {
  const { sim } = world;
  const { id } = athlete.strava;
  const [a, b, c, d, e, f] = recorded.map((one) => one.id);
  for (let count = 0; count < 5; count += 1) {
    add({ durationS: 600 + count });
  }
  sim.patchActivity(id, a ?? 0, { name: 'Another name' });
  sim.patchActivity(id, b ?? 0, { sport: 'hiking' });
  sim.patchActivity(id, a ?? 0, { name: 'Yet another name' });
  sim.deleteActivity(id, c ?? 0);
  sim.deleteActivity(id, d ?? 0);
  sim.patchActivity(id, e ?? 0, { private: true });
  sim.patchActivity(id, f ?? 0, { private: true });
  await sim.webhooksSettled();
  await runUntilQuiet(world);
  return { least: 1 + 5 + 2 };
}

const webhooks = (
  name: string,
  settings: Parameters<Stage['world']['sim']['setWebhooks']>[0],
  more: Partial<FaultCase> = {},
): FaultCase => ({
  case: name,
  when: 'life',
  act: (stage) => {
    stage.world.sim.setWebhooks(settings);
    return busyDay(stage);
  },
  ...more,
});

const life = (name: string, act: FaultCase['act'], more: Partial<FaultCase> = {}): FaultCase => ({
  case: name,
  when: 'life',
  act,
  ...more,
});

/** An upload into the past that no webhook tells of. */
function lateUpload(stage: Stage, daysAgo: number, order: { streamsDelayS?: number } = {}): void {
  const start = new Date(stage.world.clock.now().getTime() - daysAgo * 86_400_000);
  stage.add({ start, backdated: true, ...order });
}

const lateStreams = (name: string, streamsDelayS: number, least: number): FaultCase =>
  life(`streams come ${name}`, ({ add }) => {
    add({ streamsDelayS });
    return { least };
  });

/** Instances whose clocks are off cannot tell which of two answers is the newer: the night does. */
const skewed = (name: string, offsetsS: number[]): FaultCase =>
  life(
    name,
    async (stage) => {
      const { world } = stage;
      world.instances.splice(0);
      for (const seconds of offsetsS) {
        world.addInstance({ clock: world.clock.offBy(seconds) });
      }
      const inQuarterS = (world.clock.now().getTime() / 1000) % 900;
      world.clock.advance(900 - inQuarterS - 4);
      for (let second = 0; second < 8; second += 1) {
        stage.add({ durationS: 700 + second });
        await world.sim.webhooksSettled();
        await runDueJobs(world);
        world.clock.advance(1);
      }
      const refused = () => world.sim.requests().log.filter(({ status }) => status === 429).length;
      await runUntilQuiet(world);
      expect(refused()).toBe(0);
      return { least: 1 + 8 };
    },
    { world: { strava: { limits: { readShort: 20, short: 40 } } } },
  );

const cases: FaultCase[] = [
  webhooks('nothing goes wrong', {}),
  webhooks('webhooks tripled', { duplicate: 2 }),
  webhooks('webhooks half dropped', { drop: 0.5 }),
  webhooks('webhooks all dropped', { drop: 1 }),
  webhooks('webhooks reordered', { reorder: true }),
  webhooks('webhooks delayed', { delayMs: 200 }),
  webhooks('webhooks tripled and reordered', { duplicate: 2, reorder: true }),
  life(
    'only public activities granted',
    async (stage) => ({ ...(await busyDay(stage)), compare: { privateToo: false } }),
    { scopes: PUBLIC_SCOPES },
  ),
  life('a late upload of last week, unannounced', (stage) => {
    lateUpload(stage, 7);
    return { least: 2 };
  }),
  life(
    'a late upload of last year: full sync',
    (stage) => {
      lateUpload(stage, 300);
      return { least: 2 };
    },
    { patience: { fullSync: true } },
  ),
  life(
    'a late upload of last year: 28 nights',
    (stage) => {
      lateUpload(stage, 300);
      return { least: 2, compare: { mayExpire: true } };
    },
    { patience: { nights: 28 } },
  ),
  life('a late upload whose streams come late', async (stage) => {
    lateUpload(stage, 7, { streamsDelayS: 1000 });
    await requestSync(stage.world, stage.athlete, { mode: 'incremental' });
    return { least: 2 };
  }),
  life('an unannounced edit', ({ recorded: [one] }) => {
    Object.assign(one ?? {}, { name: 'Edited in silence', sportType: 'Walk' });
    return { least: 1 };
  }),
  life('an unannounced deletion', ({ athlete, recorded: [one] }) => {
    athlete.strava.activities.delete(one?.id ?? 0);
    return { least: 2 };
  }),
  life(
    'an unannounced deletion, long ago: full sync',
    ({ athlete, recorded }) => {
      athlete.strava.activities.delete(recorded.at(-1)?.id ?? 0);
      return { least: 2 };
    },
    { historyDays: 50, patience: { fullSync: true } },
  ),
  life('the start turns hidden', ({ recorded: [one] }) => {
    Object.assign(one ?? {}, { hiddenStart: true });
    return { least: 1 };
  }),
  life('deleted, and the event dropped, on a day full of events', async (stage) => {
    const { world, athlete, recorded, add } = stage;
    for (let day = 0; day < 2; day += 1) {
      add({ durationS: 800 + day });
      await runUntilQuiet(world);
      world.clock.advance(12 * 3600);
    }
    athlete.strava.activities.delete(recorded[0]?.id ?? 0);
    add({ durationS: 900 });
    return { least: 6 + 2 };
  }),
  life('private, then public again', async ({ world, athlete, recorded: [one] }) => {
    const flip = async (isPrivate: boolean) => {
      world.sim.patchActivity(athlete.strava.id, one?.id ?? 0, { private: isPrivate });
      await runUntilQuiet(world);
    };
    await flip(true);
    await flip(false);
    return { least: 2 };
  }),
  life(
    'private, then public again, only public granted',
    async ({ world, athlete, recorded: [one] }) => {
      const flip = async (isPrivate: boolean) => {
        world.sim.patchActivity(athlete.strava.id, one?.id ?? 0, { private: isPrivate });
        await runUntilQuiet(world);
      };
      await flip(true);
      await flip(false);
      return { least: 1 + 2, compare: { privateToo: false } };
    },
    { scopes: PUBLIC_SCOPES },
  ),
  lateStreams('after 4 minutes', 240, 2),
  lateStreams('after 14 minutes', 840, 2),
  lateStreams('after 44 minutes', 2640, 2),
  lateStreams('never', 10 ** 9, 1),
  life('the quarter’s limit is used up', async (stage) => {
    stage.fault({ kind: 'rate_limit_short', count: 1 });
    return busyDay(stage);
  }),
  life('Strava is down for three hours', async (stage) => {
    stage.fault({ kind: 'status', status: 503, match: EVERYTHING });
    const events = Array.from({ length: 3 }, (_, index) => stage.add({ durationS: 900 + index }));
    await runFor(stage.world, 3 * 3600);
    return { least: 1 + events.length };
  }),
  life('three days with an event each: the token is refreshed again and again', async (stage) => {
    for (let day = 0; day < 3; day += 1) {
      stage.add({ durationS: 900 + day });
      await runUntilQuiet(stage.world);
      stage.world.clock.advance(86_400);
    }
    return { least: 6 };
  }),
  life(
    'the refresh token was used up by somebody else, and the athlete comes back',
    async (stage) => {
      const { world, athlete, add } = stage;
      world.sim.setWebhooks({ drop: 1 });
      world.sim.deauthorize(athlete.strava.id);
      world.sim.setWebhooks({ drop: 0 });
      add();
      lateUpload(stage, 60);
      await world.night();
      await runUntilQuiet(world);
      await reconnectAthlete(world, athlete);
      return { least: 1 + 2 };
    },
  ),
  life('the athlete grants less than before', async ({ world, athlete, recorded }) => {
    for (const one of recorded.slice(0, 3)) {
      Object.assign(one, { visibility: 'only_me' });
    }
    await reconnectAthlete(world, athlete, { scopes: PUBLIC_SCOPES });
    return { least: 1 + 3, compare: { privateToo: false } };
  }),
  life(
    'the athlete grants more than before',
    async ({ world, athlete, recorded }) => {
      const hidden = recorded.slice(0, 3);
      for (const one of hidden) {
        world.sim.patchActivity(athlete.strava.id, one.id, { private: true });
      }
      await runUntilQuiet(world);
      world.sim.clearRequests();
      await reconnectAthlete(world, athlete);
      return { least: 1 + 3 };
    },
    { scopes: PUBLIC_SCOPES },
  ),
  skewed('all our clocks are 3 s ahead of Strava’s, over a window’s edge', [3, 3]),
  skewed('all our clocks are 3 s behind Strava’s, over a window’s edge', [-3, -3]),
  skewed('one clock 3 s ahead, one 3 s behind, over a window’s edge', [3, -3]),
];

describe('after a fault in an athlete’s life Fettle equals Strava', () => {
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
