/** How the samples of a sport are made up. */
export type RecordingKind =
  | 'ride'
  | 'virtual'
  | 'ebike'
  | 'run'
  | 'trail'
  | 'hike'
  | 'swim'
  | 'racket'
  | 'gym';

interface Sport {
  /** Strava's deprecated, lossy `type`; `Workout` where it has no word of its own. */
  type: string;
  kind: RecordingKind;
  /** What Strava names an activity after: "Morning Ride". */
  noun: string;
}

const sports: Record<string, Sport> = {
  Ride: { type: 'Ride', kind: 'ride', noun: 'Ride' },
  GravelRide: { type: 'Ride', kind: 'ride', noun: 'Gravel Ride' },
  MountainBikeRide: { type: 'Ride', kind: 'ride', noun: 'Mountain Bike Ride' },
  EBikeRide: { type: 'EBikeRide', kind: 'ebike', noun: 'E-Bike Ride' },
  EMountainBikeRide: { type: 'EBikeRide', kind: 'ebike', noun: 'E-Mountain Bike Ride' },
  VirtualRide: { type: 'VirtualRide', kind: 'virtual', noun: 'Virtual Ride' },
  Run: { type: 'Run', kind: 'run', noun: 'Run' },
  TrailRun: { type: 'Run', kind: 'trail', noun: 'Trail Run' },
  VirtualRun: { type: 'VirtualRun', kind: 'run', noun: 'Virtual Run' },
  Swim: { type: 'Swim', kind: 'swim', noun: 'Swim' },
  Hike: { type: 'Hike', kind: 'hike', noun: 'Hike' },
  Walk: { type: 'Walk', kind: 'hike', noun: 'Walk' },
  Squash: { type: 'Workout', kind: 'racket', noun: 'Squash' },
  Tennis: { type: 'Workout', kind: 'racket', noun: 'Tennis' },
  Padel: { type: 'Workout', kind: 'racket', noun: 'Padel' },
  Badminton: { type: 'Workout', kind: 'racket', noun: 'Badminton' },
  WeightTraining: { type: 'WeightTraining', kind: 'gym', noun: 'Weight Training' },
  HighIntensityIntervalTraining: { type: 'Workout', kind: 'racket', noun: 'HIIT' },
  Yoga: { type: 'Yoga', kind: 'gym', noun: 'Yoga' },
  Rowing: { type: 'Rowing', kind: 'gym', noun: 'Rowing' },
  NordicSki: { type: 'NordicSki', kind: 'hike', noun: 'Nordic Ski' },
  Workout: { type: 'Workout', kind: 'gym', noun: 'Workout' },
};

/** The project's own sport names, which the control API takes as well as Strava's. */
const sportTypeByFettleSport: Record<string, string> = {
  cycling: 'Ride',
  running: 'Run',
  trail_running: 'TrailRun',
  swimming: 'Swim',
  walking: 'Walk',
  hiking: 'Hike',
  rowing: 'Rowing',
  skiing: 'NordicSki',
  squash: 'Squash',
  tennis: 'Tennis',
  padel: 'Padel',
  badminton: 'Badminton',
  strength: 'WeightTraining',
  hiit: 'HighIntensityIntervalTraining',
  yoga: 'Yoga',
  other: 'Workout',
};

/**
 * Strava's `sport_type` for either vocabulary. A word of neither is passed on as it is: Strava's
 * list grows, and a client has to live with sports it has never heard of.
 */
export function sportTypeOf(sport: string): string {
  return sportTypeByFettleSport[sport] ?? sport;
}

/** Strava's deprecated `type` for a `sport_type`. */
export function legacyTypeOf(sportType: string): string {
  return sports[sportType]?.type ?? 'Workout';
}

/** How samples for this `sport_type` are made up; an unknown sport is heart rate only. */
export function recordingKindOf(sportType: string): RecordingKind {
  return sports[sportType]?.kind ?? 'gym';
}

/** The word of the default title for a `sport_type`. */
export function nounOf(sportType: string): string {
  return sports[sportType]?.noun ?? 'Workout';
}

/** Whether the activity is on foot, which Strava gives splits. */
export function isOnFoot(sportType: string): boolean {
  return ['run', 'trail', 'hike'].includes(recordingKindOf(sportType));
}
