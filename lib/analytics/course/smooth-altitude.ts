/** Samples of the running median. */
const WINDOW_S = 7;

/**
 * Altitude without the single wrong samples of a sensor: the median of the 7 s around. Missing stays missing, and
 * is left out around it. O(n).
 */
export function smoothAltitude(altitudeM: Float64Array): Float64Array {
  const radius = (WINDOW_S - 1) / 2;
  const sorted = new Float64Array(WINDOW_S);
  return altitudeM.map((altitude, i) => {
    if (Number.isNaN(altitude)) {
      return NaN;
    }
    let count = 0;
    const to = Math.min(altitudeM.length - 1, i + radius);
    for (let j = Math.max(0, i - radius); j <= to; j += 1) {
      const value = altitudeM[j] as number;
      if (!Number.isNaN(value)) {
        let at = count;
        for (; at > 0 && (sorted[at - 1] as number) > value; at -= 1) {
          sorted[at] = sorted[at - 1] as number;
        }
        sorted[at] = value;
        count += 1;
      }
    }
    const middle = count >> 1;
    const upper = sorted[middle] as number;
    return count % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  });
}
