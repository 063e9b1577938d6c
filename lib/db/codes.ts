import { createHash } from 'node:crypto';
import type { Codes } from '../core/ports/accounts.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

/** Codes that work once. Only their hashes are stored. */
export function createCodes({ backend }: Clients): Codes {
  return {
    async add({ code, purpose, athleteId, codeChallenge, expiresAt }) {
      await resultOf(
        backend.from('one_time_codes').insert({
          code_sha256: sha256(code),
          purpose,
          athlete_id: athleteId ?? null,
          code_challenge: codeChallenge ?? null,
          expires_at: expiresAt.toISOString(),
        }),
      );
    },
    async use({ code, purpose, now }) {
      const [row] = await resultOf(
        backend.rpc('use_one_time_code', {
          p_code_sha256: sha256(code),
          p_purpose: purpose,
          p_now: now.toISOString(),
        }),
      );
      return row === undefined
        ? undefined
        : {
            athleteId: row.athlete_id ?? undefined,
            codeChallenge: row.code_challenge ?? undefined,
          };
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
