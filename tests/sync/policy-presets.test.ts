import { afterAll, beforeAll, expect, test } from 'vitest';
import { getStreams } from '../../lib/features/activities/get-streams.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { runUntilQuiet } from '../support/drive-jobs.ts';
import { isRecorded } from '../support/fault-cases.ts';
import { requestSync } from '../support/heal.ts';
import { requestsSpent } from '../support/requests-spent.ts';
import { connectAthlete } from '../support/simulated-athlete.ts';
import { startSimulation } from '../support/simulation.ts';
import { differences } from '../support/truth.ts';

const REQUEST = { params: undefined, query: undefined, body: undefined, ifVersion: undefined };

let supabase: LocalSupabase;
beforeAll(async () => {
  supabase = await startServerSupabase();
});
afterAll(async () => {
  await supabase.close();
});

/** Of activities that started 40 to 50 days ago, nights after the backfill: rows left, and their streams. */
const presets = [
  { preset: 'strict', case: 'strict lets the whole row go', rowsStay: false, streams: [] },
  { preset: 'connected', case: 'connected keeps the row', rowsStay: true, streams: ['expired'] },
  { preset: 'permissive', case: 'permissive keeps all', rowsStay: true, streams: ['ready'] },
] as const;

test.each(presets)(
  'after six days $case; what is asked for comes back',
  async (row) => {
    const world = await startSimulation({ supabase, preset: row.preset });
    await world.subscribe();
    const strava = world.sim.addAthlete({ seed: 61, historyDays: 50 });
    const athlete = await connectAthlete(world, strava);
    await runUntilQuiet(world);
    for (let night = 1; night <= 5; night += 1) {
      await world.night();
      await runUntilQuiet(world);
    }
    expect(await differences(world, athlete)).toEqual([]);
    for (let night = 6; night <= 7; night += 1) {
      await world.night();
      await runUntilQuiet(world);
    }
    const early = (world.clock.now().getTime() - 45 * 86_400_000) / 1000;
    const old = [...strava.activities.values()].filter(
      (one) => isRecorded(one) && one.startS < early,
    );
    expect(old.length).toBeGreaterThan(0);
    const stored = await world.sql<{ id: string; streams: string; channels: number }>(
      'select id, streams, (select count(*)::int from streams s where s.activity_id = a.id) as channels ' +
        'from activities a where source_id = any ($1)',
      [old.map(({ id }) => String(id))],
    );
    expect(stored).toHaveLength(row.rowsStay ? old.length : 0);
    expect([...new Set(stored.map(({ streams }) => streams))]).toEqual(row.streams);
    expect(stored.every(({ streams, channels }) => (streams === 'ready') === channels > 0)).toBe(
      true,
    );
    const overdue = await world.sql(
      'select 1 from streams where expires_at < $1 union all select 1 from activities where expires_at < $1',
      [new Date(world.clock.now().getTime() - 86_400_000).toISOString()],
    );
    // what expires just after a night's purge is gone the night after, in its seventh day
    expect(overdue).toEqual([]);

    world.sim.clearRequests();
    const [one] = stored;
    if (one === undefined) {
      await requestSync(world, athlete, { mode: 'full' });
      await runUntilQuiet(world);
      expect(await differences(world, athlete, { mayExpire: true })).toEqual([]);
    } else {
      const input = { params: { activity_id: one.id }, query: { resolution: 'full' as const } };
      const { value } = await getStreams({ ...REQUEST, ...input }, athlete.caller, world.deps);
      expect(value.size).toBeGreaterThan(0);
      expect(requestsSpent(world.sim).streams).toBe(row.streams[0] === 'expired' ? 1 : 0);
    }
    await world.close();
  },
  120_000,
);
