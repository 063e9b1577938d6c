import type { Input, Output } from '../../contract/operation.ts';
import type { listWellness as operation } from '../../contract/wellness.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf, dayRange } from '../training/calendar.ts';
import { localToday } from '../training/local-today.ts';
import { toWellnessDay } from './to-wellness-day.ts';

const MOST_DAYS = 366;

/** The caller's days, oldest first. */
export async function listWellness(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'wellness' | 'clock'>,
): Promise<Output<typeof operation>> {
  const today = query.to === undefined ? await localToday(caller, deps) : 0;
  const { first, last } = dayRange(query, { today, mostDays: MOST_DAYS });
  const rows = await deps.wellness.list(caller, { from: dateOf(first), to: dateOf(last) });
  return { days: rows.map(toWellnessDay) };
}
