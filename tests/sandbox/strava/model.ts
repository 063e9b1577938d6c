import type { RecordingKind } from './sports.ts';

/** Strava's names of the channels that hold one number per sample. */
export type ScalarChannel =
  | 'distance'
  | 'altitude'
  | 'velocity_smooth'
  | 'heartrate'
  | 'cadence'
  | 'watts'
  | 'temp'
  | 'grade_smooth';

/**
 * The samples of an activity, in Strava's units: m, m/s, bpm, rpm, W, °C, %, degrees. NaN marks a
 * sample that lacks a value; a channel nobody measured is absent.
 */
export interface Recording {
  /** Whole seconds from the start; jumps where the device was paused. */
  timeS: Float64Array;
  /** 1 if the athlete moved during the interval that ends at the sample. */
  moving: Uint8Array;
  channels: Partial<Record<ScalarChannel, Float64Array>>;
  lat?: Float64Array;
  lng?: Float64Array;
  /** Index of the first sample of every lap; begins with 0. */
  lapStarts: number[];
}

/** What the athlete could do on that day. */
export interface Fitness {
  ftpW: number;
  thresholdSpeedMps: number;
  swimSpeedMps: number;
  maxHeartRateBpm: number;
  restHeartRateBpm: number;
  weightKg: number;
}

export type Workout = 'recovery' | 'endurance' | 'tempo' | 'intervals' | 'long' | 'race' | 'test';

/** Everything the samples of a made-up activity follow from. */
export interface RecordingPlan {
  seed: number;
  kind: RecordingKind;
  workout: Workout;
  fitness: Fitness;
  /** Names the loop; the same name is the same loop, so that efforts repeat. */
  course?: CourseSpec;
  /** Given for an activity of an exact length; else the course and its laps decide. */
  durationS?: number;
  laps: number;
  power: 'meter' | 'estimated' | 'none';
  heartRate: boolean;
  cadence: boolean;
  /** Air temperature, °C; absent if the device has no thermometer. */
  temperatureC?: number;
  /** Every second, or irregularly as "smart recording" does. */
  sampling: 'second' | 'smart';
  /** Whether stops are cut out of the recording (time jumps) instead of recorded standing. */
  autoPause: boolean;
  poolLengthM: number;
}

/** A loop through the athlete's home. */
export interface CourseSpec {
  name: string;
  seed: number;
  lengthM: number;
  homeLat: number;
  homeLng: number;
  /** Root-mean-square grade aimed at, ratio. */
  hilliness: number;
  baseAltitudeM: number;
}

export type ActivitySource =
  | { kind: 'made'; plan: RecordingPlan }
  | { kind: 'file'; file: string; recording: Recording }
  | {
      kind: 'manual';
      distanceM: number;
      movingTimeS: number;
      elapsedTimeS: number;
      elevationGainM: number;
    };

export interface Activity {
  id: number;
  athleteId: number;
  source: ActivitySource;
  name: string;
  description: string | null;
  sportType: string;
  visibility: 'everyone' | 'followers_only' | 'only_me';
  /** True start, epoch s. */
  startS: number;
  /** Whether Strava shows local midnight + 1 s instead. */
  hiddenStart: boolean;
  timeZone: string;
  /** When it appeared on Strava, epoch s; ids follow this order. */
  uploadedS: number;
  /** Before this, epoch s, the stream set is empty. */
  streamsReadyS: number;
  gearId: string | null;
  commute: boolean;
  trainer: boolean;
  hideFromHome: boolean;
  /** Absent where Strava leaves the key out. */
  workoutType?: number | null;
  deviceName: string | null;
  externalId: string | null;
  uploadId: number | null;
  kudos: number;
}

export interface Gear {
  /** `b…` bike, `g…` shoe. */
  id: string;
  name: string;
  nickname: string;
  primary: boolean;
  retired: boolean;
  brandName: string;
  modelName: string;
  /** Kilometres before the simulated history, m. */
  odometerM: number;
  weightKg?: number;
}

export interface Athlete {
  id: number;
  /** Where the athlete came from, so that asking again for the same one gives the same one. */
  origin: string;
  seed: number;
  firstname: string;
  lastname: string;
  sex: 'M' | 'F';
  city: string;
  state: string;
  country: string;
  /** Whether the athlete pays Strava; decides over the activity's zones. */
  subscriber: boolean;
  timeZone: string;
  homeLat: number;
  homeLng: number;
  baseAltitudeM: number;
  hilliness: number;
  fitness: Fitness;
  /** Whether heart-rate and power zones were set by the athlete. */
  hasPowerZones: boolean;
  poolLengthM: number;
  createdS: number;
  gear: Gear[];
  activities: Map<number, Activity>;
  /** Ids of what was deleted: an upload still points there. */
  deletedIds: Set<number>;
  /** Distance by gear planned in the history, m. */
  gearDistanceM: Map<string, number>;
}
