import type { ThresholdsRow } from '../../core/ports/analyses.ts';

/** A row of thresholds as the API shows it. */
export function toThresholds({ athlete_id: _athlete, ...shown }: ThresholdsRow) {
  return shown;
}
