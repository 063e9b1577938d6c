import type { Input, Output } from '../../contract/operation.ts';
import type { stravaHandshake as operation } from '../../contract/webhooks.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { equalSecrets, requireSecret } from './require-secret.ts';

/** Proves to Strava that the callback is ours. */
export async function handshake(
  { params, query }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'config'>,
): Promise<Output<typeof operation>> {
  requireSecret(params.secret, deps);
  if (!equalSecrets(query['hub.verify_token'], deps.config.stravaVerifyToken)) {
    throw new AppError('forbidden', { detail: 'The verify token is not this deployment’s.' });
  }
  return { 'hub.challenge': query['hub.challenge'] };
}
