import type { Input, Output } from '../../contract/operation.ts';
import type { stravaLogin as operation } from '../../contract/strava.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { redirectAllowed } from './redirect-allowed.ts';
import { needsReauth } from './scopes.ts';

const STATE_FOR_MS = 10 * 60_000;

/** Sends the athlete to Strava's consent page with a state that is signed, lives 10 minutes and works once. */
export async function login(
  { query }: Input<typeof operation>,
  caller: AthleteCaller | undefined,
  deps: Pick<Deps, 'config' | 'strava' | 'states' | 'codes' | 'connections' | 'random' | 'clock'>,
): Promise<Output<typeof operation>> {
  if (deps.config.stravaClientId === undefined) {
    throw new AppError('source_not_connected', {
      detail: 'This deployment has no Strava application.',
    });
  }
  if (!redirectAllowed(query.redirect_uri, deps.config.redirectAllowList)) {
    throw new AppError('validation_failed', {
      detail:
        'query.redirect_uri is not on this deployment’s allow-list: its operator must add it.',
      errors: [{ path: 'query.redirect_uri', message: 'Not on the allow-list.' }],
    });
  }
  const connection =
    caller === undefined ? undefined : await deps.connections.get(caller, caller.athleteId);
  const id = deps.random.secret();
  await deps.codes.add({
    code: id,
    purpose: 'state',
    athleteId: caller?.athleteId,
    codeChallenge: undefined,
    grant: undefined,
    expiresAt: new Date(deps.clock.now().getTime() + STATE_FOR_MS),
  });
  const state = await deps.states.sign({
    id,
    redirectUri: query.redirect_uri,
    appState: query.state,
    codeChallenge: query.code_challenge,
    linkAthleteId: caller?.athleteId,
  });
  return {
    location: deps.strava.authorizeUrl({
      redirectUri: `${deps.config.siteUrl}/api/v1/strava/callback`,
      state,
      // a scope that was unticked is only asked for again when the page is forced
      forcePrompt: connection !== undefined && needsReauth(connection),
    }),
  };
}
