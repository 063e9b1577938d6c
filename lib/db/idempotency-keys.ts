import type { IdempotencyKeys } from '../core/ports/accounts.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf } from './result.ts';

/** No request lives longer (60 s on Netlify): one unanswered for so long, s, died with its instance. */
const ABANDONED_S = 90;

/** Answers given to creating requests, under their athlete's own rights. */
export function createIdempotencyKeys(clients: Clients): IdempotencyKeys {
  return {
    async claim(caller, { key, operation, requestSha256, now }) {
      const [claim] = await resultOf(
        clients.athlete(caller).rpc('claim_idempotency_key', {
          p_key: key,
          p_operation: operation,
          p_request_sha256: requestSha256,
          p_abandoned_s: ABANDONED_S,
          p_now: now.toISOString(),
        }),
      );
      if (claim === undefined) {
        throw new DatabaseError('No answer to an idempotency key.', { code: undefined });
      }
      return claim.state === 'replay'
        ? { state: claim.state, status: claim.status, response: claim.response }
        : { state: claim.state as 'claimed' | 'mismatch' | 'running' };
    },

    async settle(caller, { key, status, response }) {
      await resultOf(
        clients
          .athlete(caller)
          .from('idempotency_keys')
          .update({ status, response })
          .eq('athlete_id', caller.athleteId)
          .eq('key', key),
      );
    },

    async release(caller, key) {
      await resultOf(
        clients
          .athlete(caller)
          .from('idempotency_keys')
          .delete()
          .eq('athlete_id', caller.athleteId)
          .eq('key', key)
          .is('status', null),
      );
    },
  };
}
