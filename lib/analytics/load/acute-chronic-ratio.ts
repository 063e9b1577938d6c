import { none, type Result } from '../result.ts';

export type AcuteChronicForm = 'coupled' | 'uncoupled' | 'weighted';

/**
 * This week's load against the usual: mean daily load of the last 7 days over that of the last 28. Dimensionless.
 *
 * `coupled`: over all 28, the week included. `uncoupled`: over the 21 before the week. `weighted`: exponential
 * means with λ = 2/(N + 1), begun at the first load.
 *
 * Strongly contested: the ratio makes correlations of its own, is no better than the week's load alone, and its
 * bands are not defensible. Off unless asked for; never a word about injury.
 *
 * Reasons: `too_few` under 28 days, `not_plausible` where a load is negative or not finite or the usual is 0.
 * Source: Hulin 2014; Williams 2017 for `weighted`; against it Lolli 2017, Impellizzeri 2020.
 */
export function acuteChronicRatio({
  loads,
  form = 'uncoupled',
}: {
  /** Daily, the last one today. */
  loads: Float64Array;
  form?: AcuteChronicForm;
}): Result<{ acute: number; chronic: number; ratio: number }> {
  if (loads.length < CHRONIC_DAYS) {
    return none('too_few');
  }
  const { acute, chronic } = MEANS[form](loads);
  const ratio = acute / chronic;
  return loads.every((load) => load >= 0) && Number.isFinite(ratio)
    ? { value: { acute, chronic, ratio } }
    : none('not_plausible');
}

const ACUTE_DAYS = 7;
const CHRONIC_DAYS = 28;

const MEANS: Record<AcuteChronicForm, (loads: Float64Array) => { acute: number; chronic: number }> =
  {
    coupled: (loads) => ({
      acute: meanOf(loads.subarray(-ACUTE_DAYS)),
      chronic: meanOf(loads.subarray(-CHRONIC_DAYS)),
    }),
    uncoupled: (loads) => ({
      acute: meanOf(loads.subarray(-ACUTE_DAYS)),
      chronic: meanOf(loads.subarray(-CHRONIC_DAYS, -ACUTE_DAYS)),
    }),
    weighted: (loads) => ({
      acute: weightedMean(loads, ACUTE_DAYS),
      chronic: weightedMean(loads, CHRONIC_DAYS),
    }),
  };

function meanOf(loads: Float64Array): number {
  return loads.reduce((sum, load) => sum + load, 0) / loads.length;
}

function weightedMean(loads: Float64Array, days: number): number {
  const weight = 2 / (days + 1);
  return loads.reduce((mean, load) => mean + weight * (load - mean), loads[0] as number);
}
