/**
 * The sum of finite numbers, correctly rounded: the same in whatever order they come.
 *
 * Source: Shewchuk 1997 (Discrete Comput. Geom. 18:305), rounded as in CPython's math.fsum.
 */
export function exactSum(values: Iterable<number>): number {
  const partials: number[] = [];
  for (const value of values) {
    let x = value;
    let kept = 0;
    for (const partial of partials) {
      const [big, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const sum = big + small;
      const lost = small - (sum - big);
      if (lost !== 0) {
        partials[kept] = lost;
        kept += 1;
      }
      x = sum;
    }
    partials.length = kept;
    partials.push(x);
  }
  return rounded(partials);
}

/** The sum of partial sums that do not overlap, ascending: once one changes the last digit, the rest only break a tie. */
function rounded(partials: readonly number[]): number {
  let left = partials.length - 1;
  let sum = partials[left] ?? 0;
  let lost = 0;
  while (left > 0 && lost === 0) {
    left -= 1;
    const small = partials[left] as number;
    const before = sum;
    sum = before + small;
    lost = small - (sum - before);
  }
  const next = left > 0 ? (partials[left - 1] as number) : 0;
  if (lost !== 0 && Math.sign(lost) === Math.sign(next)) {
    const doubled = lost * 2;
    const up = sum + doubled;
    // exactly half a digit was lost, and what is left says which way
    if (doubled === up - sum) {
      sum = up;
    }
  }
  return sum;
}
