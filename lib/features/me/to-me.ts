import type * as z from 'zod';
import type { me } from '../../contract/me.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { AthleteRow } from '../../core/ports/rows.ts';

type Me = z.input<typeof me>;

/** The athlete as the API shows them. */
export function toMe(row: AthleteRow, caller: AthleteCaller): Me {
  const { created_at: _created, updated_at: _updated, ...shown } = row;
  return { ...shown, email: caller.email ?? null } as Me;
}

/** A token that outlived its account finds nobody. */
export function noAccount(): AppError {
  return new AppError('not_found', { detail: 'This account does not exist any more.' });
}
