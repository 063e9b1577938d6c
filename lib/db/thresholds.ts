import type { Thresholds } from '../core/ports/analyses.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf } from './result.ts';

/** More dates than this are not looked at: three a week for six years. */
const MOST = 1000;

/** Thresholds: athletes read and set their own, date by date. */
export function createThresholds(clients: Clients): Thresholds {
  return {
    all(caller, athleteId) {
      const query = clients
        .for(caller)
        .from('thresholds')
        .select('*')
        .eq('athlete_id', athleteId)
        .order('effective_from', { ascending: false })
        .limit(MOST);
      return resultOf(query);
    },

    async put(caller, row) {
      const [stored] = await resultOf(
        clients.athlete(caller).rpc('put_thresholds', { p_thresholds: row }),
      );
      if (stored === undefined) {
        throw new DatabaseError('put_thresholds answered no row.', { code: undefined });
      }
      return stored;
    },
  };
}
