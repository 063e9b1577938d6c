import type { Clock, SyncStateRow, SyncStates } from '../core/ports.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { utcOrUndefined } from './timestamps.ts';

const TIMES = [
  'backfill_before',
  'last_success_at',
  'last_listed_at',
  'last_deep_at',
  'updated_at',
] as const satisfies (keyof SyncStateRow)[];

/** Where each athlete's sync stands. */
export function createSyncStates(clients: Clients, clock: Clock): SyncStates {
  return {
    async get(caller, athleteId) {
      const query = clients.for(caller).from('sync_state').select('*').eq('athlete_id', athleteId);
      const row = await resultOf(query.maybeSingle());
      return utcOrUndefined(row, TIMES);
    },
    async save(athleteId, changes) {
      await resultOf(
        clients.backend.from('sync_state').upsert({
          updated_at: clock.now().toISOString(),
          ...changes,
          athlete_id: athleteId,
        }),
      );
    },
  };
}
