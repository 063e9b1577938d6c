import type { Activity, Athlete, Recording } from '../model.ts';
import { isOnFoot } from '../sports.ts';
import { falseLocalIsoOf, isoOf } from '../time-zone.ts';
import { type Json, rounded, shownStartS } from './activity-view.ts';
import { type Numbers, numbersOf } from './numbers.ts';

/** The stretch of an activity that a lap or effort covers, by sample index, both counted in. */
export interface Span {
  from: number;
  to: number;
}

/** Keys that laps and efforts share. */
export function spanKeys(
  input: { activity: Activity; athlete: Athlete; recording: Recording },
  span: Span,
): Json {
  const { activity, athlete, recording } = input;
  const startS = shownStartS(activity) + recording.timeS[span.from]!;
  return {
    activity: { id: activity.id, visibility: activity.visibility, resource_state: 1 },
    athlete: { id: athlete.id, resource_state: 1 },
    start_date: isoOf(startS),
    start_date_local: falseLocalIsoOf(activity.timeZone, startS),
  };
}

/** Sensor averages of a lap or effort; absent where the sensor was. */
export function sensorKeys(activity: Activity, numbers: Numbers): Json {
  const { averageCadenceRpm, averagePowerW, averageHeartRateBpm, maxHeartRateBpm } = numbers;
  const metered = activity.source.kind !== 'made' || activity.source.plan.power === 'meter';
  return {
    ...(averageCadenceRpm === undefined ? {} : { average_cadence: rounded(averageCadenceRpm, 1) }),
    device_watts: averagePowerW !== undefined && metered,
    ...(averagePowerW === undefined ? {} : { average_watts: rounded(averagePowerW, 1) }),
    ...(averageHeartRateBpm === undefined || maxHeartRateBpm === undefined
      ? {}
      : { average_heartrate: rounded(averageHeartRateBpm, 1), max_heartrate: maxHeartRateBpm }),
  };
}

/** The laps; a session that was never split is one "Lap 1", a manual entry has none. */
export function lapViews(input: {
  activity: Activity;
  athlete: Athlete;
  recording: Recording | undefined;
}): Json[] {
  const { activity, athlete, recording } = input;
  if (recording === undefined || recording.timeS.length === 0) return [];
  const last = recording.timeS.length - 1;
  const { lapStarts } = recording;
  return lapStarts.map((from, i) => {
    // A lap ends where the next begins, so that no second is lost between them.
    const span = { from, to: lapStarts[i + 1] ?? last };
    const numbers = numbersOf({ recording, ...span });
    const keys = spanKeys({ activity, athlete, recording }, span);
    return {
      id: activity.id * 3 + i,
      resource_state: 2,
      name: `Lap ${i + 1}`,
      activity: keys.activity,
      athlete: keys.athlete,
      elapsed_time: numbers.elapsedTimeS,
      moving_time: numbers.movingTimeS,
      start_date: keys.start_date,
      start_date_local: keys.start_date_local,
      distance: rounded(numbers.distanceM, 2),
      average_speed: rounded(numbers.averageSpeedMps, 2),
      max_speed: rounded(numbers.maxSpeedMps, 3),
      lap_index: i + 1,
      split: i + 1,
      start_index: from,
      end_index: i + 1 < lapStarts.length ? span.to - 1 : last,
      total_elevation_gain: rounded(numbers.elevationGainM, 1),
      ...sensorKeys(activity, numbers),
      ...(isOnFoot(activity.sportType) ? { pace_zone: 2 } : {}),
    };
  });
}
