import { none, type Result } from '../result.ts';

/** Days of readings before a baseline says anything, and of the last seven. */
const LEAST = { days: 14, ofLastWeek: 3 } as const;

/** Where the last week of readings stands against the athlete's own baseline. In ln ms. */
export interface HrvBaseline {
  mean: number;
  sd: number;
  weekMean: number;
  /** Coefficient of variation of the week, %. */
  weekCvPct: number;
  /** Distance of the week from the baseline in its standard deviations. */
  weekZ: number;
}

/**
 * Baseline of heart-rate variability: mean and standard deviation of ln RMSSD over up to 60 days, and the last
 * week's mean against it.
 *
 * Unit: ln ms. Range: 1.5 to 5.5. Status: contested where bands of ± 0.5 or 1 SD become advice.
 * Source: Plews et al. 2012 and 2014; Altini & Plews 2021.
 * Rules: days without a reading are NaN; at least 14 days and 3 of the last 7 (`too_few`).
 */
export function hrvBaseline({
  lnRmssd,
  lastWeek,
}: {
  lnRmssd: Float64Array;
  lastWeek: Float64Array;
}): Result<HrvBaseline> {
  const past = momentsOf(lnRmssd);
  const week = momentsOf(lastWeek);
  if (past.count < LEAST.days || week.count < LEAST.ofLastWeek) {
    return none('too_few');
  }
  const weekZ = (week.mean - past.mean) / past.sd;
  const weekCvPct = (week.sd / week.mean) * 100;
  return Number.isFinite(weekZ + weekCvPct)
    ? { value: { mean: past.mean, sd: past.sd, weekMean: week.mean, weekCvPct, weekZ } }
    : none('not_plausible');
}

function momentsOf(values: Float64Array): { count: number; mean: number; sd: number } {
  const there = values.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const squares = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: there.length, mean, sd: Math.sqrt(squares / (there.length - 1)) };
}
