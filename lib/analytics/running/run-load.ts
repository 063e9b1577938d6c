import { none, type Result } from '../result.ts';

/**
 * Training load of a run from pace: 100 · hours · (grade-adjusted speed / threshold speed)². One hour at
 * threshold is 100.
 *
 * The ratio is of speeds, not of paces. The mean speed is not weighted towards hard stretches as power is, so
 * intervals are scored too low. Estimates; not comparable across providers.
 *
 * Reasons: `no_threshold` for a threshold that is missing or not positive, `no_speed`, `too_short` under 30 s,
 * `not_plausible` for a threshold above 12.5 m/s or a speed above twice the
 * threshold, which nobody holds.
 * Source: McGregor 2007 (rTSS), with the mean grade-adjusted speed in place of the unpublished NGP.
 */
export function runLoad({
  speedMps,
  thresholdSpeedMps,
  durationS,
}: {
  /** Mean grade-adjusted speed. */
  speedMps: number;
  thresholdSpeedMps: number | undefined;
  /** The time that the mean is over. */
  durationS: number;
}): Result<{ load: number; intensity: number }> {
  if (!(thresholdSpeedMps !== undefined && thresholdSpeedMps > 0 && thresholdSpeedMps < Infinity)) {
    return none('no_threshold');
  }
  if (!(speedMps >= 0)) {
    return none('no_speed');
  }
  if (!(durationS >= 30 && durationS < Infinity)) {
    return none('too_short');
  }
  const intensity = speedMps / thresholdSpeedMps;
  return thresholdSpeedMps > FASTEST_MPS || intensity > 2
    ? none('not_plausible')
    : { value: { load: (durationS / 3600) * intensity ** 2 * 100, intensity } };
}

const FASTEST_MPS = 12.5;
