import type { Log } from '../core/log.ts';
import type { SealedTokens, TokenVault } from '../core/ports/strava.ts';
import type { Clock } from '../core/ports/world.ts';
import { StravaError } from '../core/strava.ts';
import type { TokenPolicy } from './policy.ts';
import type { Held, TokenReader } from './read-tokens.ts';
import type { Seals } from './seal.ts';
import { type OpenTokens, sealTokens } from './seal-tokens.ts';

/**
 * Stores refreshed tokens and answers the access token to use. They may exist nowhere else: Strava forgets
 * the old refresh token when it gives a new one. So a store that fails is tried again, and a lost lease is
 * taken again unless somebody stored newer tokens.
 */
export function createTokenStore(deps: {
  vault: TokenVault;
  seals: Seals;
  clock: Clock;
  log: Log;
  policy: TokenPolicy;
  reader: Pick<TokenReader, 'read'>;
}) {
  const { vault, seals, clock, log, policy, reader } = deps;

  async function tryStore(
    athleteId: string,
    input: SealedTokens & { leaseToken: string },
  ): Promise<boolean | 'failed'> {
    try {
      return await vault.store(athleteId, { ...input, now: clock.now() });
    } catch (cause) {
      log.error('strava_tokens_not_stored', { athleteId, cause });
      return 'failed';
    }
  }

  return async function store(
    athleteId: string,
    { sent, tokens }: { sent: Held & { leaseToken: string }; tokens: OpenTokens },
  ): Promise<string> {
    const { stravaAthleteId } = sent;
    const sealed = sealTokens(seals, { stravaAthleteId, tokens });
    let leaseToken: string | undefined = sent.leaseToken;
    for (let tries = 1; tries <= policy.storeAttempts; tries += 1) {
      const stored =
        leaseToken === undefined ? false : await tryStore(athleteId, { ...sealed, leaseToken });
      if (stored === true) {
        return tokens.accessToken;
      }
      await clock.sleep(policy.pollMs * 2 ** (tries - 1));
      if (stored === false) {
        const current = await reader.read(athleteId);
        if (current.refreshToken !== sent.refreshToken) {
          return current.accessToken;
        }
        leaseToken = (await vault.lease(athleteId, { leaseS: policy.leaseS, now: clock.now() }))
          ?.leaseToken;
      }
    }
    throw new StravaError('Upstream', { detail: 'The refreshed tokens could not be stored' });
  };
}
