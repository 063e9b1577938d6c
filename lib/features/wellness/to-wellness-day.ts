import type { WellnessRow } from '../../core/ports/training.ts';

/** A day as the API shows it. */
export function toWellnessDay({ athlete_id: _athlete, ...shown }: WellnessRow) {
  return shown;
}
