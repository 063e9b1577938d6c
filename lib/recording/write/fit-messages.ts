/** Bytes, and the value that stands for none, by the code that a definition has for the type. */
export const FIT_TYPES = {
  enum: { code: 0x00, size: 1, least: 0, most: 0xfe, invalid: 0xff },
  uint8: { code: 0x02, size: 1, least: 0, most: 0xfe, invalid: 0xff },
  sint8: { code: 0x01, size: 1, least: -0x80, most: 0x7e, invalid: 0x7f },
  uint16: { code: 0x84, size: 2, least: 0, most: 0xfffe, invalid: 0xffff },
  sint16: { code: 0x83, size: 2, least: -0x8000, most: 0x7ffe, invalid: 0x7fff },
  uint32: { code: 0x86, size: 4, least: 0, most: 0xffff_fffe, invalid: 0xffff_ffff },
  sint32: { code: 0x85, size: 4, least: -0x8000_0000, most: 0x7fff_fffe, invalid: 0x7fff_ffff },
  uint32z: { code: 0x8c, size: 4, least: 1, most: 0xffff_ffff, invalid: 0 },
  float32: { code: 0x88, size: 4, least: -Infinity, most: Infinity, invalid: Number.NaN },
  float64: { code: 0x89, size: 8, least: -Infinity, most: Infinity, invalid: Number.NaN },
  byte: { code: 0x0d, size: 1, least: 0, most: 0xff, invalid: 0xff },
  string: { code: 0x07, size: 1, least: 0, most: 0xff, invalid: 0 },
} as const;

export type FitType = keyof typeof FIT_TYPES;

/** What is written is (value + offset) × scale, rounded. */
export interface FitField {
  number: number;
  type: FitType;
  scale: number;
  offset: number;
}

const field = (number: number, type: FitType, scale = 1, offset = 0): FitField => ({
  number,
  type,
  scale,
  offset,
});

/** Of lap and session, numbered apart in each: [lap, session]. */
const summary = (which: 0 | 1) => {
  const of = (numbers: [lap: number, session: number], type: FitType, scale = 1) =>
    field(numbers[which], type, scale);
  return {
    message_index: field(254, 'uint16'),
    timestamp: field(253, 'uint32'),
    event: field(0, 'enum'),
    event_type: field(1, 'enum'),
    start_time: field(2, 'uint32'),
    total_elapsed_time: field(7, 'uint32', 1000),
    total_timer_time: field(8, 'uint32', 1000),
    total_moving_time: of([52, 59], 'uint32', 1000),
    total_distance: field(9, 'uint32', 100),
    total_calories: field(11, 'uint16'),
    enhanced_avg_speed: of([110, 124], 'uint32', 1000),
    enhanced_max_speed: of([111, 125], 'uint32', 1000),
    avg_heart_rate: of([15, 16], 'uint8'),
    max_heart_rate: of([16, 17], 'uint8'),
    avg_cadence: of([17, 18], 'uint8'),
    avg_fractional_cadence: of([80, 92], 'uint8', 128),
    avg_power: of([19, 20], 'uint16'),
    max_power: of([20, 21], 'uint16'),
    normalized_power: of([33, 34], 'uint16'),
    total_work: of([41, 48], 'uint32'),
    total_ascent: of([21, 22], 'uint16'),
    total_fractional_ascent: of([156, 199], 'uint8', 100),
    num_lengths: of([32, 33], 'uint16'),
    num_active_lengths: of([40, 47], 'uint16'),
    sport: of([25, 5], 'enum'),
    sub_sport: of([39, 6], 'enum'),
  };
};

/**
 * The messages of an activity file and their fields, as far as they are written: numbers, types and scales of
 * FIT's public profile.
 */
