import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { noAccount } from '../me/to-me.ts';
import { localDay } from './calendar.ts';

/** What day it is where the caller is. */
export async function localToday(
  caller: AthleteCaller,
  { athletes, clock }: Pick<Deps, 'athletes' | 'clock'>,
): Promise<number> {
  const athlete = await athletes.get(caller);
  if (athlete === undefined) {
    throw noAccount();
  }
  return localDay(clock.now(), athlete.time_zone);
}
