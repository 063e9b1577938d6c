import { none, type Result } from '../result.ts';
import { type GradeModel, gradeFactor } from './grade-factor.ts';

/**
 * Grade-adjusted speed, m/s: for each second the speed on the flat that costs as much, speed × factor(grade).
 *
 * Below 0.5 m/s, where grade is noise, the speed itself. NaN where speed or grade is missing. Estimates: the
 * models disagree on descents, see `gradeFactor`.
 * Source: Minetti et al. 2002; Strava Engineering 2017.
 */
export function gradeAdjustedSpeed({
  speedMps,
  gradeRatio,
  model = 'heart_rate',
}: {
  speedMps: Float64Array;
  gradeRatio: Float64Array;
  model?: GradeModel;
}): Float64Array {
  return speedMps.map((speed, i) => {
    const grade = gradeRatio[i] ?? Number.NaN;
    return speed < SLOWEST_MPS ? speed : speed * gradeFactor({ gradeRatio: grade, model });
  });
}

/**
 * The mean of a series of (grade-adjusted) speeds while moving, m/s, as distance over time: paces are never
 * averaged. `movingS` are the seconds it rests on.
 *
 * Reasons: `no_speed` where all is missing, `not_reached` where nothing reaches 0.5 m/s, `too_short` under 30 s of
 * movement, `not_plausible` for a mean above 12.5 m/s or a negative speed.
 */
export function meanMovingSpeed(
  speedMps: Float64Array,
): Result<{ speedMps: number; movingS: number }> {
  let present = 0;
  let movingS = 0;
  let sum = 0;
  for (const speed of speedMps) {
    if (speed < 0 || speed === Infinity) {
      return none('not_plausible');
    }
    present += Number.isNaN(speed) ? 0 : 1;
    if (speed >= SLOWEST_MPS) {
      movingS += 1;
      sum += speed;
    }
  }
  if (present === 0) {
    return none('no_speed');
  }
  if (movingS === 0) {
    return none('not_reached');
  }
  if (movingS < SHORTEST_S) {
    return none('too_short');
  }
  const mean = sum / movingS;
  return mean > FASTEST_MPS ? none('not_plausible') : { value: { speedMps: mean, movingS } };
}

const SLOWEST_MPS = 0.5;
const FASTEST_MPS = 12.5;
const SHORTEST_S = 30;
