import type { Thresholds } from '../../analytics/recording.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { dayOf, resolveThresholds, toEngine } from '../analysis/resolve-thresholds.ts';

/** The athlete's thresholds on the day of an activity, as its analysis takes them. */
export async function thresholdsFor(
  { started_at }: Pick<ActivityRow, 'started_at'>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'thresholds'>,
): Promise<Thresholds> {
  const [athlete, rows] = await Promise.all([
    deps.athletes.get(caller),
    deps.thresholds.all(caller, caller.athleteId),
  ]);
  if (athlete === undefined) {
    return {};
  }
  const date = dayOf(new Date(started_at), athlete.time_zone);
  const known = resolveThresholds(rows, { date, profileWeightKg: athlete.weight_kg });
  return toEngine(known, athlete);
}
