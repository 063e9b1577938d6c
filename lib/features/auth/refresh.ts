import type { refresh as operation } from '../../contract/auth.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { Deps } from '../../core/ports.ts';

/** A new session for a refresh token. */
export async function refresh(
  { body }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'accounts'>,
): Promise<Output<typeof operation>> {
  return deps.accounts.refresh(body.refresh_token);
}
