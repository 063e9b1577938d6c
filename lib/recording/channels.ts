/**
 * The channels of a recording: one series each, sample by sample beside `time`, so the n-th value of every
 * channel belongs to the n-th time. `null` is a sample the sensor did not give; a channel that has no value
 * at all is left out. Units are SI but for those the sport itself counts in.
 */
export const CHANNELS = {
  /** Since the start of the recording, ascending; a pause is a jump, so 1 Hz must not be assumed. */
  time: { unit: 's', holds: 'number' },
  heart_rate: { unit: 'bpm', holds: 'number' },
  power: { unit: 'W', holds: 'number' },
  /** Turns of the crank, or strides of one leg (half the steps), or strokes of one arm. */
  cadence: { unit: 'rpm', holds: 'number' },
  speed: { unit: 'm/s', holds: 'number' },
  /** Since the start of the recording, cumulative. */
  distance: { unit: 'm', holds: 'number' },
  altitude: { unit: 'm', holds: 'number' },
  /** WGS 84, latitude first. */
  latlng: { unit: 'deg', holds: 'latlng' },
  temperature: { unit: '°C', holds: 'number' },
  /** Rise over run in percent (5 is 5 m up per 100 m), as Strava and FIT give it. */
  grade: { unit: '%', holds: 'number' },
  /** How far the body goes up and down with each step. */
  vertical_oscillation: { unit: 'mm', holds: 'number' },
  /** How long a foot is on the ground. */
  stance_time: { unit: 'ms', holds: 'number' },
  /** From where one foot lands to where the other does. */
  step_length: { unit: 'mm', holds: 'number' },
  respiration_rate: { unit: '1/min', holds: 'number' },
  core_body_temperature: { unit: '°C', holds: 'number' },
  /** The right leg's share of the power. */
  left_right_balance: { unit: '%', holds: 'number' },
  /** Whether the athlete was moving, as the source judged it. */
  moving: { unit: '', holds: 'boolean' },
  /** How much the wrist moved in the second: the sum of changes of acceleration. */
  motion: { unit: 'm/s²', holds: 'number' },
} as const satisfies Record<string, { unit: string; holds: keyof ValueTypes }>;

export type LatLng = [latDeg: number, lngDeg: number];

interface ValueTypes {
  number: number;
  latlng: LatLng;
  boolean: boolean;
}

export type ChannelName = keyof typeof CHANNELS;

/** One sample of a channel as JSON has it; `null`: missing. */
export type ChannelValue<C extends ChannelName> = ValueTypes[(typeof CHANNELS)[C]['holds']] | null;

/** A recording's series by channel, all of one length. */
export type Channels = { [C in ChannelName]?: ChannelValue<C>[] };

/** A channel, or one that a sensor's maker defined, which holds numbers. */
export type StoredChannel = ChannelName | `developer/${number}`;

export type StoredValue<C extends StoredChannel> = C extends ChannelName
  ? ChannelValue<C>
  : number | null;
