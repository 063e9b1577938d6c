import { finite, none, type Result } from '../result.ts';

/**
 * Variability index: weighted over average power of the same samples.
 *
 * Unit: none. Range: 1 (steady) to about 2; a touch below 1 where power is steady but at the ends, which are in
 * fewer windows. Source: Allen & Coggan, ch. 7. `not_plausible` where the average is 0.
 */
export function variabilityIndex({
  weightedW,
  averageW,
}: {
  weightedW: number;
  averageW: number;
}): Result {
  return averageW > 0 ? finite(weightedW / averageW) : none('not_plausible');
}
