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

/** What a span adds to the distance before it, m; NaN where none is known in it. */
export function distanceIn(
  distanceM: Float64Array,
  { from, to }: { from: number; to: number },
): number {
  let before = from - 1;
  while (before >= 0 && Number.isNaN(distanceM[before])) {
    before -= 1;
  }
  let last = to - 1;
  while (last >= from && Number.isNaN(distanceM[last])) {
    last -= 1;
  }
  return last < from ? NaN : (distanceM[last] as number) - (distanceM[before] ?? 0);
}
