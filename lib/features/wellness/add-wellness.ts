import type { Input, Output } from '../../contract/operation.ts';
import type { addWellness as operation } from '../../contract/wellness.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { WellnessDay } from '../../core/ports/training.ts';
import type { Deps } from '../../core/ports.ts';
import { toWellnessDay } from './to-wellness-day.ts';

/** Adds days or changes what they name. */
export async function addWellness(
  { body }: Input<typeof operation>,
  caller: AthleteCaller,
  { wellness }: Pick<Deps, 'wellness'>,
): Promise<Output<typeof operation>> {
  const rows = await wellness.upsert(caller, body.days as WellnessDay[]);
  return { days: rows.map(toWellnessDay) };
}
