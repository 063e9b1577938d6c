import type { Input, Output } from '../../contract/operation.ts';
import type { stravaCallback as operation } from '../../contract/strava.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import { requireConnectable } from './connect-account.ts';
import { holdGrant } from './hold-grant.ts';
import { toAppError } from './to-app-error.ts';

const CODE_FOR_MS = 60_000;

/**
 * Strava returns the athlete here. Whatever happened, the browser goes back to the app: with a one-time
 * code, or with what went wrong. Only a state that is not ours stops here, since it says nowhere to go.
 *
 * Nothing is connected yet: whoever consented need not be who started this. Somebody could have sent them
 * the link, and would find their activities in his own account. The grant is held until the app that began
 * trades the code and its verifier, which only the browser that consented brings together.
 */
export async function callback(
  { query }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'states' | 'codes' | 'strava' | 'connections' | 'clock' | 'random' | 'log'>,
): Promise<Output<typeof operation>> {
  const state = await deps.states.open(query.state);
  const unused =
    state === undefined
      ? undefined
      : await deps.codes.use({ code: state.id, purpose: 'state', now: deps.clock.now() });
  if (state === undefined || unused === undefined) {
    throw new AppError('validation_failed', {
      detail: 'This sign-in took too long, or was used already: start again from the app.',
      errors: [
        { path: 'query.state', message: 'Not a state of ours, or used, or older than 10 minutes.' },
      ],
    });
  }
  const back = (outcome: Record<string, string>) => ({
    location: withQuery(state.redirectUri, {
      ...outcome,
      ...(state.appState === undefined ? {} : { state: state.appState }),
    }),
  });
  if (query.error !== undefined || query.code === undefined) {
    return back({ error: query.error === undefined ? 'invalid_request' : 'access_denied' });
  }
  try {
    const grant = await holdGrant({ code: query.code, scope: query.scope }, deps);
    await requireConnectable({ grant, linkAthleteId: state.linkAthleteId }, deps);
    const code = deps.random.secret();
    await deps.codes.add({
      code,
      purpose: 'session',
      athleteId: state.linkAthleteId,
      codeChallenge: state.codeChallenge,
      grant,
      expiresAt: new Date(deps.clock.now().getTime() + CODE_FOR_MS),
    });
    return back({ code });
  } catch (error) {
    const known = error instanceof StravaError ? toAppError(error, deps.clock.now()) : error;
    if (known instanceof AppError) {
      deps.log.warn('strava_callback_failed', { code_of: known.code, error });
      return back({ error: known.code, error_description: known.detail });
    }
    throw error;
  }
}

function withQuery(address: string, parameters: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, value);
  }
  return url.toString();
}
