import { logGamma } from './log-gamma.ts';

/**
 * Student's t distribution: the two-sided probability of |T| ≥ |t|, 0…1, and its inverse.
 *
 * p = I(df/(df+t²); df/2, 1/2) with the regularised incomplete beta function by its continued fraction.
 * Degrees of freedom may be fractional. NaN for df ≤ 0 or a t that is not a number.
 * Source: Abramowitz & Stegun 26.7.1 and 26.5.8; the fraction is evaluated by Lentz's method.
 */
export function studentTTwoSided({ t, df }: { t: number; df: number }): number {
  if (!(df > 0) || Number.isNaN(t)) {
    return Number.NaN;
  }
  return incompleteBeta({ x: df / (df + t * t), a: df / 2, b: 0.5 });
}

/** The t that |T| exceeds with probability `twoSided`: 0.05 gives the half-width of a 95 % interval. */
export function studentTCritical({ twoSided, df }: { twoSided: number; df: number }): number {
  if (!(df > 0) || !(twoSided > 0 && twoSided < 1)) {
    return Number.NaN;
  }
  let low = 0;
  let high = 1;
  while (studentTTwoSided({ t: high, df }) > twoSided && high < Number.MAX_VALUE / 2) {
    high *= 2;
  }
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (studentTTwoSided({ t: middle, df }) > twoSided) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}

const BISECTIONS = 100;
const TERMS = 500;
const TINY = 1e-300;
const PRECISION = 1e-16;

function incompleteBeta({ x, a, b }: { x: number; a: number; b: number }): number {
  if (x <= 0) {
    return 0;
  }
  if (x >= 1) {
    return 1;
  }
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  // the fraction converges fast on this side only; on the other the complement does
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction({ x, a, b })) / a
    : 1 - (front * fraction({ x: 1 - x, a: b, b: a })) / b;
}

function fraction({ x, a, b }: { x: number; a: number; b: number }): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) {
      break;
    }
  }
  return result;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
