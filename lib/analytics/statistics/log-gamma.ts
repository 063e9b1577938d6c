/**
 * Natural logarithm of the gamma function, for x > 0; NaN elsewhere. Relative error about 1e-14.
 *
 * Source: Lanczos 1964 (SIAM J. Numer. Anal. B 1:86), g = 7 with nine coefficients.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) {
    return Number.NaN;
  }
  if (x < 0.5) {
    // reflection: the series is for the right half plane
    return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  }
  const z = x - 1;
  const base = z + G + 0.5;
  let sum = FIRST;
  for (const [index, coefficient] of COEFFICIENTS.entries()) {
    sum += coefficient / (z + index + 1);
  }
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

const G = 7;
const FIRST = 0.99999999999980993;
const COEFFICIENTS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
