import { createHash } from 'node:crypto';
import type { Activity, Athlete, Recording } from '../model.ts';
import { polylineOf } from '../polyline.ts';
import { isOnFoot, legacyTypeOf } from '../sports.ts';
import { type Json, rounded, summaryView } from './activity-view.ts';
import type { Digest } from './digest.ts';
import { bestEffortViews, segmentEffortViews } from './efforts.ts';
import { gearSummary } from './gear-view.ts';
import { lapViews } from './lap-view.ts';
import { splitViews } from './splits.ts';

const metresPerMile = 1609.344;

function caloriesKcal(activity: Activity, athlete: Athlete, { numbers }: Digest): number {
  // One kJ at the crank costs about one kcal; without power, by mass and distance or time.
  if (numbers.workKj !== undefined) return rounded(numbers.workKj * 1.1, 0);
  if (numbers.distanceM > 0 && isOnFoot(activity.sportType)) {
    return rounded((athlete.fitness.weightKg * numbers.distanceM) / 1000, 0);
  }
  return rounded((numbers.movingTimeS / 3600) * athlete.fitness.weightKg * 7, 0);
}

/** A run compared with nothing but itself. */
function similarActivities(speedMps: number): Json {
  const speeds = speedMps > 0 ? [speedMps] : [];
  const trend = {
    speeds,
    current_activity_index: speeds.length > 0 ? 0 : null,
    min_speed: speedMps,
    mid_speed: speedMps,
    max_speed: speedMps,
    direction: 0,
  };
  return {
    effort_count: speeds.length,
    average_speed: speedMps,
    min_average_speed: speedMps,
    mid_average_speed: speedMps,
    max_average_speed: speedMps,
    pr_rank: null,
    frequency_milestone: null,
    trend,
    resource_state: 2,
  };
}

function availableZones(activity: Activity, recording: Recording | undefined): string[] {
  const { heartrate, watts } = recording?.channels ?? {};
  const zones = heartrate === undefined ? [] : ['heartrate'];
  if (legacyTypeOf(activity.sportType) === 'Run') zones.push('pace');
  if (watts !== undefined) zones.push('power');
  return zones;
}

/** An activity as its own resource shows it. */
export function detailView(input: {
  activity: Activity;
  athlete: Athlete;
  digest: Digest;
  recording: Recording | undefined;
  includeAllEfforts: boolean;
}): Json {
  const { activity, athlete, recording } = input;
  const summary = summaryView(input);
  const run = legacyTypeOf(activity.sportType) === 'Run';
  const gear = athlete.gear.find(({ id }) => id === activity.gearId);
  const performed = recording === undefined ? undefined : { activity, athlete, recording };
  const polyline =
    recording?.lat === undefined || recording.lng === undefined
      ? ''
      : polylineOf({ lat: recording.lat, lng: recording.lng, maxPoints: 1500 });
  const map = summary.map as Json;
  return {
    ...summary,
    resource_state: 3,
    map: { id: map.id, polyline, resource_state: 3, summary_polyline: map.summary_polyline },
    description: activity.description,
    calories: caloriesKcal(activity, athlete, input.digest),
    perceived_exertion: null,
    prefer_perceived_exertion: null,
    segment_efforts:
      performed === undefined ? [] : segmentEffortViews(performed, input.includeAllEfforts),
    ...(recording !== undefined && isOnFoot(activity.sportType)
      ? {
          splits_metric: splitViews(recording, 1000),
          splits_standard: splitViews(recording, metresPerMile),
        }
      : {}),
    ...(recording === undefined ? {} : { laps: lapViews(input) }),
    ...(run ? { best_efforts: performed === undefined ? [] : bestEffortViews(performed) } : {}),
    ...(gear === undefined ? {} : { gear: gearSummary(gear, athlete) }),
    photos: { primary: null, count: 0 },
    stats_visibility: ['heart_rate', 'pace', 'power', 'speed', 'calories'].map((type) => ({
      type,
      visibility: 'everyone',
    })),
    hide_from_home: activity.hideFromHome,
    embed_token: createHash('sha1').update(`embed/${activity.id}`).digest('hex'),
    ...(run ? { similar_activities: similarActivities(summary.average_speed as number) } : {}),
    available_zones: availableZones(activity, recording),
  };
}
