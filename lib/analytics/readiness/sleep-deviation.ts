import { none, type Result } from '../result.ts';
import { quantileSorted } from '../statistics/quantile.ts';

export interface SleepDeviation {
  asleepS: number;
  medianS: number;
  /** Last night less the median, s, and over it, %. */
  deltaS: number;
  deltaPercent: number;
  /** Time asleep over time in bed, 0…1; `undefined` without time in bed. */
  efficiency: number | undefined;
}

/**
 * Time asleep last night against the athlete's own median of the 28 nights before, s. Nights without a reading are NaN.
 *
 * Time, not stages: what wearables say of stages is for display.
 * Reasons: `too_few` without last night or under 14 nights before; `not_plausible` for a night of over 24 h or more
 * asleep than in bed.
 */
export function sleepDeviation({
  before,
  asleepS,
  inBedS,
}: {
  /** Time asleep by night, last night left out. */
  before: Float64Array;
  asleepS: number;
  inBedS?: number | undefined;
}): Result<SleepDeviation> {
  const isNight = (seconds: number) => seconds > 0 && seconds <= DAY_S;
  const known = before.subarray(-MOST_NIGHTS).filter(isNight).sort();
  if (Number.isNaN(asleepS) || known.length < FEWEST_NIGHTS) {
    return none('too_few');
  }
  if (!(asleepS >= 0 && asleepS <= DAY_S && !(asleepS > (inBedS ?? asleepS)))) {
    return none('not_plausible');
  }
  const medianS = quantileSorted(known, 0.5);
  const efficiency = inBedS !== undefined && isNight(inBedS) ? asleepS / inBedS : undefined;
  return {
    value: {
      asleepS,
      medianS,
      deltaS: asleepS - medianS,
      deltaPercent: (asleepS / medianS - 1) * 100,
      efficiency,
    },
  };
}

const DAY_S = 86_400;
const FEWEST_NIGHTS = 14;
const MOST_NIGHTS = 28;
