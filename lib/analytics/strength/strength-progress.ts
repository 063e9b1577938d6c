import { none, type Result } from '../result.ts';
import { fitLine } from '../statistics/fit-line.ts';

export interface StrengthProgress {
  /** Of the straight line through the bests. */
  kgPerWeek: number;
  percentPerWeek: number;
  /** Standard error of `kgPerWeek`. */
  kgPerWeekSe: number;
  sessions: number;
}

/**
 * How fast the best estimated one-repetition maximum of an exercise rises, kg and % of its mean a week, by least
 * squares over the sessions. A change of about twice its standard error or less is no clear change.
 *
 * Reasons: `too_few` under three sessions on different days, `too_short` where they span under two weeks,
 * `not_plausible` for a best outside 0…1000 kg.
 */
export function strengthProgress(
  bests: readonly { day: number; oneRepMaxKg: number }[],
): Result<StrengthProgress> {
  const days = bests.map(({ day }) => day);
  if (!(new Set(days).size >= 3)) {
    return none('too_few');
  }
  const isReal = bests.every(({ day, oneRepMaxKg }) => {
    return Number.isFinite(day) && oneRepMaxKg > 0 && oneRepMaxKg <= 1000;
  });
  if (!isReal) {
    return none('not_plausible');
  }
  if (Math.max(...days) - Math.min(...days) < 14) {
    return none('too_short');
  }
  const y = Float64Array.from(bests, ({ oneRepMaxKg }) => oneRepMaxKg);
  const line = fitLine({ x: Float64Array.from(days, (day) => day / 7), y });
  const mean = y.reduce((sum, kg) => sum + kg, 0) / y.length;
  return Number.isFinite(line.slope) && Number.isFinite(line.slopeSe)
    ? {
        value: {
          kgPerWeek: line.slope,
          percentPerWeek: (line.slope / mean) * 100,
          kgPerWeekSe: line.slopeSe,
          sessions: bests.length,
        },
      }
    : none('not_plausible');
}
