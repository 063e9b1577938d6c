import { none, type Result } from '../result.ts';
import { isPool, isSwum, type SwimLength, type SwimStroke } from './swim-length.ts';

export interface SwimTechnique {
  /** Of every length with strokes, in order: seconds + strokes. */
  swolfEach: number[];
  swolfMean: number;
  /** Strokes a minute as counted, over the whole lengths. */
  strokesPerMinute: number;
  /** Of both arms, while stroking: without the first metres of each length, glided off the wall. */
  armStrokesPerMinute: number;
  distancePerStrokeM: number;
  /** Speed × distance per stroke, m²/s. */
  strokeIndex: number;
  lengths: number;
}

/**
 * How the water was moved: SWOLF, stroke rate, distance per stroke, stroke index, over the lengths with counted
 * strokes (drills have none).
 *
 * Strokes are as the device counts them, one arm on free and back: only like can be compared with like, so give
 * the lengths of one stroke. SWOLF never compares across pool lengths. `pushOffM` is what is glided after each
 * wall, 3 m unless said: strokes fall on the rest of the length, so the rate of the arms is higher there, and on
 * free and back there are two of them.
 *
 * Reasons: `too_few` without a length that has strokes, `not_plausible` for a pool outside 10–200 m or one not
 * longer than the push-off.
 * Source: Costill et al. 1985 for the stroke index; GoldenCheetah's rate for the push-off.
 */
export function swimTechnique({
  lengths,
  poolM,
  pushOffM = 3,
}: {
  lengths: readonly SwimLength[];
  poolM: number;
  pushOffM?: number;
}): Result<SwimTechnique> {
  if (!(isPool(poolM) && pushOffM >= 0 && pushOffM < poolM)) {
    return none('not_plausible');
  }
  const counted = lengths
    .filter(isSwum)
    .flatMap(({ durationS, strokes, stroke }) =>
      strokes !== undefined && strokes >= 1 && strokes <= MOST_STROKES
        ? [{ durationS, strokes, arms: ONE_ARM.has(stroke) ? 2 : 1 }]
        : [],
    );
  if (counted.length === 0) {
    return none('too_few');
  }
  const swolfEach = counted.map(({ durationS, strokes }) => durationS + strokes);
  const totalS = counted.reduce((sum, { durationS }) => sum + durationS, 0);
  const strokes = counted.reduce((sum, { strokes }) => sum + strokes, 0);
  const armStrokes = counted.reduce((sum, { strokes, arms }) => sum + strokes * arms, 0);
  const distanceM = counted.length * poolM;
  return {
    value: {
      swolfEach,
      swolfMean: swolfEach.reduce((sum, swolf) => sum + swolf, 0) / counted.length,
      strokesPerMinute: (strokes / totalS) * 60,
      armStrokesPerMinute: (armStrokes / totalS / (1 - pushOffM / poolM)) * 60,
      distancePerStrokeM: distanceM / strokes,
      strokeIndex: (distanceM / totalS) * (distanceM / strokes),
      lengths: counted.length,
    },
  };
}

const MOST_STROKES = 500;
/** Swum with one arm at a time, of which a watch counts its own. */
const ONE_ARM: ReadonlySet<SwimStroke> = new Set<SwimStroke>(['free', 'back']);
