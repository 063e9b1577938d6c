import type { SyncStateRow } from '../core/ports/rows.ts';
import type { SyncStates } from '../core/ports/strava.ts';
import type { Clock } from '../core/ports/world.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf } from './result.ts';
import { utcOrUndefined } from './timestamps.ts';

const TIMES = [
  'backfill_before',
  'last_success_at',
  'last_listed_at',
  'last_deep_at',
  'updated_at',
] as const satisfies (keyof SyncStateRow)[];

/** Postgres' foreign_key_violation: the connection was purged since we looked. */
const NO_SUCH_CONNECTION = '23503';

/** Where each athlete's sync stands. */
export function createSyncStates(clients: Clients, clock: Clock): SyncStates {
  return {
    async get(caller, athleteId) {
      const query = clients.for(caller).from('sync_state').select('*').eq('athlete_id', athleteId);
      const row = await resultOf(query.maybeSingle());
      return utcOrUndefined(row, TIMES);
    },
    async save(athleteId, changes) {
      const query = clients.backend.from('sync_state').upsert({
        updated_at: clock.now().toISOString(),
        ...changes,
        athlete_id: athleteId,
      });
      try {
        await resultOf(query);
      } catch (error) {
        if (!(error instanceof DatabaseError && error.code === NO_SUCH_CONNECTION)) {
          throw error;
        }
      }
    },
  };
}
