import type { Activity, Athlete } from '../model.ts';
import { legacyTypeOf } from '../sports.ts';
import { falseLocalIsoOf, hiddenStartS, isoOf, stravaTimeZone, utcOffsetS } from '../time-zone.ts';
import type { Digest } from './digest.ts';
import type { Numbers } from './numbers.ts';

/** JSON as it goes over the wire. */
export type Json = Record<string, unknown>;

/** Rounded to so many decimals, as Strava serves numbers. */
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/** The start Strava shows, epoch s; lists are ordered and filtered by it. */
export function shownStartS(activity: Activity): number {
  return activity.hiddenStart ? hiddenStartS(activity.timeZone, activity.startS) : activity.startS;
}

/** Strava's relative effort, roughly: minutes weighted by the share of the heart-rate reserve. */
function sufferScore(numbers: Numbers, athlete: Athlete): number | undefined {
  if (numbers.averageHeartRateBpm === undefined) return undefined;
  const { restHeartRateBpm, maxHeartRateBpm } = athlete.fitness;
  const share =
    (numbers.averageHeartRateBpm - restHeartRateBpm) / (maxHeartRateBpm - restHeartRateBpm);
  return Math.max(0, Math.round((numbers.movingTimeS / 60) * share ** 2 * 2.2));
}

function heartRateKeys(numbers: Numbers, athlete: Athlete): { lead: Json; trail: Json } {
  const { averageHeartRateBpm, maxHeartRateBpm } = numbers;
  const has = averageHeartRateBpm !== undefined && maxHeartRateBpm !== undefined;
  return {
    lead: {
      has_heartrate: has,
      ...(has
        ? { average_heartrate: rounded(averageHeartRateBpm, 1), max_heartrate: maxHeartRateBpm }
        : {}),
      heartrate_opt_out: false,
      display_hide_heartrate_option: has,
    },
    trail: has ? { suffer_score: sufferScore(numbers, athlete) } : {},
  };
}

function powerKeys(activity: Activity, numbers: Numbers): Json {
  if (numbers.averagePowerW === undefined || numbers.workKj === undefined) return {};
  const metered = activity.source.kind !== 'made' || activity.source.plan.power === 'meter';
  return {
    average_watts: rounded(numbers.averagePowerW, 1),
    // The two below exist for power meters only, not for Strava's own estimate.
    ...(metered
      ? {
          max_watts: numbers.maxPowerW,
          ...(numbers.weightedPowerW === undefined
            ? {}
            : { weighted_average_watts: Math.round(numbers.weightedPowerW) }),
        }
      : {}),
    device_watts: metered,
    kilojoules: rounded(numbers.workKj, 1),
  };
}

/** The two forms of the time, with Strava's false `Z` and its prefix without DST. */
function timeKeys(activity: Activity): Json {
  const startS = shownStartS(activity);
  return {
    start_date: isoOf(startS),
    start_date_local: falseLocalIsoOf(activity.timeZone, startS),
    timezone: stravaTimeZone(activity.timeZone, startS),
    utc_offset: utcOffsetS(activity.timeZone, startS),
  };
}

/** An activity as the list shows it; keys come and go as in recorded answers. */
export function summaryView(input: { activity: Activity; athlete: Athlete; digest: Digest }): Json {
  const { activity, athlete, digest } = input;
  const { numbers } = digest;
  const manual = activity.source.kind === 'manual';
  const heart = heartRateKeys(numbers, athlete);
  const { averageCadenceRpm, averageTemperatureC, elevationHighM, elevationLowM } = numbers;
  return {
    resource_state: 2,
    athlete: { id: athlete.id, resource_state: 1 },
    name: activity.name,
    distance: rounded(numbers.distanceM, 1),
    moving_time: numbers.movingTimeS,
    elapsed_time: numbers.elapsedTimeS,
    total_elevation_gain: rounded(numbers.elevationGainM, 1),
    type: legacyTypeOf(activity.sportType),
    sport_type: activity.sportType,
    ...(activity.workoutType === undefined ? {} : { workout_type: activity.workoutType }),
    ...(activity.deviceName === null ? {} : { device_name: activity.deviceName }),
    id: activity.id,
    ...timeKeys(activity),
    location_city: null,
    location_state: null,
    location_country: null,
    achievement_count: 0,
    kudos_count: activity.kudos,
    comment_count: 0,
    athlete_count: 1,
    photo_count: 0,
    map: { id: `a${activity.id}`, summary_polyline: digest.summaryPolyline, resource_state: 2 },
    trainer: activity.trainer,
    commute: activity.commute,
    manual,
    private: activity.visibility === 'only_me',
    visibility: activity.visibility,
    flagged: false,
    gear_id: activity.gearId,
    start_latlng: digest.startLatLng,
    end_latlng: digest.endLatLng,
    average_speed: rounded(numbers.averageSpeedMps, 3),
    max_speed: rounded(numbers.maxSpeedMps, 3),
    ...(averageCadenceRpm === undefined ? {} : { average_cadence: rounded(averageCadenceRpm, 1) }),
    ...(averageTemperatureC === undefined ? {} : { average_temp: Math.round(averageTemperatureC) }),
    ...powerKeys(activity, numbers),
    ...heart.lead,
    ...(elevationHighM === undefined || elevationLowM === undefined
      ? {}
      : { elev_high: rounded(elevationHighM, 1), elev_low: rounded(elevationLowM, 1) }),
    upload_id: activity.uploadId,
    ...(activity.uploadId === null ? {} : { upload_id_str: String(activity.uploadId) }),
    external_id: activity.externalId,
    from_accepted_tag: false,
    pr_count: 0,
    total_photo_count: 0,
    has_kudoed: false,
    ...heart.trail,
  };
}
