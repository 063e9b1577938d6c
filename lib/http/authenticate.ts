import type { Operation } from '../contract/operation.ts';
import type { AthleteCaller } from '../core/caller.ts';
import { AppError } from '../core/errors.ts';
import type { Deps } from '../core/ports.ts';

/**
 * Who calls. A write by a token whose athlete was deleted is refused here, once, for every operation;
 * reads need no look-up, since such a token owns no rows.
 */
export async function authenticate(
  authorization: string | undefined,
  operation: Operation,
  deps: Pick<Deps, 'verifier' | 'athletes'>,
): Promise<AthleteCaller | undefined> {
  if (operation.auth === 'public') {
    return undefined;
  }
  if (authorization === undefined) {
    if (operation.auth === 'optional') {
      return undefined;
    }
    throw new AppError('unauthenticated', {
      detail: 'Send the session’s access token: Authorization: Bearer <access token>.',
    });
  }
  const match = /^Bearer +(\S+)$/i.exec(authorization.trim());
  if (match?.[1] === undefined) {
    throw new AppError('unauthenticated', {
      detail: 'The Authorization header must be: Bearer <access token>.',
    });
  }
  const caller = await deps.verifier.verify(match[1]);
  const writes = operation.method !== 'GET' || operation.auth === 'optional';
  if (writes && (await deps.athletes.get(caller)) === undefined) {
    throw new AppError('unauthenticated', { detail: 'This account does not exist any more.' });
  }
  return caller;
}
