import { type HrvBaseline, hrvBaseline } from '../heart-rate/hrv-baseline.ts';
import { none, type Result } from '../result.ts';

/**
 * Heart-rate variability of the last week against the athlete's own normal range: the mean ln RMSSD of up to 60
 * days before it ± half a standard deviation. ln ms.
 *
 * Stable is better than high: above the band is a departure too. One device, one posture, one time of day. The
 * width is a convention (0.5 to 1) and contested.
 * Reasons: `too_few` under 14 days before and 3 of the last 7, `not_plausible` without spread.
 * Source: Plews et al. 2012, 2014; Altini & Plews 2021.
 */
export function hrvBand({
  lnRmssd,
  bandSd = 0.5,
}: {
  /** Daily, the last one today, NaN where there is no reading. */
  lnRmssd: Float64Array;
  bandSd?: number;
}): Result<HrvBaseline & { low: number; high: number; position: 'below' | 'within' | 'above' }> {
  const { value, reason } = hrvBaseline({
    lnRmssd: readings(lnRmssd.subarray(-WEEK - MOST_DAYS, -WEEK)),
    lastWeek: readings(lnRmssd.subarray(-WEEK)),
  });
  if (value === undefined) {
    return none(reason);
  }
  const low = value.mean - bandSd * value.sd;
  const high = value.mean + bandSd * value.sd;
  if (!(high >= low && Number.isFinite(high))) {
    return none('not_plausible');
  }
  const isBelow = value.weekMean < low;
  const position = isBelow ? 'below' : value.weekMean > high ? 'above' : 'within';
  return { value: { ...value, low, high, position } };
}

const WEEK = 7;
const MOST_DAYS = 60;

/** ln of 1 to 1000 ms; anything else was not read. */
function readings(lnRmssd: Float64Array): Float64Array {
  return lnRmssd.map((value) => (value > 0 && value < 7 ? value : Number.NaN));
}
