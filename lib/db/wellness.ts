import type { Json } from '../core/ports/rows.ts';
import type { Wellness } from '../core/ports/training.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

/** Wellness: athletes read, add and change their own days. */
export function createWellness(clients: Clients): Wellness {
  return {
    list(caller, { from, to }) {
      const query = clients
        .athlete(caller)
        .from('wellness')
        .select('*')
        .eq('athlete_id', caller.athleteId)
        .gte('date', from)
        .lte('date', to)
        .order('date');
      return resultOf(query);
    },
    upsert(caller, days) {
      const query = clients.athlete(caller).rpc('upsert_wellness', { p_days: days as Json });
      return resultOf(query);
    },
  };
}
