import { BACKEND } from '../core/caller.ts';
import type { Connections, SealedTokens, TokenVault } from '../core/ports/strava.ts';
import { StravaError } from '../core/strava.ts';
import type { Seals } from './seal.ts';
import { type OpenTokens, openTokens } from './seal-tokens.ts';

/** Tokens as read, and the sealed texts they were, which tell whether somebody stored new ones since. */
export interface Held extends OpenTokens {
  stravaAthleteId: number;
  sealed: SealedTokens;
}

export interface TokenReader {
  /** `undefined`: the athlete has no connection. */
  find(athleteId: string): Promise<Held | undefined>;
  /** Throws `NotConnected`. */
  read(athleteId: string): Promise<Held>;
}

/** Reads and opens an athlete's tokens; the connection says whose account they must be sealed for. */
export function createTokenReader(deps: {
  vault: Pick<TokenVault, 'read'>;
  connections: Pick<Connections, 'get'>;
  seals: Seals;
}): TokenReader {
  async function find(athleteId: string): Promise<Held | undefined> {
    const [sealed, connection] = await Promise.all([
      deps.vault.read(athleteId),
      deps.connections.get(BACKEND, athleteId),
    ]);
    if (sealed === undefined || connection === undefined) {
      return undefined;
    }
    const stravaAthleteId = connection.strava_athlete_id;
    return { stravaAthleteId, sealed, ...openTokens(deps.seals, { stravaAthleteId, sealed }) };
  }

  return {
    find,
    async read(athleteId) {
      const held = await find(athleteId);
      if (held === undefined) {
        throw new StravaError('NotConnected', { detail: 'The athlete has no Strava connection' });
      }
      return held;
    },
  };
}
