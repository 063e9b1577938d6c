import type { Sport } from './recording.ts';

/**
 * A recording on a grid of one sample per second of timer time. The sample at index i stands for the second
 * from i to i + 1, so N samples are N seconds.
 *
 * Three states are kept apart. A value is a finite number, a true 0 (coasting) included. Missing is NaN: the
 * clock ran, the sensor was silent. Paused is no sample at all: pauses lie between samples, in `pauses`.
 */
export interface Series extends SeriesChannels {
  /** Timer time, s: the length of every channel. */
  timerS: number;
  /** Elapsed time of every sample, s since the start of the recording, pauses included. */
  elapsedS: Float64Array;
  pauses: readonly Pause[];
}

/** Each as long as `timerS`; a channel without any value is left out. */
interface SeriesChannels {
  heartRateBpm?: Float64Array;
  powerW?: Float64Array;
  cadenceRpm?: Float64Array;
  speedMps?: Float64Array;
  /** Cumulative, never falling. */
  distanceM?: Float64Array;
  altitudeM?: Float64Array;
  latDeg?: Float64Array;
  lngDeg?: Float64Array;
  temperatureC?: Float64Array;
  gradePct?: Float64Array;
  /** 1 or 0, as the source judged it. */
  moving?: Float64Array;
  /** How much the wrist moved in each second, in the unit of its sensor. */
  motion?: Float64Array;
}

export type SeriesChannel = keyof SeriesChannels;

/** The clock stood between the samples `at` − 1 and `at`. */
export interface Pause {
  at: number;
  lastsS: number;
}

/** Something about the data that a reader of the figures should know. Times are timer time, s. */
export interface QualityFlag {
  code: QualityCode;
  detail: string;
  fromS: number;
  toS: number;
}

const QUALITY_CODES = {
  no_time: 'The recording has no times.',
  time_repeated: 'Samples with a time already had were left out.',
  time_backwards: 'Samples with a time before the last one, or no time, were left out.',
  sampled_sparsely: 'The samples are on average more than 10 s apart.',
  out_of_range: 'Readings no sensor can have meant were taken as missing.',
  spike: 'Readings of one second that nobody can have done were taken as missing.',
  distance_fell: 'Distance that fell was held until it rose again.',
  missing: 'A sensor was silent for more than 10 s at a time.',
} as const satisfies Record<string, string>;

export type QualityCode = keyof typeof QUALITY_CODES;

/** How a channel is brought to the grid, and what its sensor can mean. */
export interface ChannelRule {
  /**
   * linear: between the samples around. hold: the mean, over the second, of a signal that holds its last
   * sample, so that work is kept at any rate of sampling.
   */
  between: 'hold' | 'linear';
  /** Readings outside are taken as missing. */
  range: readonly [lowest: number, highest: number];
}

/**
 * Ranges: no rider has held more than 2500 W for a second; below 20 and above 250 beats no heart works in
 * sport, and 0 is a strap that lost contact; the lowest land is 430 m below the sea, a pressure sensor drifts
 * a little further. Speed is by sport, below.
 */
export const CHANNEL_RULES = {
  heartRateBpm: { between: 'linear', range: [20, 250] },
  powerW: { between: 'hold', range: [0, 2500] },
  cadenceRpm: { between: 'hold', range: [0, 300] },
  speedMps: { between: 'linear', range: [0, 70] },
  distanceM: { between: 'linear', range: [0, 1e7] },
  altitudeM: { between: 'linear', range: [-600, 9000] },
  latDeg: { between: 'linear', range: [-90, 90] },
  lngDeg: { between: 'linear', range: [-180, 180] },
  temperatureC: { between: 'linear', range: [-60, 80] },
  gradePct: { between: 'linear', range: [-100, 100] },
  moving: { between: 'hold', range: [0, 1] },
  motion: { between: 'hold', range: [0, 1e6] },
} as const satisfies Record<SeriesChannel, ChannelRule>;

/** The fastest a sport goes, m/s: 144 km/h downhill on a bicycle, the fastest sprint with a margin. */
export const FASTEST_MPS: Partial<Record<Sport, number>> = {
  cycling: 40,
  running: 13,
  walking: 13,
  hiking: 13,
  swimming: 5,
  rowing: 10,
};

/** Power nobody does for a second and then not for the next: a spike of the sensor. */
export const SPIKE_W_PER_KG = 25;
/** Samples this close belong together; between ones further apart nothing is known. */
export const BRIDGE_S = 10;
/** A held channel is not held on over samples that say it was silent for longer. */
export const DROPOUT_S = 3;
/** The slowest rate of sampling a recording may have. */
export const SLOWEST_STEP_S = 10;

/** Goes up with every change of how a recording becomes a series. */
export const SERIES_VERSION = 1;
