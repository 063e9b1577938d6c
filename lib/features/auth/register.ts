import type { register as operation } from '../../contract/auth.ts';
import type { Input, Output } from '../../contract/operation.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';

/** Signs up by e-mail; where the project confirms addresses first, there is no session to give yet. */
export async function register(
  { body }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'accounts'>,
): Promise<Output<typeof operation>> {
  const { session } = await deps.accounts.register({
    email: body.email,
    password: body.password,
    displayName: body.display_name,
  });
  if (session === undefined) {
    throw new AppError('forbidden', {
      detail: 'The account is made; confirm the address by the e-mail that was sent, then log in.',
    });
  }
  return session;
}
