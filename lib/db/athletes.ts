import type { Athletes } from '../core/ports/accounts.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { utcOrUndefined } from './timestamps.ts';

const TIMES = ['created_at', 'updated_at'] as const;

/** Athletes read and change themselves; nobody else's row can be asked for. */
export function createAthletes(clients: Clients): Athletes {
  return {
    async get(caller) {
      const query = clients.athlete(caller).from('athletes').select('*').eq('id', caller.athleteId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), TIMES);
    },
    async update(caller, { changes, ifVersion }) {
      let query = clients
        .athlete(caller)
        .from('athletes')
        .update(changes)
        .eq('id', caller.athleteId);
      if (ifVersion !== undefined) {
        query = query.eq('version', ifVersion);
      }
      return utcOrUndefined(await resultOf(query.select('*').maybeSingle()), TIMES);
    },
  };
}
