import type { Thresholds } from '../core/ports/analyses.ts';
import type { Clock } from '../core/ports/world.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { withUtc } from './timestamps.ts';

const TIMES = ['created_at', 'updated_at'] as const;

/** More dates than this are not looked at: three a week for six years. */
const MOST = 1000;

/** Thresholds: athletes read and set their own, date by date. */
export function createThresholds(clients: Clients, clock: Clock): Thresholds {
  return {
    async all(caller, athleteId) {
      const query = clients
        .for(caller)
        .from('thresholds')
        .select('*')
        .eq('athlete_id', athleteId)
        .order('effective_from', { ascending: false })
        .limit(MOST);
      return (await resultOf(query)).map((row) => withUtc(row, TIMES));
    },

    async put(caller, row) {
      const query = clients
        .athlete(caller)
        .from('thresholds')
        .upsert({ ...row, athlete_id: caller.athleteId, updated_at: clock.now().toISOString() })
        .select('*')
        .single();
      return withUtc(await resultOf(query), TIMES);
    },
  };
}
