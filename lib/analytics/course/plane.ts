/** A point in local metres. */
export type Point = readonly [x: number, y: number];

export function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** To the segment, not to the line it lies on. */
export function distanceToSegment(point: Point, { a, b }: { a: Point; b: Point }): number {
  const along = [b[0] - a[0], b[1] - a[1]] as const;
  const square = along[0] ** 2 + along[1] ** 2;
  const share =
    square === 0 ? 0 : ((point[0] - a[0]) * along[0] + (point[1] - a[1]) * along[1]) / square;
  const at = Math.min(1, Math.max(0, share));
  return distanceBetween(point, [a[0] + at * along[0], a[1] + at * along[1]]);
}

export function distanceToPath(point: Point, path: readonly Point[]): number {
  let least = path[0] === undefined ? Infinity : distanceBetween(point, path[0]);
  for (let i = 1; i < path.length; i += 1) {
    least = Math.min(
      least,
      distanceToSegment(point, { a: path[i - 1] as Point, b: path[i] as Point }),
    );
  }
  return least;
}
