import { none, type Reason, type Result } from '../result.ts';

/** From what a load was computed, the most trusted first. */
const LOAD_METHODS = ['power', 'pace', 'heart_rate', 'effort'] as const;

export type LoadMethod = (typeof LOAD_METHODS)[number];

/**
 * One load per activity, in points where an hour at threshold is 100, by the most trusted method that its data
 * allow: measured power, then pace (running, swimming), then heart rate, then how hard it felt; and which one.
 *
 * Only one is taken, never a mean: the methods differ systematically, and a mix that changes from day to day would
 * look like training. Give no power that was itself estimated. Estimates; not comparable across providers.
 *
 * Reasons: the one why the most trusted method that was tried failed, but a missing threshold first, which the
 * athlete can set; `too_few` where nothing was tried. A load above 3,000 (more than a day at threshold) is passed
 * over as `not_plausible`.
 */
export function activityLoad(
  loads: Partial<Record<LoadMethod, Result | undefined>>,
): Result<{ load: number; method: LoadMethod }> {
  const reasons: Reason[] = [];
  for (const method of LOAD_METHODS) {
    const result = loads[method];
    const load = result?.value;
    if (load !== undefined && load >= 0 && load <= MOST) {
      return { value: { load, method } };
    }
    if (result !== undefined) {
      reasons.push(result.reason ?? 'not_plausible');
    }
  }
  return none(reasons.includes('no_threshold') ? 'no_threshold' : (reasons[0] ?? 'too_few'));
}

const MOST = 3000;
