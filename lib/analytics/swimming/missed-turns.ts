import { isSwum, type SwimLength } from './swim-length.ts';

/** What the watch may have got wrong, for the athlete to confirm. `index` is of the lengths given. */
export interface LengthDoubt {
  index: number;
  /** `split`: a turn was missed, so it is two lengths. `merge`: half a length, part of a neighbour. */
  proposal: 'split' | 'merge';
}

/**
 * Lengths of one interval that took, in time and in strokes, far more or less than its other lengths of the
 * same stroke: at least 1.7 × the median time and 1.6 × the median strokes is a missed turn, under half of both
 * is half a length.
 *
 * Only proposed: a tired swimmer is slow without a missed turn. Lengths without strokes, and strokes swum on
 * fewer than three lengths, are not judged. House heuristic, no standard exists.
 */
export function lengthDoubts(lengths: readonly SwimLength[]): LengthDoubt[] {
  return lengths.flatMap((length, index): LengthDoubt[] => {
    const strokes = length.strokes ?? 0;
    const alike = lengths.filter(
      (other) => other.stroke === length.stroke && isSwum(other) && (other.strokes ?? 0) > 0,
    );
    if (!isSwum(length) || !(strokes > 0) || alike.length < FEWEST) {
      return [];
    }
    const times = length.durationS / medianOf(alike.map(({ durationS }) => durationS));
    const counts = strokes / medianOf(alike.map((other) => other.strokes ?? 0));
    if (times >= 1.7 && counts >= 1.6) {
      return [{ index, proposal: 'split' }];
    }
    return times < 0.5 && counts < 0.5 ? [{ index, proposal: 'merge' }] : [];
  });
}

const FEWEST = 3;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}
