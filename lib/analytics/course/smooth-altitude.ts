/**
 * Altitude without the single wrong samples of a sensor: the median of the 5 s around.
 *
 * Unit: m. House. Missing stays missing, and is left out around it; at the ends, of what there is. O(n).
 */
export function smoothAltitude(altitudeM: Float64Array): Float64Array {
  const smooth = new Float64Array(altitudeM.length);
  for (let i = 0; i < altitudeM.length; i += 1) {
    const here = altitudeM[i] as number;
    const a = altitudeM[i - 2] ?? NaN;
    const b = altitudeM[i - 1] ?? NaN;
    const c = altitudeM[i + 1] ?? NaN;
    const d = altitudeM[i + 2] ?? NaN;
    // the two in the middle of the four others bound the median of five
    const low = Math.max(Math.min(a, b), Math.min(c, d));
    const high = Math.min(Math.max(a, b), Math.max(c, d));
    const median = Math.max(Math.min(low, high), Math.min(here, Math.max(low, high)));
    smooth[i] = Number.isNaN(median) && !Number.isNaN(here) ? medianOf([a, b, here, c, d]) : median;
  }
  return smooth;
}

/** Of those that are there. */
function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((x, y) => x - y);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? NaN)) / 2;
}
