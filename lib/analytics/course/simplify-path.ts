import { distanceToSegment, type Point } from './plane.ts';

/**
 * Which points to keep so that none left out is further than `toleranceM` from the path: Douglas–Peucker with the
 * distance to the segment. Ascending indexes, the ends included. For geometry with an error bound; spikes stay.
 *
 * Source: Douglas & Peucker 1973. A stack instead of recursion. O(n²) at worst.
 */
export function simplifyPath(
  points: readonly Point[],
  { toleranceM }: { toleranceM: number },
): number[] {
  const kept = new Set<number>(points.length === 0 ? [] : [0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    let furthest = from;
    let most = toleranceM;
    for (let i = from + 1; i < to; i += 1) {
      const off = distanceToSegment(points[i] as Point, {
        a: points[from] as Point,
        b: points[to] as Point,
      });
      if (off > most) {
        most = off;
        furthest = i;
      }
    }
    if (furthest > from) {
      kept.add(furthest);
      open.push([from, furthest], [furthest, to]);
    }
  }
  return [...kept].toSorted((a, b) => a - b);
}
