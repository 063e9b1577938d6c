import { studentTCritical, studentTTwoSided } from './student-t.ts';

/** What a group of observations comes down to. `sd` is the sample standard deviation. */
export interface GroupSummary {
  count: number;
  mean: number;
  sd: number;
}

export interface WelchResult {
  /** Mean of a less mean of b, in the unit of the observations. */
  difference: number;
  t: number;
  /** Welch–Satterthwaite degrees of freedom; fractional. */
  df: number;
  /** Two-sided, 0…1. */
  p: number;
  /** 95 % confidence interval of the difference. */
  interval95: { low: number; high: number };
}

/**
 * Welch's t test for two means whose variances may differ: t = (m₁ − m₂)/√(s₁²/n₁ + s₂²/n₂).
 *
 * `undefined` with fewer than two observations a side, values that are not finite, or no spread on either side.
 * Source: Welch 1947 (Biometrika 34:28), Satterthwaite 1946 for the degrees of freedom.
 */
export function welchTTest({
  a,
  b,
}: {
  a: GroupSummary;
  b: GroupSummary;
}): WelchResult | undefined {
  const varianceA = (a.sd * a.sd) / a.count;
  const varianceB = (b.sd * b.sd) / b.count;
  const variance = varianceA + varianceB;
  const difference = a.mean - b.mean;
  if (!(a.count >= 2 && b.count >= 2 && variance > 0 && Number.isFinite(difference))) {
    return undefined;
  }
  const t = difference / Math.sqrt(variance);
  const shareA = varianceA / variance;
  const shareB = varianceB / variance;
  const df = 1 / (shareA ** 2 / (a.count - 1) + shareB ** 2 / (b.count - 1));
  const halfWidth = studentTCritical({ twoSided: 0.05, df }) * Math.sqrt(variance);
  const p = studentTTwoSided({ t, df });
  return Number.isFinite(t) && Number.isFinite(halfWidth)
    ? {
        difference,
        t,
        df,
        p,
        interval95: { low: difference - halfWidth, high: difference + halfWidth },
      }
    : undefined;
}

/** Mean and sample standard deviation (n − 1); NaN where there are too few values. */
export function summarise(values: readonly number[]): GroupSummary {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, sd: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)) };
}
