import { none, type Result } from '../result.ts';
import type { ElevationGain } from './elevation-gain.ts';

/** How other programs count, so that a figure of theirs can be explained. */
export type ElevationRule =
  /** Every rise. */
  | { kind: 'every_rise' }
  /** A reference moves once altitude is further than the threshold from it: GoldenCheetah 3 m, Sauce .4 m. */
  | { kind: 'dead_band'; thresholdM: number }
  /** A reference falls with any drop and rises by at least the threshold: Elevate 2 m, sports-lib 3 m. */
  | { kind: 'falling_reference'; thresholdM: number }
  /** Single steps above the threshold: endurain .1 m. Slow climbs are lost. */
  | { kind: 'steps'; thresholdM: number };

/**
 * Elevation gain by the rules of other programs.
 *
 * Unit: m. Range: 0 to 20 000. Sources: the programs named. Those with a falling reference count no loss: 0.
 */
export function elevationGainElsewhere(
  altitudeM: Float64Array,
  rule: ElevationRule,
): Result<ElevationGain> {
  const there = altitudeM.filter((altitude) => !Number.isNaN(altitude));
  const first = there[0];
  if (first === undefined) {
    return none('no_altitude');
  }
  const thresholdM = rule.kind === 'every_rise' ? 0 : rule.thresholdM;
  let reference = first;
  let gainM = 0;
  let lossM = 0;
  for (const altitude of there) {
    const step = altitude - reference;
    // compared with the reference moved, as they do: a step of 0.4 in decimals is more in binary
    const above = reference + thresholdM;
    const below = reference - thresholdM;
    const counts = rule.kind === 'falling_reference' ? altitude >= above : altitude > above;
    if (counts) {
      gainM += step;
    } else if (rule.kind !== 'falling_reference' && altitude < below) {
      lossM -= step;
    }
    const follows = {
      every_rise: true,
      steps: true,
      dead_band: counts || altitude < below,
      falling_reference: counts || step < 0,
    }[rule.kind];
    reference = follows ? altitude : reference;
  }
  return Number.isFinite(gainM + lossM) ? { value: { gainM, lossM } } : none('not_plausible');
}
