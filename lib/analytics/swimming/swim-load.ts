import { isSet } from '../recording.ts';
import { none, type Result } from '../result.ts';

/**
 * Training load of a swim: 100 · hours · (speed / critical swim speed)³, speed and hours both without rests. One
 * hour at CSS is 100.
 *
 * Cubed because the power against drag grows with the cube of speed. Providers differ by more than a factor of
 * two on the same session, by whether rests count: here they do not, so show the share of rest beside it.
 *
 * Reasons: `no_threshold` without a CSS, `no_distance`, `too_short` under 30 s of swimming, `not_plausible` for a
 * mean speed above 3 m/s or twice the CSS.
 * Source: TrainingPeaks (Fitzgerald & McGregor 2008); definition settled, providers diverge.
 */
export function swimLoad({
  distanceM,
  swimS,
  cssMps,
}: {
  distanceM: number;
  /** Rests left out. */
  swimS: number;
  cssMps: number | undefined;
}): Result<{ load: number; intensity: number }> {
  if (!isSet(cssMps)) {
    return none('no_threshold');
  }
  if (!(distanceM > 0)) {
    return none('no_distance');
  }
  if (!(swimS >= SHORTEST_S && swimS < Infinity)) {
    return none('too_short');
  }
  const speed = distanceM / swimS;
  const intensity = speed / cssMps;
  return speed <= FASTEST_MPS && intensity <= 2
    ? { value: { load: (swimS / 3600) * intensity ** 3 * 100, intensity } }
    : none('not_plausible');
}

const SHORTEST_S = 30;
const FASTEST_MPS = 3;
