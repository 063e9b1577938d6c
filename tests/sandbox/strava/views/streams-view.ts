import type { Recording } from '../model.ts';
import type { Json } from './activity-view.ts';

/** Everything Strava can serve as a stream, in the order of its reference. */
export const streamTypes = [
  'time',
  'distance',
  'latlng',
  'altitude',
  'velocity_smooth',
  'heartrate',
  'cadence',
  'watts',
  'temp',
  'moving',
  'grade_smooth',
] as const;

type StreamType = (typeof streamTypes)[number];

/** NaN, "no value here", is `null` on the wire. */
function values(channel: Float64Array): (number | null)[] {
  return Array.from(channel, (value) => (Number.isNaN(value) ? null : value));
}

/** The data of one stream; `undefined` if nobody measured it. */
function streamData(recording: Recording, type: StreamType): unknown[] | undefined {
  if (type === 'time') return Array.from(recording.timeS);
  if (type === 'moving') return Array.from(recording.moving, (moved) => moved === 1);
  if (type === 'latlng') {
    const { lat, lng } = recording;
    if (lat === undefined || lng === undefined) return undefined;
    return Array.from(lat, (value, i) => (Number.isNaN(value) ? null : [value, lng[i]]));
  }
  const channel = recording.channels[type];
  return channel === undefined ? undefined : values(channel);
}

/** The requested streams that exist, each with Strava's metadata. */
export function streamSet(recording: Recording, keys: readonly string[]): Record<string, Json> {
  const size = recording.timeS.length;
  const seriesType = recording.channels.distance === undefined ? 'time' : 'distance';
  const set: Record<string, Json> = {};
  for (const type of streamTypes) {
    if (!keys.includes(type)) continue;
    const data = streamData(recording, type);
    if (data === undefined) continue;
    set[type] = { data, series_type: seriesType, original_size: size, resolution: 'high' };
  }
  return set;
}
