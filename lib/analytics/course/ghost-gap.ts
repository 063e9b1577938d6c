import { none, type Result } from '../result.ts';

/** Distance along the course against elapsed time, both never falling. */
export interface Progress {
  distanceM: Float64Array;
  elapsedS: Float64Array;
}

/**
 * How far behind a ghost an athlete is at a place: the difference of the times both took to it.
 *
 * Unit: s; positive is behind. Settled. Elapsed time, pauses count. `not_reached` where one of the two has not been.
 */
export function ghostGapS({
  me,
  ghost,
  atM,
}: {
  me: Progress;
  ghost: Progress;
  atM: number;
}): Result {
  const mine = timeAtS(me, atM);
  const theirs = timeAtS(ghost, atM);
  return mine === undefined || theirs === undefined
    ? none('not_reached')
    : { value: mine - theirs };
}

/** When a distance was first reached, between the samples around; undefined where it was not. */
export function timeAtS({ distanceM, elapsedS }: Progress, atM: number): number | undefined {
  const after = distanceM.findIndex((distance) => distance >= atM);
  if (after < 0 || (after === 0 && (distanceM[0] as number) > atM)) {
    return undefined;
  }
  const before = Math.max(0, after - 1);
  const from = distanceM[before] as number;
  const gap = (distanceM[after] as number) - from;
  const share = gap > 0 ? (atM - from) / gap : 0;
  const startS = elapsedS[before] as number;
  return startS + share * ((elapsedS[after] as number) - startS);
}
