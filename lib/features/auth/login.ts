import type { login as operation } from '../../contract/auth.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { Deps } from '../../core/ports.ts';

/** Signs in by e-mail. */
export async function login(
  { body }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'accounts'>,
): Promise<Output<typeof operation>> {
  return deps.accounts.login(body);
}
