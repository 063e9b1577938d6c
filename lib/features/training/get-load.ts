import { fitnessRamp } from '../../analytics/load/fitness-curve.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { getLoad as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf } from './calendar.ts';
import { curveAt, curveOf, hundredths, modelOf, trainingHistory } from './training-history.ts';

/** Load and what follows from it on every calendar day. */
export async function getLoad(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'training' | 'clock'>,
): Promise<Output<typeof operation>> {
  const asked = await trainingHistory(query, caller, deps);
  const { first, last } = asked.range;
  const curve = curveOf(asked);
  const loads = new Map(asked.days.map(({ day, load }) => [day, load ?? null]));
  const days: Output<typeof operation>['days'] = [];
  for (let day = first; day <= last; day += 1) {
    const load = loads.get(day);
    const ramp = curve === undefined ? undefined : fitnessRamp(curve, day);
    days.push({
      date: dateOf(day),
      load: load === undefined ? 0 : load === null ? null : hundredths(load),
      ...curveAt(curve, day),
      ramp: ramp === undefined ? null : hundredths(ramp),
    });
  }
  return { days, model: modelOf(curve) };
}
