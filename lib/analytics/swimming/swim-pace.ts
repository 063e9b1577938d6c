import { none, type Result } from '../result.ts';
import { METRES_PER_YARD } from './swim-length.ts';

/**
 * Pace of swimming: seconds per 100 m and per 100 yd, rests left out.
 *
 * Reasons: `no_distance`, `too_short` without time, `not_plausible` above 3 m/s.
 */
export function swimPace({
  distanceM,
  swimS,
}: {
  distanceM: number;
  swimS: number;
}): Result<{ per100mS: number; per100ydS: number }> {
  if (!(distanceM > 0 && distanceM < Infinity)) {
    return none('no_distance');
  }
  if (!(swimS > 0)) {
    return none('too_short');
  }
  const per100mS = (swimS / distanceM) * 100;
  return distanceM / swimS <= FASTEST_MPS && per100mS < Infinity
    ? { value: { per100mS, per100ydS: per100mS * METRES_PER_YARD } }
    : none('not_plausible');
}

const FASTEST_MPS = 3;
