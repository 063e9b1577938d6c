import { isSet } from '../recording.ts';
import { finite, none, type Result } from '../result.ts';

/**
 * Intensity: weighted power over the power threshold (FTP, or CP for the exponential kind).
 *
 * Unit: none. Range: 0 to 2; above 1.05 for longer than an hour the threshold is out of date.
 * Source: Allen & Coggan, ch. 7; Skiba 2007. Arithmetic settled, meaning contested.
 */
export function intensity({
  weightedW,
  thresholdW,
}: {
  weightedW: number;
  thresholdW: number | undefined;
}): Result {
  return isSet(thresholdW) ? finite(weightedW / thresholdW) : none('no_threshold');
}
