import { none, type Result } from '../result.ts';
import { fitLine } from '../statistics/fit-line.ts';

export interface CriticalSwimSpeed {
  speedMps: number;
  paceSPer100: number;
  /** D′: what can be swum above that speed, m. */
  reserveM: number;
  /** `undefined` with two efforts, which always fit. */
  r2: number | undefined;
  speedSe: number | undefined;
}

/**
 * Critical swim speed (CSS), m/s: the slope of distance over time of all-out swims, d = CSS·t + D′. With two,
 * by custom 400 and 200 m, it is (D₂ − D₁)/(T₂ − T₁); with more, by least squares.
 *
 * Two swims of 200 and 400 m usually give a speed above what can be held without accumulating lactate.
 * Pace is per 100 m; for a yard pool give metres and multiply the pace by 0.9144.
 *
 * Reasons: `too_few` under two swims of different times, `not_plausible` for one that is not positive and finite
 * or faster than 3 m/s (a record is 2.4), `poor_fit` where the longer swim is not the slower one.
 * Source: Wakayoshi et al. 1992.
 */
export function criticalSwimSpeed(
  swims: readonly { distanceM: number; timeS: number }[],
): Result<CriticalSwimSpeed> {
  const isReal = ({ distanceM, timeS }: { distanceM: number; timeS: number }) =>
    distanceM > 0 && distanceM < Infinity && timeS > 0 && distanceM / timeS <= FASTEST_MPS;
  if (!swims.every(isReal)) {
    return none('not_plausible');
  }
  const times = Float64Array.from(swims, ({ timeS }) => timeS);
  if (new Set(times).size < 2) {
    return none('too_few');
  }
  const line = fitLine({ x: times, y: Float64Array.from(swims, ({ distanceM }) => distanceM) });
  const slowest = Math.min(...swims.map(({ distanceM, timeS }) => distanceM / timeS));
  if (!(line.slope > 0 && line.slope <= slowest && Number.isFinite(line.intercept))) {
    return none('poor_fit');
  }
  const hasError = swims.length > 2;
  return {
    value: {
      speedMps: line.slope,
      paceSPer100: 100 / line.slope,
      reserveM: line.intercept,
      r2: hasError && Number.isFinite(line.r2) ? line.r2 : undefined,
      speedSe: hasError ? line.slopeSe : undefined,
    },
  };
}

const FASTEST_MPS = 3;
