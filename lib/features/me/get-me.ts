import type { getMe as operation } from '../../contract/me.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { noAccount, toMe } from './to-me.ts';

/** The signed-in athlete. */
export async function getMe(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes'>,
): Promise<Output<typeof operation>> {
  const row = await deps.athletes.get(caller);
  if (row === undefined) {
    throw noAccount();
  }
  return toMe(row, caller);
}
