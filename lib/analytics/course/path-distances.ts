import { none, type Result } from '../result.ts';
import { distanceBetween, distanceToPath, type Point } from './plane.ts';

interface Pair {
  a: readonly Point[];
  b: readonly Point[];
}

/**
 * How alike two courses are, in m: three measures. `too_few` where a path has no point.
 *
 * Discrete Fréchet (Eiter & Mannila 1994) respects direction and order, and depends on sampling: resample both to
 * 10 m or less first. O(n·m).
 */
export function frechetM(pair: Pair): Result {
  return alongBoth(pair, (least, here) => Math.max(least, here));
}

/** Dynamic time warping: a sum that grows with the points, so for ranking only. O(n·m). */
export function warpingM(pair: Pair): Result {
  return alongBoth(pair, (least, here) => least + here);
}

/** One-sided Hausdorff: the furthest any point of `a` is from the path `b`. Knows no direction. O(n·m). */
export function hausdorffM({ a, b }: Pair): Result {
  return a.length === 0 || b.length === 0
    ? none('too_few')
    : { value: a.reduce((most, point) => Math.max(most, distanceToPath(point, b)), 0) };
}

/** The best way through both paths at once; `cost` of the way so far and the distance here. */
function alongBoth({ a, b }: Pair, cost: (least: number, here: number) => number): Result {
  if (a.length === 0 || b.length === 0) {
    return none('too_few');
  }
  let row = new Float64Array(b.length).fill(Infinity);
  for (const [i, point] of a.entries()) {
    const next = new Float64Array(b.length);
    for (const [j, other] of b.entries()) {
      const least =
        i === 0 && j === 0
          ? 0
          : Math.min(row[j] as number, row[j - 1] ?? Infinity, next[j - 1] ?? Infinity);
      next[j] = cost(least, distanceBetween(point, other));
    }
    row = next;
  }
  return { value: row.at(-1) as number };
}

/** Points every `stepM` along the path, and its last one; corners between two of them are cut. Without a step above 0, the path. */
export function resamplePath(path: readonly Point[], { stepM }: { stepM: number }): Point[] {
  if (!(stepM > 0)) {
    return [...path];
  }
  const out: Point[] = path.slice(0, 1);
  let walkedM = 0;
  for (let i = 1; i < path.length; i += 1) {
    const a = path[i - 1] as Point;
    const b = path[i] as Point;
    const lengthM = distanceBetween(a, b);
    for (let at = out.length * stepM; at < walkedM + lengthM; at = out.length * stepM) {
      const share = (at - walkedM) / lengthM;
      out.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
    }
    walkedM += lengthM;
  }
  return path.length > 1 ? [...out, path.at(-1) as Point] : out;
}

export function pathLengthM(path: readonly Point[]): number {
  return path.reduce(
    (sum, b, i) => (i === 0 ? 0 : sum + distanceBetween(path[i - 1] as Point, b)),
    0,
  );
}
