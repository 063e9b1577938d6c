import { BACKEND } from '../core/caller.ts';
import type { Log } from '../core/log.ts';
import type { Connections, SealedTokens, TokenVault } from '../core/ports/strava.ts';
import type { Seals } from './seal.ts';
import { openTokens, sealTokens } from './seal-tokens.ts';

export interface ResealCounts {
  /** Sealed anew under the first key. */
  resealed: number;
  /** Under the first key already. */
  current: number;
  /** Could not be opened: their key is missing or they were altered. Those athletes must connect again. */
  failed: number;
  /** Disconnected meanwhile, or changed under our hands each time: the next run sees to them. */
  skipped: number;
}

const PAGE = 100;
const ATTEMPTS = 3;

/**
 * Seals every athlete's tokens under the first key. A row is replaced only where it still is the one that
 * was opened, so this may run, and run again, while tokens are refreshed. When nothing failed or was
 * skipped, the keys after the first can go.
 */
export async function resealTokens(deps: {
  vault: Pick<TokenVault, 'read' | 'page' | 'reseal'>;
  connections: Pick<Connections, 'get'>;
  seals: Seals;
  log: Log;
}): Promise<ResealCounts> {
  const { vault, connections, seals, log } = deps;
  const counts: ResealCounts = { resealed: 0, current: 0, failed: 0, skipped: 0 };
  const isCurrent = (sealed: SealedTokens) =>
    seals.isCurrent(sealed.accessTokenSealed) && seals.isCurrent(sealed.refreshTokenSealed);

  async function resealOne(athleteId: string, from: SealedTokens): Promise<keyof ResealCounts> {
    let sealed: SealedTokens | undefined = from;
    for (let tries = 1; tries <= ATTEMPTS && sealed !== undefined; tries += 1) {
      if (isCurrent(sealed)) {
        return 'current';
      }
      const connection = await connections.get(BACKEND, athleteId);
      if (connection === undefined) {
        return 'skipped';
      }
      const stravaAthleteId = connection.strava_athlete_id;
      const tokens = openTokens(seals, { stravaAthleteId, sealed });
      if (await vault.reseal(athleteId, sealed, sealTokens(seals, { stravaAthleteId, tokens }))) {
        return 'resealed';
      }
      sealed = await vault.read(athleteId);
    }
    return 'skipped';
  }

  let afterAthleteId: string | undefined;
  for (;;) {
    const page = await vault.page({ afterAthleteId, limit: PAGE });
    for (const { athleteId, ...sealed } of page) {
      try {
        counts[await resealOne(athleteId, sealed)] += 1;
      } catch (cause) {
        log.error('strava_tokens_not_resealed', { athleteId, cause });
        counts.failed += 1;
      }
    }
    const last = page.at(-1);
    if (last === undefined) {
      return counts;
    }
    afterAthleteId = last.athleteId;
  }
}
