import { downsampleIndexes } from '../analytics/downsample.ts';
import type { StravaStreams } from '../core/strava.ts';
import { CHANNELS, type ChannelName, type Channels, type LatLng } from './channels.ts';

/** Strava's stream of the same meaning and unit; Strava's numbers are taken as they are. */
const CHANNEL_OF = {
  time: 'time',
  distance: 'distance',
  altitude: 'altitude',
  latlng: 'latlng',
  velocity_smooth: 'speed',
  heartrate: 'heart_rate',
  cadence: 'cadence',
  watts: 'power',
  temp: 'temperature',
  grade_smooth: 'grade',
  moving: 'moving',
} as const satisfies Record<keyof StravaStreams, ChannelName>;

/** Something repaired on the way in, for the log. */
interface StreamWarning {
  code: 'no_time' | 'time_missing' | 'time_unsorted' | 'time_repeated' | 'uneven_length';
  detail: string;
}

export interface StravaRecording {
  channels: Channels;
  sampleCount: number;
  warnings: StreamWarning[];
}

/**
 * Strava's streams as channels, all as long as `time` and in its order. Gaps stay `null`; a channel without
 * a single value is left out, as Strava leaves out a sensor that was not there.
 *
 * `time` decides what is a sample: without it there is no recording (an index in its place would pass pauses
 * off as riding), samples without a time are dropped, samples out of order are sorted, of samples with the
 * same time the first stays, and other streams are cut or filled with `null` to its length.
 */
export function fromStravaStreams(streams: StravaStreams): StravaRecording {
  const warnings: StreamWarning[] = [];
  const names = (Object.keys(CHANNEL_OF) as (keyof StravaStreams)[]).filter((name) =>
    streams[name]?.some((value) => value !== null),
  );
  const time = streams.time ?? [];
  if (!names.includes('time')) {
    if (names.length > 0) {
      warnings.push({ code: 'no_time', detail: `There is no time for ${names.join(', ')}.` });
    }
    return { channels: {}, sampleCount: 0, warnings };
  }
  const order = orderOf(time, warnings);
  const channels: Record<string, unknown[]> = {};
  for (const name of names) {
    const values: readonly unknown[] = streams[name] ?? [];
    if (values.length !== time.length) {
      warnings.push({
        code: 'uneven_length',
        detail: `${name} has ${values.length} values for ${time.length} times.`,
      });
    }
    const taken = order.map((index) => values[index] ?? null);
    if (taken.some((value) => value !== null)) {
      channels[CHANNEL_OF[name]] = taken;
    }
  }
  return { channels, sampleCount: order.length, warnings };
}

/** The samples to take, by ascending time. */
function orderOf(time: readonly (number | null)[], warnings: StreamWarning[]): number[] {
  const at = (index: number) => time[index] ?? Number.NaN;
  const warn = (code: StreamWarning['code'], count: number, what: string) => {
    if (count > 0) {
      warnings.push({ code, detail: `${count} of ${time.length} samples ${what}.` });
    }
  };
  const timed = Array.from(time.keys()).filter((index) => time[index] !== null);
  warn('time_missing', time.length - timed.length, 'have no time and were dropped');
  const early = timed.filter((index, rank) => rank > 0 && at(index) < at(timed[rank - 1] ?? index));
  warn('time_unsorted', early.length, 'come before the one ahead of them and were sorted');
  const sorted = early.length > 0 ? timed.toSorted((a, b) => at(a) - at(b)) : timed;
  const order = sorted.filter(
    (index, rank) => rank === 0 || at(index) !== at(sorted[rank - 1] ?? 0),
  );
  warn('time_repeated', sorted.length - order.length, 'have the time of another and were dropped');
  return order;
}

/** The most samples of an answer, by resolution. */
const RESOLUTION_LIMITS = {
  low: 100,
  medium: 1000,
  high: 10_000,
  full: Number.POSITIVE_INFINITY,
} as const;

export type Resolution = keyof typeof RESOLUTION_LIMITS;

export interface StreamsResponse {
  resolution: Resolution;
  size: number;
  original_size: number;
  channels: Channels;
}

/**
 * What the API answers of an activity's streams: the channels asked for (all where `requested` is left out)
 * and always `time`, without which a thinned series has no place; channels not recorded are not there. The
 * samples are picked by the shape of the channels answered, the same ones for all.
 */
export function toStreamsResponse({
  channels,
  requested,
  resolution,
  sampleCount,
}: {
  channels: Channels;
  requested?: readonly ChannelName[] | undefined;
  resolution: Resolution;
  sampleCount: number;
}): StreamsResponse {
  const answered: [string, readonly unknown[]][] = Object.entries(channels).filter(
    ([name]) => name === 'time' || !requested || requested.some((wanted) => wanted === name),
  );
  const limit = RESOLUTION_LIMITS[resolution];
  if (sampleCount <= limit) {
    const all = Object.fromEntries(answered) as Channels;
    return { resolution, size: sampleCount, original_size: sampleCount, channels: all };
  }
  const series = answered.filter(([name]) => name !== 'time');
  const indexes = downsampleIndexes({
    time: Float64Array.from({ length: sampleCount }, (_, index) => channels.time?.[index] ?? index),
    channels: series.flatMap(([name, values]) => seriesOf(name as ChannelName, values)),
    limit,
  });
  const picked = answered.map(([name, values]) => [
    name,
    Array.from(indexes, (index) => values[index] ?? null),
  ]);
  return {
    resolution,
    size: indexes.length,
    original_size: sampleCount,
    channels: Object.fromEntries(picked) as Channels,
  };
}

/** A channel as numbers, NaN where missing: a position as two series, moving as 1 and 0. */
function seriesOf(name: ChannelName, values: readonly unknown[]): Float64Array[] {
  const axes = CHANNELS[name].holds === 'latlng' ? [0, 1] : [undefined];
  return axes.map((axis) =>
    Float64Array.from(values, (value) =>
      value === null ? Number.NaN : Number(axis === undefined ? value : (value as LatLng)[axis]),
    ),
  );
}
