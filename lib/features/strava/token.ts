import { hash } from 'node:crypto';
import type { Input, Output } from '../../contract/operation.ts';
import type { stravaToken as operation } from '../../contract/strava.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { connectAccount } from './connect-account.ts';

/** Trades the one-time code for a session, and connects. A wrong verifier uses the code up as well. */
export async function token(
  { body }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<
    Deps,
    'codes' | 'connections' | 'accounts' | 'jobs' | 'nudge' | 'syncStates' | 'clock'
  >,
): Promise<Output<typeof operation>> {
  const code = await deps.codes.use({ code: body.code, purpose: 'session', now: deps.clock.now() });
  const challenge = hash('sha256', body.code_verifier, 'base64url');
  if (code?.grant === undefined || code.codeChallenge !== challenge) {
    throw new AppError('unauthenticated', {
      detail:
        'The code is unknown, used or older than 60 seconds, or the verifier is not its own: start again.',
    });
  }
  const { grant, athleteId: linkAthleteId } = code;
  return deps.accounts.sessionFor(await connectAccount({ grant, linkAthleteId }, deps));
}
