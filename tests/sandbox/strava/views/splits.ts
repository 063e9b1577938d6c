import type { Recording } from '../model.ts';
import { type Json, rounded } from './activity-view.ts';
import { numbersOf } from './numbers.ts';

/** Kilometre or mile splits; the last one is what is left. Only activities on foot have them. */
export function splitViews(recording: Recording, splitM: number): Json[] {
  const { distance, altitude } = recording.channels;
  if (distance === undefined) return [];
  const splits: Json[] = [];
  const last = distance.length - 1;
  let from = 0;
  while (from < last) {
    const goal = (splits.length + 1) * splitM;
    let to = from + 1;
    while (to < last && !(distance[to]! >= goal)) to += 1;
    const numbers = numbersOf({ recording, from, to });
    splits.push({
      distance: rounded(numbers.distanceM, 1),
      elapsed_time: numbers.elapsedTimeS,
      elevation_difference:
        altitude === undefined ? null : rounded(altitude[to]! - altitude[from]!, 1),
      moving_time: numbers.movingTimeS,
      split: splits.length + 1,
      average_speed: rounded(numbers.averageSpeedMps, 2),
      average_grade_adjusted_speed: rounded(numbers.averageSpeedMps, 2),
      ...(numbers.averageHeartRateBpm === undefined
        ? {}
        : { average_heartrate: numbers.averageHeartRateBpm }),
      pace_zone: 2,
    });
    from = to;
  }
  return splits;
}
