import { hausdorffM } from './path-distances.ts';
import { distanceBetween, distanceToPath, type Point } from './plane.ts';

/** A pass of a track along a segment, in indexes of the track: from `from` until before `to`. */
export interface SegmentPass {
  from: number;
  to: number;
  /** Where it is nearest the segment's first and last point. */
  entry: number;
  exit: number;
  /** The furthest the segment is from the pass, m. */
  distanceM: number;
  matches: boolean;
  reversed: boolean;
}

/**
 * The passes of a track along a segment, in local metres: the track is cut where it is more than `splitM` away,
 * and a piece matches where no point of the segment is more than `mostM` from it.
 *
 * House; after geo-activity-playground. Entry after exit is a pass in the other direction.
 */
export function matchSegment({
  track,
  segment,
  splitM = 100,
  mostM = 20,
}: {
  track: readonly Point[];
  segment: readonly Point[];
  splitM?: number;
  mostM?: number;
}): SegmentPass[] {
  const first = segment[0];
  const last = segment.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  const passes: SegmentPass[] = [];
  let from = -1;
  for (let i = 0; i <= track.length; i += 1) {
    const near = i < track.length && distanceToPath(track[i] as Point, segment) <= splitM;
    if (near && from < 0) {
      from = i;
    } else if (!near && from >= 0) {
      const piece = track.slice(from, i);
      const distanceM = hausdorffM({ a: segment, b: piece }).value ?? Infinity;
      const entry = from + nearest(piece, first);
      const exit = from + nearest(piece, last);
      passes.push({
        from,
        to: i,
        entry,
        exit,
        distanceM,
        matches: distanceM <= mostM,
        reversed: exit < entry,
      });
      from = -1;
    }
  }
  return passes;
}

function nearest(points: readonly Point[], to: Point): number {
  let best = 0;
  for (const [i, point] of points.entries()) {
    if (distanceBetween(point, to) < distanceBetween(points[best] as Point, to)) {
      best = i;
    }
  }
  return best;
}