export const FIT_MESSAGES = {
  file_id: {
    number: 0,
    fields: {
      type: field(0, 'enum'),
      manufacturer: field(1, 'uint16'),
      product: field(2, 'uint16'),
      serial_number: field(3, 'uint32z'),
      time_created: field(4, 'uint32'),
    },
  },
  file_creator: { number: 49, fields: { software_version: field(0, 'uint16') } },
  device_info: {
    number: 23,
    fields: {
      timestamp: field(253, 'uint32'),
      device_index: field(0, 'uint8'),
      device_type: field(1, 'uint8'),
      manufacturer: field(2, 'uint16'),
      serial_number: field(3, 'uint32z'),
      product: field(4, 'uint16'),
      software_version: field(5, 'uint16', 100),
      source_type: field(25, 'enum'),
      product_name: field(27, 'string'),
    },
  },
  developer_data_id: {
    number: 207,
    fields: {
      application_id: field(1, 'byte'),
      manufacturer_id: field(2, 'uint16'),
      developer_data_index: field(3, 'uint8'),
    },
  },
  field_description: {
    number: 206,
    fields: {
      developer_data_index: field(0, 'uint8'),
      field_definition_number: field(1, 'uint8'),
      fit_base_type_id: field(2, 'uint8'),
      field_name: field(3, 'string'),
      units: field(8, 'string'),
    },
  },
  workout: {
    number: 26,
    fields: {
      sport: field(4, 'enum'),
      num_valid_steps: field(6, 'uint16'),
      wkt_name: field(8, 'string'),
      sub_sport: field(11, 'enum'),
    },
  },
  event: {
    number: 21,
    fields: {
      timestamp: field(253, 'uint32'),
      event: field(0, 'enum'),
      event_type: field(1, 'enum'),
      data: field(3, 'uint32'),
    },
  },
  record: {
    number: 20,
    fields: {
      timestamp: field(253, 'uint32'),
      position_lat: field(0, 'sint32', 2 ** 31 / 180),
      position_long: field(1, 'sint32', 2 ** 31 / 180),
      heart_rate: field(3, 'uint8'),
      cadence: field(4, 'uint8'),
      distance: field(5, 'uint32', 100),
      power: field(7, 'uint16'),
      grade: field(9, 'sint16', 100),
      temperature: field(13, 'sint8'),
      left_right_balance: field(30, 'uint8'),
      vertical_oscillation: field(39, 'uint16', 10),
      stance_time: field(41, 'uint16', 10),
      fractional_cadence: field(53, 'uint8', 128),
      enhanced_speed: field(73, 'uint32', 1000),
      enhanced_altitude: field(78, 'uint32', 5, 500),
      step_length: field(85, 'uint16', 10),
      enhanced_respiration_rate: field(108, 'uint16', 100),
      core_temperature: field(139, 'uint16', 100),
    },
  },
  hrv: { number: 78, fields: { time: field(0, 'uint16', 1000) } },
  length: {
    number: 101,
    fields: {
      message_index: field(254, 'uint16'),
      timestamp: field(253, 'uint32'),
      event: field(0, 'enum'),
      event_type: field(1, 'enum'),
      start_time: field(2, 'uint32'),
      total_elapsed_time: field(3, 'uint32', 1000),
      total_timer_time: field(4, 'uint32', 1000),
      total_strokes: field(5, 'uint16'),
      avg_speed: field(6, 'uint16', 1000),
      swim_stroke: field(7, 'enum'),
      length_type: field(12, 'enum'),
    },
  },
  set: {
    number: 225,
    fields: {
      timestamp: field(254, 'uint32'),
      duration: field(0, 'uint32', 1000),
      repetitions: field(3, 'uint16'),
      weight: field(4, 'uint16', 16),
      set_type: field(5, 'uint8'),
      start_time: field(6, 'uint32'),
      category: field(7, 'uint16'),
      category_subtype: field(8, 'uint16'),
      message_index: field(10, 'uint16'),
    },
  },
  lap: {
    number: 19,
    fields: {
      ...summary(0),
      intensity: field(23, 'enum'),
      lap_trigger: field(24, 'enum'),
      first_length_index: field(35, 'uint16'),
    },
  },
  session: {
    number: 18,
    fields: {
      ...summary(1),
      first_lap_index: field(25, 'uint16'),
      num_laps: field(26, 'uint16'),
      trigger: field(28, 'enum'),
      pool_length: field(44, 'uint16', 100),
      pool_length_unit: field(46, 'enum'),
    },
  },
  activity: {
    number: 34,
    fields: {
      timestamp: field(253, 'uint32'),
      total_timer_time: field(0, 'uint32', 1000),
      num_sessions: field(1, 'uint16'),
      type: field(2, 'enum'),
      event: field(3, 'enum'),
      event_type: field(4, 'enum'),
      local_timestamp: field(5, 'uint32'),
    },
  },
} as const satisfies Record<string, { number: number; fields: Record<string, FitField> }>;

export type FitMessage = keyof typeof FIT_MESSAGES;
export type FitFieldName<M extends FitMessage> = keyof (typeof FIT_MESSAGES)[M]['fields'] & string;
