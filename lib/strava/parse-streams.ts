import { StravaError, type StravaStreams } from '../core/strava.ts';

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isPosition: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'number' &&
  typeof value[1] === 'number';

/** The streams Fettle asks for, by Strava's names, and what one value of each looks like. */
const CHECKS = {
  time: isNumber,
  distance: isNumber,
  latlng: isPosition,
  altitude: isNumber,
  velocity_smooth: isNumber,
  heartrate: isNumber,
  cadence: isNumber,
  watts: isNumber,
  temp: isNumber,
  moving: isBoolean,
  grade_smooth: isNumber,
} as const satisfies Record<keyof StravaStreams, Check>;

export const STREAM_KEYS = Object.keys(CHECKS);

/**
 * A stream's values with anything of another type made a gap. A plain loop over plain arrays: a marathon is
 * 13,000 points times ten streams, and as a rule nothing has to change.
 */
function values(data: unknown[], check: Check): unknown[] {
  let out = data;
  for (let index = 0; index < data.length; index += 1) {
    const value = data[index];
    if (value !== null && !check(value)) {
      out = out === data ? [...data] : out;
      out[index] = null;
    }
  }
  return out;
}

function dataOf(stream: unknown): unknown[] | undefined {
  if (typeof stream !== 'object' || stream === null || !('data' in stream)) {
    return undefined;
  }
  return Array.isArray(stream.data) && stream.data.length > 0 ? stream.data : undefined;
}

/** Keyed by type, as answered today; or a list of streams that name their type, as documented. */
function byType(body: unknown): Map<string, unknown> {
  if (Array.isArray(body)) {
    return new Map(
      body
        .filter((stream: unknown) => typeof stream === 'object' && stream !== null)
        .map((stream: object) => [String(Reflect.get(stream, 'type')), stream]),
    );
  }
  if (typeof body === 'object' && body !== null) {
    return new Map(Object.entries(body));
  }
  throw new StravaError('Upstream', { detail: 'Streams that are neither keyed nor a list' });
}

/**
 * The streams of an activity, without empty ones and those nobody asked for. Whether they fit each other is
 * for whoever makes a recording of them to see.
 */
export function parseStreams(body: unknown): StravaStreams {
  const streams = byType(body);
  const parsed: Record<string, unknown> = {};
  for (const [key, check] of Object.entries(CHECKS)) {
    const data = dataOf(streams.get(key));
    if (data !== undefined) {
      parsed[key] = values(data, check);
    }
  }
  return parsed;
}
