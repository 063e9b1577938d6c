import { logGamma } from './log-gamma.ts';
import type { GroupSummary } from './welch-t-test.ts';

/**
 * Standardised mean difference of two groups: Cohen's d over the pooled standard deviation, and Hedges' g, d
 * with the exact small-sample correction J = Γ(m/2) / (√(m/2)·Γ((m−1)/2)), m = n₁ + n₂ − 2. Dimensionless.
 *
 * `undefined` with fewer than two a side or without spread.
 * Source: Hedges 1981 (J. Educ. Stat. 6:107), equation 6e.
 */
export function hedgesG({
  a,
  b,
}: {
  a: GroupSummary;
  b: GroupSummary;
}): { d: number; g: number; correction: number } | undefined {
  const m = a.count + b.count - 2;
  const pooled = Math.sqrt(((a.count - 1) * a.sd ** 2 + (b.count - 1) * b.sd ** 2) / m);
  if (!(a.count >= 2 && b.count >= 2 && pooled > 0)) {
    return undefined;
  }
  const d = (a.mean - b.mean) / pooled;
  const correction = Math.exp(logGamma(m / 2) - logGamma((m - 1) / 2)) / Math.sqrt(m / 2);
  return Number.isFinite(d) ? { d, g: d * correction, correction } : undefined;
}
