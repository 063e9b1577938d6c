import { finite, type Result } from '../result.ts';

/**
 * Load of an effort from its intensity: hours × intensity² × 100, so that an hour at the threshold is 100.
 * With weighted power over FTP it is the "training stress score", with exponential power over CP "BikeScore".
 *
 * Unit: points. Range: 0 to 1000. Source: Allen & Coggan, ch. 7. Arithmetic settled, meaning contested.
 * Rules: timer time.
 */
export function intensityLoad({
  intensity,
  timerS,
}: {
  intensity: number;
  timerS: number;
}): Result {
  return finite((timerS / 3600) * intensity ** 2 * 100);
}
