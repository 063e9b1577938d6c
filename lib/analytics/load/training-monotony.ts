import { none, type Result } from '../result.ts';

export interface TrainingMonotony {
  totalLoad: number;
  meanLoad: number;
  /** Mean over standard deviation. */
  monotony: number;
  /** Total × monotony. */
  strain: number;
}

/**
 * Monotony and strain of a week: mean over standard deviation of seven daily loads, rest days counted, and the
 * week's load times that. Dimensionless, and points.
 *
 * Population standard deviation unless `sampleSd`, which spreadsheets often take. The bands 1.5 and 2 are of a
 * few athletes, and strain depends on the unit of load: no limits are given.
 *
 * Reasons: `too_few` for other than seven days, `not_plausible` where a load is negative or not finite or all
 * seven are alike, which gives no spread to divide by.
 * Source: Foster 1998 (Med. Sci. Sports Exerc. 30:1164).
 */
export function trainingMonotony({
  loads,
  sampleSd = false,
}: {
  loads: Float64Array;
  sampleSd?: boolean;
}): Result<TrainingMonotony> {
  if (loads.length !== 7) {
    return none('too_few');
  }
  const totalLoad = loads.reduce((sum, load) => sum + load, 0);
  const meanLoad = totalLoad / 7;
  const squares = loads.reduce((sum, load) => sum + (load - meanLoad) ** 2, 0);
  const monotony = meanLoad / Math.sqrt(squares / (sampleSd ? 6 : 7));
  const strain = totalLoad * monotony;
  const isReal = loads.every((load) => load >= 0) && Number.isFinite(strain);
  const isVaried = loads.some((load) => load !== loads[0]);
  return isReal && isVaried
    ? { value: { totalLoad, meanLoad, monotony, strain } }
    : none('not_plausible');
}
