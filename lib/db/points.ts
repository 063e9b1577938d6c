import { AppError } from '../core/errors.ts';
import type { PointKey, Points } from '../core/ports/live.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf } from './result.ts';
import { withUtc } from './timestamps.ts';

const UNIQUE_VIOLATION = '23505';

/** Points: athletes read and write those of their own activities. */
export function createPoints(clients: Clients): Points {
  return {
    async list(caller, activityId) {
      const query = clients.athlete(caller).from('points').select('*');
      const rows = await resultOf(query.eq('activity_id', activityId));
      return rows.map((row) => withUtc(row, ['timestamp', 'created_at', 'updated_at']));
    },

    async add(caller, point) {
      try {
        await resultOf(clients.athlete(caller).from('points').insert(point));
        return 'added';
      } catch (error) {
        if (isTaken(error)) {
          return 'taken';
        }
        if (isForbidden(error)) {
          return 'refused';
        }
        throw error;
      }
    },

    async replace(caller, { changes, ...key }) {
      const update = clients.athlete(caller).from('points').update(changes);
      return (await resultOf(narrowed(update, key).select('id'))).length > 0;
    },

    async remove(caller, key) {
      const removal = clients.athlete(caller).from('points').delete();
      return (await resultOf(narrowed(removal, key).select('id'))).length > 0;
    },
  };
}

interface Narrowing<Q> {
  eq(column: 'id' | 'activity_id' | 'version', value: string | number): Q;
}

/** To one point, of one version where that is asked for. */
function narrowed<Q extends Narrowing<Q>>(query: Q, key: PointKey): Q {
  const { activityId, pointId, ifVersion } = key;
  const one = query.eq('activity_id', activityId).eq('id', pointId);
  return ifVersion === undefined ? one : one.eq('version', ifVersion);
}

/** Whether a row with this key is there already. */
export function isTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION;
}

/** Whether row-level security said no. */
export function isForbidden(error: unknown): boolean {
  return error instanceof AppError && error.code === 'forbidden';
}
