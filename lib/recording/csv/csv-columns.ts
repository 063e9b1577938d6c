import type { ChannelName } from '../channels.ts';

/**
 * The generic table, written and read: one row per sample, a channel to a column with its unit in the name, in
 * this order, behind `timestamp` (ISO 8601 in UTC) and with `lap` (counted from 1) behind `time_s`. Numbers have a
 * decimal point and may have an exponent, `moving` is `true` or `false`, an empty cell is missing.
 */
export const COLUMNS_OF = {
  time: ['time_s'],
  heart_rate: ['heart_rate_bpm'],
  power: ['power_w'],
  cadence: ['cadence_rpm'],
  speed: ['speed_mps'],
  distance: ['distance_m'],
  altitude: ['altitude_m'],
  latlng: ['lat_deg', 'lng_deg'],
  temperature: ['temperature_c'],
  grade: ['grade_pct'],
  vertical_oscillation: ['vertical_oscillation_mm'],
  stance_time: ['stance_time_ms'],
  step_length: ['step_length_mm'],
  respiration_rate: ['respiration_rate_per_min'],
  core_body_temperature: ['core_body_temperature_c'],
  left_right_balance: ['left_right_balance_pct'],
  moving: ['moving'],
  motion: ['motion_mps2'],
} as const satisfies Record<ChannelName, readonly string[]>;

export const TIMESTAMP_COLUMN = 'timestamp';
export const LAP_COLUMN = 'lap';

/** The channel a column belongs to, and for a position which half of it. */
export const CHANNEL_OF_COLUMN: ReadonlyMap<string, { channel: ChannelName; part: number }> =
  new Map(
    (Object.keys(COLUMNS_OF) as ChannelName[]).flatMap((channel) =>
      COLUMNS_OF[channel].map((column, part) => [column, { channel, part }] as const),
    ),
  );
