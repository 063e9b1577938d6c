import type { HeldGrant } from '../../core/ports/accounts.ts';
import type { Deps } from '../../core/ports.ts';
import { parseScopes } from './scopes.ts';

/** Trades Strava's code for its grant and seals the tokens at once: in the clear they go no further. */
export async function holdGrant(
  input: { code: string; scope: string | undefined },
  deps: Pick<Deps, 'strava'>,
): Promise<HeldGrant> {
  const grant = await deps.strava.exchange({ code: input.code, scopes: parseScopes(input.scope) });
  const { stravaAthleteId, displayName, scopes } = grant;
  return { stravaAthleteId, displayName, scopes, tokens: deps.strava.seal(grant) };
}
