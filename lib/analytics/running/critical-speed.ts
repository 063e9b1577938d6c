import { none, type Result } from '../result.ts';
import { fitLine } from '../statistics/fit-line.ts';

export interface CriticalSpeed {
  criticalSpeedMps: number;
  /** D′, the distance that can be run above the critical speed. */
  reserveM: number;
  /** Standard errors; `undefined` with two efforts. */
  criticalSpeedSe: number | undefined;
  reserveSe: number | undefined;
  /** Standard error of the estimate, in m (`distance_time`) or m/s (`inverse_time`). */
  see: number | undefined;
  r2: number | undefined;
  /** What makes the figure doubtful. */
  doubts: CriticalSpeedDoubt[];
}

type CriticalSpeedDoubt =
  /** Two efforts always fit: there is no error to judge by. */
  | 'two_efforts'
  /** The longest effort is under three times as long as the shortest. */
  | 'narrow_range'
  /** An effort is outside 2–20 min, where the model is not linear. */
  | 'duration_outside_model'
  /** The standard error of the critical speed is above 5 % of it. */
  | 'wide_error';

/** All-out, over `distanceM` in `timeS`. */
export interface Effort {
  distanceM: number;
  timeS: number;
}

/**
 * Critical speed in m/s and D′ in m from maximal efforts, by least squares.
 *
 * `distance_time`, the default: d = CS·t + D′, which minimises the error of distance. `inverse_time`:
 * v = CS + D′/t, which minimises the error of speed; the choice alone moves D′ by 10–20 %. D′ is unreliable
 * (coefficient of variation about 13 % on retest). The maths is settled, the physiology across models is not.
 *
 * Reasons: `too_few` under two efforts with different times, `not_plausible` for one that is not positive and
 * finite, `poor_fit` for a critical speed or D′ of zero or less.
 * Source: Monod & Scherrer 1965; Hughson 1984 for running; Galbraith et al. 2014 for the field test.
 */
export function criticalSpeed({
  efforts,
  model = 'distance_time',
}: {
  efforts: readonly Effort[];
  model?: 'distance_time' | 'inverse_time';
}): Result<CriticalSpeed> {
  if (!efforts.every(({ distanceM, timeS }) => isPositive(distanceM) && isPositive(timeS))) {
    return none('not_plausible');
  }
  const times = Float64Array.from(efforts, ({ timeS }) => timeS);
  if (new Set(times).size < 2) {
    return none('too_few');
  }
  const isInverse = model === 'inverse_time';
  const fit = fitLine({
    x: isInverse ? times.map((timeS) => 1 / timeS) : times,
    y: Float64Array.from(efforts, ({ distanceM, timeS }) =>
      isInverse ? distanceM / timeS : distanceM,
    ),
  });
  const [speed, reserve] = isInverse ? [fit.intercept, fit.slope] : [fit.slope, fit.intercept];
  if (!(speed > 0 && speed < Infinity && reserve > 0 && reserve < Infinity)) {
    return none('poor_fit');
  }
  const criticalSpeedSe = ifFinite(isInverse ? fit.interceptSe : fit.slopeSe);
  return {
    value: {
      criticalSpeedMps: speed,
      reserveM: reserve,
      criticalSpeedSe,
      reserveSe: ifFinite(isInverse ? fit.slopeSe : fit.interceptSe),
      see: ifFinite(fit.see),
      r2: ifFinite(fit.r2),
      doubts: doubtsAbout({ times, seShare: (criticalSpeedSe ?? 0) / speed }),
    },
  };
}

function doubtsAbout({
  times,
  seShare,
}: {
  times: Float64Array;
  seShare: number;
}): CriticalSpeedDoubt[] {
  const shortest = Math.min(...times);
  const longest = Math.max(...times);
  const doubts: CriticalSpeedDoubt[] = [];
  if (times.length < 3) {
    doubts.push('two_efforts');
  }
  if (longest < 3 * shortest) {
    doubts.push('narrow_range');
  }
  if (shortest < 120 || longest > 1200) {
    doubts.push('duration_outside_model');
  }
  if (seShare > 0.05) {
    doubts.push('wide_error');
  }
  return doubts;
}

function isPositive(value: number): boolean {
  return value > 0 && value < Infinity;
}

function ifFinite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
