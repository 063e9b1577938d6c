import { none, type Result } from '../result.ts';
import { fitLine } from '../statistics/fit-line.ts';
import { isSwum, type SwimLength } from './swim-length.ts';

export interface SwimConsistency {
  /** Spread of the length times over their mean, %. */
  variationPercent: number;
  /** Second half over first half, %; positive is slowing down. */
  fadePercent: number;
  /** Seconds that each length took longer than the one before, by least squares. */
  slopeSPerLength: number;
  lengths: number;
}

/**
 * How even the lengths were. Give lengths of one stroke: between strokes the figures compare nothing.
 *
 * Variation: population standard deviation over mean. Fade: the second half of the lengths against the first,
 * the middle one of an odd number left out. `sampleSd` takes the sample standard deviation instead.
 * House heuristics, no standard exists.
 *
 * Reasons: `too_few` under four lengths.
 */
export function swimConsistency({
  lengths,
  sampleSd = false,
}: {
  lengths: readonly SwimLength[];
  sampleSd?: boolean;
}): Result<SwimConsistency> {
  const times = Float64Array.from(lengths.filter(isSwum), ({ durationS }) => durationS);
  const count = times.length;
  if (count < FEWEST) {
    return none('too_few');
  }
  const mean = sumOf(times) / count;
  const squares = sumOf(times.map((time) => (time - mean) ** 2));
  const half = Math.floor(count / 2);
  const { slope } = fitLine({ x: times.map((_, i) => i), y: times });
  return {
    value: {
      variationPercent: (Math.sqrt(squares / (sampleSd ? count - 1 : count)) / mean) * 100,
      fadePercent: (sumOf(times.subarray(count - half)) / sumOf(times.subarray(0, half)) - 1) * 100,
      slopeSPerLength: slope,
      lengths: count,
    },
  };
}

const FEWEST = 4;

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
