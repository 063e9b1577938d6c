import { none, type Result } from '../result.ts';
import { type DistanceTrack, timeAtDistance, toDistanceTrack } from './distance-track.ts';

/**
 * Fade, %: how much longer the second half of the distance took than the first, elapsed time. Positive is slowing down; a
 * negative figure is a negative split.
 *
 * Reasons: `no_distance` without ground covered, `too_short` under 1 km, where a start and a traffic light
 * decide it.
 */
export function paceFade(track: DistanceTrack): Result<{
  fadePercent: number;
  firstHalfS: number;
  secondHalfS: number;
}> {
  const clean = toDistanceTrack(track);
  const firstM = clean.distanceM[0] ?? 0;
  const lastM = clean.distanceM.at(-1) ?? 0;
  if (!(lastM > firstM)) {
    return none('no_distance');
  }
  if (lastM - firstM < SHORTEST_M) {
    return none('too_short');
  }
  const startS = clean.timeS[0] as number;
  const halfS = timeAtDistance(clean, { atM: (firstM + lastM) / 2 }) as number;
  const endS = timeAtDistance(clean, { atM: lastM }) as number;
  const firstHalfS = halfS - startS;
  const secondHalfS = endS - halfS;
  return { value: { fadePercent: (secondHalfS / firstHalfS - 1) * 100, firstHalfS, secondHalfS } };
}

const SHORTEST_M = 1000;
