import type { ConnectionRow, ReceiptRow } from '../core/ports/rows.ts';
import type { Connections } from '../core/ports/strava.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { utcOrUndefined, withUtc } from './timestamps.ts';

const TIMES = [
  'token_expires_at',
  'connected_at',
  'last_webhook_at',
  'last_reconciled_at',
] as const satisfies (keyof ConnectionRow)[];

const RECEIPT_TIMES = ['requested_at', 'completed_at'] as const satisfies (keyof ReceiptRow)[];

/** Who is connected to which Strava account. */
export function createConnections(clients: Clients): Connections {
  const { backend } = clients;

  async function change(athleteId: string, changes: Partial<ConnectionRow>): Promise<void> {
    await resultOf(backend.from('strava_connections').update(changes).eq('athlete_id', athleteId));
  }

  return {
    async get(caller, athleteId) {
      const query = clients
        .for(caller)
        .from('strava_connections')
        .select('*')
        .eq('athlete_id', athleteId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), TIMES);
    },

    async findByStravaId(stravaAthleteId) {
      const query = backend
        .from('strava_connections')
        .select('*')
        .eq('strava_athlete_id', stravaAthleteId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), TIMES);
    },

    async connect({ athleteId, stravaAthleteId, scopes, tokens, now }) {
      const outcome = await resultOf(
        backend.rpc('connect_strava', {
          p_athlete_id: athleteId,
          p_strava_athlete_id: stravaAthleteId,
          p_scopes: scopes,
          p_access_token_sealed: tokens.accessTokenSealed,
          p_refresh_token_sealed: tokens.refreshTokenSealed,
          p_expires_at: tokens.expiresAt.toISOString(),
          p_now: now.toISOString(),
        }),
      );
      return outcome as 'connected' | 'linked_elsewhere' | 'other_account';
    },

    markNeedsReauth: (athleteId) => change(athleteId, { status: 'needs_reauth' }),
    setScopes: (athleteId, scopes) => change(athleteId, { scopes }),
    markReconciled: (athleteId, now) =>
      change(athleteId, { last_reconciled_at: now.toISOString() }),

    async deadSince({ before, limit }) {
      const query = backend
        .from('strava_connections')
        .select('athlete_id, strava_athlete_id')
        .eq('status', 'needs_reauth')
        .lt('token_expires_at', before.toISOString());
      const rows = await resultOf(query.order('token_expires_at').limit(limit));
      return rows.map((row) => ({
        athleteId: row.athlete_id,
        stravaAthleteId: row.strava_athlete_id,
      }));
    },

    dueForReconcile({ before, limit, afterAthleteId }) {
      return resultOf(
        backend.rpc('strava_reconcile_due', {
          p_before: before.toISOString(),
          p_limit: limit,
          ...(afterAthleteId !== undefined && { p_after: afterAthleteId }),
        }),
      );
    },

    async purge({ athleteId, receiptId, reason, requestedAt, now }) {
      const receipt = await resultOf(
        backend.rpc('purge_strava_data', {
          p_athlete_id: athleteId,
          p_receipt_id: receiptId,
          p_reason: reason,
          p_requested_at: requestedAt.toISOString(),
          p_now: now.toISOString(),
        }),
      );
      return withUtc<ReceiptRow>(receipt, RECEIPT_TIMES);
    },
  };
}
