import type { Maintenance } from '../core/ports/jobs.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

const PING_DEADLINE_MS = 2000;

/** How long a deleted activity can be restored, days. */
const TOMBSTONE_DAYS = 30;

/** How long webhook events and finished jobs are kept, days. Events quote titles, which Strava lets us keep for 7. */
const HISTORY_DAYS = 6;

/** Upkeep of the database, and the one row about our Strava application. */
export function createMaintenance({ backend }: Clients): Maintenance {
  return {
    async ping() {
      const { error } = await backend
        .from('strava_app')
        .select('id')
        .limit(1)
        .abortSignal(AbortSignal.timeout(PING_DEADLINE_MS));
      return error === null;
    },

    async purgeExpired({ limit, now }) {
      const [counts] = await resultOf(
        backend.rpc('purge_expired', {
          p_limit: limit,
          p_tombstone_days: TOMBSTONE_DAYS,
          p_history_days: HISTORY_DAYS,
          p_now: now.toISOString(),
        }),
      );
      return { ...counts };
    },

    async subscription() {
      const query = backend.from('strava_app').select('subscription_id, callback_url');
      const row = await resultOf(query.maybeSingle());
      return {
        subscriptionId: row?.subscription_id ?? undefined,
        callbackUrl: row?.callback_url ?? undefined,
      };
    },

    async saveSubscription({ subscriptionId, callbackUrl, now }) {
      await resultOf(
        backend
          .from('strava_app')
          .update({
            subscription_id: subscriptionId ?? null,
            callback_url: callbackUrl ?? null,
            checked_at: now.toISOString(),
          })
          .eq('id', true),
      );
    },
  };
}
