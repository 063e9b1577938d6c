import type { Channels, LatLng } from '../channels.ts';
import type { Samples } from './tabulate-records.ts';

export interface Rows {
  from: number;
  to: number;
}

/**
 * The channels of some rows, time and distance from the start on: in multisport events some devices count
 * the distance on from one sport to the next.
 */
export function channelsOf(
  { time, columns }: Samples,
  { startS, ...rows }: Rows & { startS: number },
): Channels {
  const channels: Record<string, unknown> = {};
  if (rows.to > rows.from) {
    channels['time'] = Array.from(time.subarray(rows.from, rows.to), (atS) => atS - startS);
  }
  const { lat, lng, distance, ...others } = columns;
  const put = (name: string, values: unknown[] | undefined) => {
    if (values) {
      channels[name] = values;
    }
  };
  for (const [name, values] of Object.entries(others)) {
    put(name, seriesOf(values, rows));
  }
  put('distance', distance && seriesOf(distance, rows, beforeIn(distance, rows)));
  put('latlng', lat && lng && positionsOf({ lat, lng }, rows));
  return channels;
}

/** `undefined` where no row has a value. */
export function seriesOf(
  values: Float64Array,
  { from, to }: Rows,
  base = 0,
): (number | null)[] | undefined {
  const series: (number | null)[] = [];
  let present = 0;
  for (let row = from; row < to; row += 1) {
    const value = values[row] as number;
    if (Number.isNaN(value)) {
      series.push(null);
    } else {
      series.push(base === 0 ? value : Math.round((value - base) * 100) / 100);
      present += 1;
    }
  }
  return present > 0 ? series : undefined;
}

function positionsOf(
  { lat, lng }: { lat: Float64Array; lng: Float64Array },
  { from, to }: Rows,
): (LatLng | null)[] | undefined {
  const positions: (LatLng | null)[] = [];
  let present = 0;
  for (let row = from; row < to; row += 1) {
    const position: LatLng = [lat[row] as number, lng[row] as number];
    const isThere = !Number.isNaN(position[0] + position[1]);
    positions.push(isThere ? position : null);
    present += Number(isThere);
  }
  return present > 0 ? positions : undefined;
}

/** What was covered before, m; 0 where the distance starts again. */
function beforeIn(distance: Float64Array, { from, to }: Rows): number {
  const isThere = (value: number) => !Number.isNaN(value);
  const first = distance.subarray(from, to).find(isThere) ?? 0;
  const before = distance.subarray(0, from).findLast(isThere) ?? 0;
  return first >= before ? before : 0;
}
