/** A sport as the `activities` table knows it. */
export interface Sport {
  sport: string;
  subSport: string | null;
}

/**
 * Strava's sport types (as of 2026) by our sports. The first of each is the sport itself; the others keep
 * what they are in `sub_sport`. What is in no line is `other`.
 */
const SPORT_TYPES: Record<string, string[]> = {
  cycling: [
    'Ride',
    'VirtualRide',
    'GravelRide',
    'MountainBikeRide',
    'EBikeRide',
    'EMountainBikeRide',
    'Handcycle',
    'Velomobile',
  ],
  running: ['Run', 'TrailRun', 'VirtualRun'],
  swimming: ['Swim'],
  walking: ['Walk'],
  hiking: ['Hike', 'Snowshoe'],
  rowing: ['Rowing', 'VirtualRow'],
  skiing: ['Ski', 'AlpineSki', 'BackcountrySki', 'NordicSki', 'RollerSki'],
  squash: ['Squash'],
  tennis: ['Tennis'],
  padel: ['Padel'],
  badminton: ['Badminton'],
  strength: ['WeightTraining'],
  hiit: ['HighIntensityIntervalTraining', 'Crossfit'],
  yoga: ['Yoga', 'Pilates'],
};

const SPORTS = new Map<string, Sport>(
  Object.entries(SPORT_TYPES).flatMap(([sport, types]) =>
    types.map((type, index) => [type, { sport, subSport: index === 0 ? null : snakeCase(type) }]),
  ),
);

/** `EMountainBikeRide` -> `e_mountain_bike_ride`. */
function snakeCase(type: string): string {
  return type
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .slice(0, 64);
}

/** Our sport for Strava's `sport_type`. Types that did not exist when this was written are `other`. */
export function sportOf(sportType: string): Sport {
  return SPORTS.get(sportType) ?? { sport: 'other', subSport: snakeCase(sportType) };
}
