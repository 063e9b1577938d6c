/**
 * The sum of finite numbers, correctly rounded: the same in whatever order they come.
 *
 * Source: Shewchuk 1997 (Discrete Comput. Geom. 18:305), as in CPython's math.fsum, but for halfway cases, which
 * are left to the rounding of the last two partial sums.
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
  // from the largest: what is smaller than half its last digit cannot change it
  let sum = 0;
  for (const partial of partials.toReversed()) {
    sum += partial;
  }
  return sum;
}
