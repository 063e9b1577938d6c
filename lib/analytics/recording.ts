import type { StrengthSet } from './strength/strength-volume.ts';
import type { SwimLength } from './swimming/swim-length.ts';

/**
 * What an analysis is given: a recording's stored channels, and the athlete's thresholds at its date. The
 * names of the channels are those they are stored under.
 */
export const SPORTS = [
  'cycling',
  'running',
  'swimming',
  'walking',
  'hiking',
  'rowing',
  'skiing',
  'squash',
  'tennis',
  'padel',
  'badminton',
  'strength',
  'hiit',
  'yoga',
  'multisport',
  'other',
] as const;

export type Sport = (typeof SPORTS)[number];

type Samples = readonly (number | null)[];

/** Sample by sample beside `time`; `null` is missing. */
export interface RecordedChannels {
  /** s since the start, ascending; a pause is a jump. */
  time?: Samples;
  heart_rate?: Samples;
  power?: Samples;
  cadence?: Samples;
  speed?: Samples;
  distance?: Samples;
  altitude?: Samples;
  latlng?: readonly (readonly [latDeg: number, lngDeg: number] | null)[];
  temperature?: Samples;
  grade?: Samples;
  moving?: readonly (boolean | null)[];
  /** How much the wrist moved in each second (`motionActivity`), in the unit of its sensor. */
  motion?: Samples;
}

/** A lap as the device marked it, in s since the start of the recording, pauses included. */
export interface RecordedLap {
  startS: number;
  endS: number;
  name?: string;
}

/** The clock stood from `fromS` until `toS`, s since the start of the recording. */
export interface RecordedPause {
  fromS: number;
  toS: number;
}

/** A point of a match as somebody logged it. */
export interface RecordedPoint {
  /** When it was logged, s since the start of the recording, pauses included. */
  atS: number;
  won: boolean;
  /** From 1. */
  game?: number;
  /** As the device that logged it said. */
  heartRateBpm?: number;
}

export interface Recording {
  sport: Sport;
  channels: RecordedChannels;
  laps?: readonly RecordedLap[];
  /**
   * When the clock stood, s since the start, ascending and apart. Where they are told, a gap between the samples
   * is missing data; left out, long gaps are taken as pauses.
   */
  pauses?: readonly RecordedPause[];
  /** Of a swim in a pool. */
  lengths?: readonly SwimLength[];
  poolM?: number;
  /** Of strength training. */
  sets?: readonly StrengthSet[];
  /** Of a match, in any order. */
  points?: readonly RecordedPoint[];
  /** How hard the whole of it felt to the athlete, 0 to 10. */
  effort?: number;
  /** How altitude was measured, where that is known. Unknown is taken as barometric. */
  altitudeSource?: 'barometric' | 'gps';
}

/** The athlete's settings at the date of the recording. */
export interface Thresholds {
  ftpW?: number;
  criticalPowerW?: number;
  wPrimeJ?: number;
  lthrBpm?: number;
  maxHeartRateBpm?: number;
  restingHeartRateBpm?: number;
  /** Heart rate at the first and the second ventilatory threshold. */
  vt1Bpm?: number;
  vt2Bpm?: number;
  thresholdSpeedMps?: number;
  cssMps?: number;
  weightKg?: number;
  heightM?: number;
  sex?: Sex;
}

export type Sex = 'female' | 'male';

/** A threshold that can be reckoned with: set, finite and above zero. */
export function isSet(threshold: number | undefined): threshold is number {
  return threshold !== undefined && Number.isFinite(threshold) && threshold > 0;
}
