import type { Athlete, Recording } from '../model.ts';
import { isoOf } from '../time-zone.ts';
import type { Json } from './activity-view.ts';
import { gearSummary } from './gear-view.ts';

/** The athlete without `profile:read_all`, and in a token exchange. */
export function athleteSummary(athlete: Athlete): Json {
  return {
    id: athlete.id,
    username: null,
    resource_state: 2,
    firstname: athlete.firstname,
    lastname: athlete.lastname,
    bio: null,
    city: athlete.city,
    state: athlete.state,
    country: athlete.country,
    sex: athlete.sex,
    premium: athlete.subscriber,
    summit: athlete.subscriber,
    created_at: isoOf(athlete.createdS),
    updated_at: isoOf(athlete.createdS + 86_400),
    badge_type_id: athlete.subscriber ? 1 : 0,
    profile_medium: 'avatar/athlete/medium.png',
    profile: 'avatar/athlete/large.png',
    friend: null,
    follower: null,
  };
}

/** The athlete with `profile:read_all`. */
export function athleteDetail(athlete: Athlete): Json {
  const gearOf = (letter: string): Json[] =>
    athlete.gear
      .filter(({ id }) => id.startsWith(letter))
      .map((gear) => gearSummary(gear, athlete));
  return {
    ...athleteSummary(athlete),
    resource_state: 3,
    blocked: false,
    can_follow: true,
    follower_count: 12,
    friend_count: 9,
    mutual_friend_count: 0,
    athlete_type: 1,
    date_preference: '%m/%d/%Y',
    measurement_preference: 'meters',
    clubs: [],
    weight: athlete.fitness.weightKg,
    ftp: athlete.hasPowerZones ? Math.round(athlete.fitness.ftpW) : null,
    bikes: gearOf('b'),
    shoes: gearOf('g'),
  };
}

/** Zone ranges from their lower limits; the last one is open, which Strava writes as -1. */
function ranges(lows: readonly number[]): { min: number; max: number }[] {
  return lows.map((min, i) => ({ min, max: lows[i + 1] ?? -1 }));
}

function heartRateZones(athlete: Athlete): { min: number; max: number }[] {
  const { maxHeartRateBpm } = athlete.fitness;
  return ranges([0, 0.59, 0.74, 0.81, 0.885].map((share) => Math.round(share * maxHeartRateBpm)));
}

function powerZones(athlete: Athlete): { min: number; max: number }[] {
  const shares = [0, 0.55, 0.75, 0.9, 1.05, 1.2, 1.5];
  return ranges(shares.map((share) => Math.round(share * athlete.fitness.ftpW)));
}

/** The athlete's zones; `power` only where the athlete has set an FTP. */
export function athleteZones(athlete: Athlete): Json {
  return {
    heart_rate: { custom_zones: false, zones: heartRateZones(athlete) },
    ...(athlete.hasPowerZones ? { power: { zones: powerZones(athlete) } } : {}),
  };
}

/** Seconds a channel spent in each zone. */
function bucketsOf(
  recording: Recording,
  channel: Float64Array,
  zones: readonly { min: number; max: number }[],
): Json[] {
  const seconds = new Float64Array(zones.length);
  for (let i = 1; i < channel.length; i += 1) {
    if (recording.moving[i] === 0 || Number.isNaN(channel[i])) continue;
    const zone = zones.findLastIndex(({ min }) => channel[i]! >= min);
    if (zone >= 0) seconds[zone]! += recording.timeS[i]! - recording.timeS[i - 1]!;
  }
  return zones.map(({ min, max }, i) => ({ min, max, time: seconds[i] }));
}

/** Time in zones of one activity: what subscribers see. */
export function activityZones(athlete: Athlete, recording: Recording | undefined): Json[] {
  const { heartrate, watts } = recording?.channels ?? {};
  const zones: Json[] = [];
  if (recording !== undefined && heartrate !== undefined) {
    const distribution = bucketsOf(recording, heartrate, heartRateZones(athlete));
    zones.push({
      score: 0,
      distribution_buckets: distribution,
      type: 'heartrate',
      resource_state: 3,
      sensor_based: true,
      points: 0,
      custom_zones: false,
    });
  }
  if (recording !== undefined && watts !== undefined && athlete.hasPowerZones) {
    const distribution = bucketsOf(recording, watts, powerZones(athlete));
    zones.push({
      distribution_buckets: distribution,
      type: 'power',
      resource_state: 3,
      sensor_based: true,
    });
  }
  return zones;
}
