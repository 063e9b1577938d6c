import type { SourceActivity } from '../core/ports/activities.ts';
import type { Json } from '../core/ports/rows.ts';
import type { StravaActivity } from '../core/strava.ts';
import { sportOf } from './sports.ts';

/** `workout_type`: 1 and 11 are races, 3 and 12 workouts, of a run and a ride; 2 is a long run. */
const RACES = [1, 11];
const WORKOUTS = [3, 12];

function sessionTypeOf({ workoutType, commute }: StravaActivity): string | null {
  if (workoutType !== undefined && RACES.includes(workoutType)) {
    return 'race';
  }
  if (commute) {
    return 'commute';
  }
  return workoutType !== undefined && WORKOUTS.includes(workoutType) ? 'training' : null;
}

/** Cut to what the column takes, in characters as Postgres counts them. */
function cut(text: string | undefined, characters: number): string | null {
  if (text === undefined) {
    return null;
  }
  // Postgres takes no NUL in a text.
  const clean = text.replaceAll('\0', '');
  return clean.length <= characters ? clean : Array.from(clean).slice(0, characters).join('');
}

function endOf({ startDate, elapsedTimeS }: StravaActivity): string | null {
  return elapsedTimeS === undefined
    ? null
    : new Date(Date.parse(startDate) + elapsedTimeS * 1000).toISOString();
}

/**
 * Power and work. Without a power meter Strava puts its own estimate in the same fields; an estimate is no
 * measurement, so it goes to the metadata under a name that says so.
 */
function powerOf(activity: StravaActivity) {
  const isMeasured = activity.powerMeasured === true;
  const measured = (value: number | undefined) => (isMeasured ? (value ?? null) : null);
  const estimates: Record<string, Json> = {};
  if (!isMeasured && activity.averagePowerW !== undefined) {
    estimates['estimated_power_w'] = activity.averagePowerW;
  }
  if (!isMeasured && activity.workKj !== undefined) {
    estimates['estimated_work_kj'] = activity.workKj;
  }
  return {
    estimates,
    columns: {
      average_power_w: measured(activity.averagePowerW),
      max_power_w: measured(activity.maxPowerW),
      weighted_power_w: measured(activity.weightedPowerW),
      work_kj: measured(activity.workKj),
    },
  };
}

/**
 * An activity of Strava's as columns of `activities`. `average_cadence_rpm` is what Strava gives: of a run,
 * the revolutions of one leg, half of the steps. Strava knows no timer time. How long all this may be kept
 * is the caller's to say.
 */
export function toActivity(activity: StravaActivity): SourceActivity {
  const { sport, subSport } = sportOf(activity.sportType);
  const power = powerOf(activity);
  return {
    source_id: activity.sourceId,
    sport,
    sub_sport: subSport,
    session_type: sessionTypeOf(activity),
    name: cut(activity.name, 255),
    notes: cut(activity.description, 10_000),
    started_at: activity.startDate,
    ended_at: endOf(activity),
    time_zone: activity.timeZone ?? null,
    elapsed_time_s: activity.elapsedTimeS ?? null,
    timer_time_s: null,
    moving_time_s: activity.movingTimeS ?? null,
    distance_m: activity.distanceM ?? null,
    elevation_gain_m: activity.elevationGainM ?? null,
    average_speed_mps: activity.averageSpeedMps ?? null,
    max_speed_mps: activity.maxSpeedMps ?? null,
    average_heart_rate_bpm: activity.averageHeartRateBpm ?? null,
    max_heart_rate_bpm: activity.maxHeartRateBpm ?? null,
    ...power.columns,
    average_cadence_rpm: activity.averageCadenceRpm ?? null,
    calories_kcal: activity.caloriesKcal ?? null,
    device_name: cut(activity.deviceName, 255),
    // A manual entry has no recording; of any other, streams are fetched later.
    streams: activity.manual ? 'absent' : 'pending',
    source_detail: activity.detail,
    source_metadata: {
      commute: activity.commute,
      trainer: activity.trainer,
      manual: activity.manual,
      private: activity.isPrivate,
      start_hidden: activity.startHidden,
      gear_id: activity.gearId ?? null,
      external_id: activity.externalId ?? null,
      ...power.estimates,
    },
  };
}
