import type { Series } from '../series.ts';
import { haversineM } from './haversine.ts';

/**
 * Distance since the start at every second: the recorded one, else the sum of speed, else along the positions.
 * `undefined` where the series has none of them.
 *
 * Unit: m. Never falling. Settled, but positions alone overstate a slow or winding course with noise.
 */
export function distanceTravelled(series: Series): Float64Array | undefined {
  const { distanceM, speedMps, latDeg, lngDeg } = series;
  if (distanceM !== undefined) {
    return distanceM;
  }
  if (speedMps !== undefined) {
    let sum = 0;
    return speedMps.map((speed) => (sum += Number.isNaN(speed) ? 0 : speed));
  }
  if (latDeg === undefined || lngDeg === undefined) {
    return undefined;
  }
  let sum = 0;
  let last = -1;
  return latDeg.map((lat, i) => {
    if (!Number.isNaN(lat) && !Number.isNaN(lngDeg[i])) {
      if (last >= 0) {
        const a = { latDeg: latDeg[last] as number, lngDeg: lngDeg[last] as number };
        sum += haversineM({ a, b: { latDeg: lat, lngDeg: lngDeg[i] as number } });
      }
      last = i;
    }
    return sum;
  });
}

/** How far it is from the first to the last known distance, m; NaN where none is known. */
export function lengthOf(
  distanceM: Float64Array,
  { from, to }: { from: number; to: number } = { from: 0, to: distanceM.length },
): number {
  let first = from;
  while (first < to && Number.isNaN(distanceM[first])) {
    first += 1;
  }
  let last = to - 1;
  while (last > first && Number.isNaN(distanceM[last])) {
    last -= 1;
  }
  return first >= to ? NaN : (distanceM[last] as number) - (distanceM[first] as number);
}
