import type { Log } from '../core/log.ts';
import { type StravaActivity, StravaError } from '../core/strava.ts';

type Fields = Record<string, unknown>;

const text = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
const numeric = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const quantity = (value: unknown) => {
  const number = numeric(value);
  return number !== undefined && number >= 0 ? number : undefined;
};

/** Ids come as numbers, or as text where they are wider than a number is exact. */
function id(value: unknown): string | undefined {
  const digits = Number.isSafeInteger(value) ? String(value) : value;
  return typeof digits === 'string' && /^\d{1,20}$/.test(digits) ? digits : undefined;
}

const zones = new Map<string, string | undefined>();

/**
 * `(GMT-05:00) America/New_York` -> `America/New_York`. The offset in front ignores daylight saving and is
 * dropped; a name this machine does not know is no zone.
 */
function timeZoneOf(value: unknown): string | undefined {
  const name = text(value)?.replace(/^\(GMT[^)]*\)\s*/, '');
  if (name === undefined) {
    return undefined;
  }
  if (!zones.has(name)) {
    zones.set(name, isTimeZone(name) ? name : undefined);
  }
  return zones.get(name);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    // RangeError is how Intl says no.
    return false;
  }
}

/** Since July 2024: a hidden start is told as local midnight and 1 s. */
const HIDDEN_START = /T00:00:01(?:\.0+)?Z$/;

/**
 * The start, RFC 3339 UTC. `start_date_local` is a wall clock with a false `Z` and never taken for an
 * instant. Where the start is hidden both fields may hold that wall clock: then the offset makes an instant
 * of it, so that the activity stays on its day.
 */
function startOf(fields: Fields): { startDate: string; startHidden: boolean } | undefined {
  const start = text(fields['start_date']);
  const startMs = start === undefined ? Number.NaN : Date.parse(start);
  if (start === undefined || Number.isNaN(startMs)) {
    return undefined;
  }
  const local = text(fields['start_date_local']);
  const startHidden = HIDDEN_START.test(local ?? '');
  const offsetS = startHidden && local === start ? (numeric(fields['utc_offset']) ?? 0) : 0;
  return { startDate: new Date(startMs - offsetS * 1000).toISOString(), startHidden };
}

/**
 * An activity as Strava told it, or what is missing from it. Only what Fettle uses is read; everything but
 * the id and the start may be absent, null or of a type nobody expected.
 */
export function parseActivity(
  value: unknown,
  options: { detail: boolean },
): StravaActivity | { missing: 'object' | 'id' | 'start_date' } {
  if (typeof value !== 'object' || value === null) {
    return { missing: 'object' };
  }
  const fields = value as Fields;
  const sourceId = id(fields['id']);
  if (sourceId === undefined) {
    return { missing: 'id' };
  }
  const start = startOf(fields);
  if (start === undefined) {
    return { missing: 'start_date' };
  }
  const gear = fields['gear'];
  return {
    sourceId,
    detail: options.detail,
    name: text(fields['name']),
    description: text(fields['description']),
    sportType: text(fields['sport_type']) ?? text(fields['type']) ?? 'Workout',
    workoutType: numeric(fields['workout_type']),
    commute: fields['commute'] === true,
    trainer: fields['trainer'] === true,
    manual: fields['manual'] === true,
    isPrivate: fields['private'] === true || fields['visibility'] === 'only_me',
    ...start,
    timeZone: timeZoneOf(fields['timezone']),
    elapsedTimeS: quantity(fields['elapsed_time']),
    movingTimeS: quantity(fields['moving_time']),
    distanceM: quantity(fields['distance']),
    elevationGainM: quantity(fields['total_elevation_gain']),
    averageSpeedMps: quantity(fields['average_speed']),
    maxSpeedMps: quantity(fields['max_speed']),
    averageHeartRateBpm: quantity(fields['average_heartrate']),
    maxHeartRateBpm: quantity(fields['max_heartrate']),
    averagePowerW: quantity(fields['average_watts']),
    maxPowerW: quantity(fields['max_watts']),
    weightedPowerW: quantity(fields['weighted_average_watts']),
    powerMeasured: typeof fields['device_watts'] === 'boolean' ? fields['device_watts'] : undefined,
    workKj: quantity(fields['kilojoules']),
    averageCadenceRpm: quantity(fields['average_cadence']),
    caloriesKcal: quantity(fields['calories']),
    deviceName: text(fields['device_name']),
    gearId:
      text(fields['gear_id']) ??
      (typeof gear === 'object' && gear !== null ? text(Reflect.get(gear, 'id')) : undefined),
    externalId: text(fields['external_id']),
  };
}

/** A detailed activity. Throws `Upstream` where it is none. */
export function parseDetail(body: unknown): StravaActivity {
  const parsed = parseActivity(body, { detail: true });
  if ('missing' in parsed) {
    throw new StravaError('Upstream', { detail: `An activity without ${parsed.missing}` });
  }
  return parsed;
}

/**
 * A page of summaries, newest start first. A malformed one is reported and left out, so that it does not
 * keep the others from coming in; a page of nothing else is an error, because empty means "the end".
 */
export function parseList(body: unknown, log: Log): StravaActivity[] {
  if (!Array.isArray(body)) {
    throw new StravaError('Upstream', { detail: 'A list of activities that is no list' });
  }
  const activities: StravaActivity[] = [];
  for (const item of body) {
    const parsed = parseActivity(item, { detail: false });
    if ('missing' in parsed) {
      log.error('strava_activity_malformed', { missing: parsed.missing });
    } else {
      activities.push(parsed);
    }
  }
  if (activities.length === 0 && body.length > 0) {
    throw new StravaError('Upstream', { detail: 'A list with nothing but malformed activities' });
  }
  return activities.sort((a, b) => b.startDate.localeCompare(a.startDate));
}
