import type { logout as operation } from '../../contract/auth.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';

/** Ends the caller's sessions. */
export async function logout(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'accounts'>,
): Promise<Output<typeof operation>> {
  await deps.accounts.logout(caller);
  return undefined;
}
