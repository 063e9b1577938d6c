import type { RecordedLap, Sport } from '../analytics/recording.ts';
import type { SwimLength } from '../analytics/swimming/swim-length.ts';
import type { Channels } from './channels.ts';

/**
 * What a decoded file says of one bout of sport. All times are s since `startedAt`, pauses included; what the
 * file does not say is `undefined` or empty.
 */
export interface FileRecording {
  /** `undefined`: the file has no times of day, or its device's clock was never set. */
  startedAt: Date | undefined;
  /** How far the device's clock on the wall was ahead of UTC, s. `undefined`: not told. */
  utcOffsetS: number | undefined;
  sport: Sport;
  /** The format's own word, such as `trail` or `lap_swimming`. */
  subSport: string | undefined;
  name: string | undefined;
  notes: string | undefined;
  /** What recorded it, first, then its sensors. */
  devices: RecordedDevice[];
  /** What the device says of the whole, for where no sample tells. */
  stated: Partial<Record<StatedFigure, number>>;
  channels: Channels;
  developerFields: DeveloperField[];
  laps: RecordedLap[];
  /** Of a pool, rests at its wall included. */
  lengths: SwimLength[];
  poolM: number | undefined;
  sets: RecordedSet[];
  /** From beat to beat, ms, in order. */
  rrIntervalsMs: number[];
  events: RecordedEvent[];
  /** When the athlete stopped the clock, ascending, apart from each other. */
  pauses: { fromS: number; toS: number }[];
  /** Whether altitude was measured by air pressure. `undefined`: not told. */
  altitudeSource: 'barometric' | 'gps' | undefined;
}

export interface RecordedDevice {
  /** As an athlete knows it: `Garmin Forerunner 945`. */
  name: string | undefined;
  manufacturer: string | undefined;
  product: string | undefined;
  serialNumber: string | undefined;
  softwareVersion: string | undefined;
  /** A sensor's kind, such as `heart_rate`; `undefined`: what recorded. */
  kind: string | undefined;
}

export type StatedFigure =
  | 'elapsedTimeS'
  | 'timerTimeS'
  | 'movingTimeS'
  | 'distanceM'
  | 'elevationGainM'
  | 'averageSpeedMps'
  | 'maxSpeedMps'
  | 'averageHeartRateBpm'
  | 'maxHeartRateBpm'
  | 'averagePowerW'
  | 'maxPowerW'
  | 'weightedPowerW'
  | 'workKj'
  | 'averageCadenceRpm'
  | 'caloriesKcal';

/** A channel that a sensor's maker defined (Stryd, Core, …), beside `time`. */
export interface DeveloperField {
  name: string;
  unit: string | undefined;
  /** Whose field it is, where the file tells. */
  developer: string | undefined;
  values: (number | null)[];
}

/** A set of strength training, or the rest after one. */
export interface RecordedSet {
  kind: 'active' | 'rest';
  startS: number | undefined;
  durationS: number | undefined;
  /** The exercise's standard name, such as `barbell_bench_press`. */
  exercise: string | undefined;
  reps: number | undefined;
  weightKg: number | undefined;
}

/** Something that happened, by the format's own words: `timer` `stop_all`, `off_course` `marker`. */
export interface RecordedEvent {
  atS: number;
  event: string;
  type: string | undefined;
  data: number | undefined;
}

/** Something that was wrong with a file and was mended, or that is missing from what was read. */
export interface FileWarning {
  code: string;
  /** One sentence for the athlete. */
  detail: string;
}

/** A file that could be read. */
export interface DecodedFile {
  format: 'fit' | 'gpx' | 'tcx' | 'csv';
  /** One, or the parts of a multisport event in order, transitions included. */
  recordings: FileRecording[];
  warnings: FileWarning[];
}
