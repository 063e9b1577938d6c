/** The messages that are read, by their global number in the FIT profile. */
export const MESSAGE = {
  fileId: 0,
  sport: 12,
  session: 18,
  lap: 19,
  record: 20,
  event: 21,
  deviceInfo: 23,
  workout: 26,
  activity: 34,
  hrv: 78,
  length: 101,
  hr: 132,
  timestampCorrelation: 162,
  fieldDescription: 206,
  developerDataId: 207,
  set: 225,
} as const;

export const TIMESTAMP_FIELD = 253;

/** The fields of each that are read, but for the time; what nobody reads is not worth decoding. */
export const KEPT_FIELDS: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  Object.entries({
    // type, manufacturer, product, serial_number, product_name
    [MESSAGE.fileId]: [0, 1, 2, 3, 8],
    // sport, sub_sport
    [MESSAGE.sport]: [0, 1],
    // start_time, sport, sub_sport, total_elapsed_time, total_timer_time, total_distance, total_calories,
    // avg_speed, max_speed, avg_heart_rate, max_heart_rate, avg_cadence, avg_power, max_power, total_ascent,
    // normalized_power, swim_stroke, pool_length, total_work, total_moving_time, avg_fractional_cadence,
    // enhanced_avg_speed, enhanced_max_speed, total_fractional_ascent
    [MESSAGE.session]: [
      2, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 20, 21, 22, 34, 43, 44, 48, 59, 92, 124, 125, 199,
    ],
    // start_time, total_elapsed_time, sport, sub_sport
    [MESSAGE.lap]: [2, 7, 25, 39],
    // position_lat, position_long, altitude, heart_rate, cadence, distance, speed, power,
    // compressed_speed_distance, grade, temperature, left_right_balance, vertical_oscillation, stance_time,
    // fractional_cadence, enhanced_speed, enhanced_altitude, step_length, respiration_rate,
    // enhanced_respiration_rate, core_temperature
    [MESSAGE.record]: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 30, 39, 41, 53, 73, 78, 85, 99, 108, 139],
    // event, event_type, data16, data
    [MESSAGE.event]: [0, 1, 2, 3],
    // device_index, device_type, manufacturer, serial_number, product, software_version, source_type,
    // product_name
    [MESSAGE.deviceInfo]: [0, 1, 2, 3, 4, 5, 25, 27],
    // wkt_name
    [MESSAGE.workout]: [8],
    // local_timestamp
    [MESSAGE.activity]: [5],
    // time
    [MESSAGE.hrv]: [0],
    // start_time, total_elapsed_time, total_strokes, swim_stroke, length_type
    [MESSAGE.length]: [2, 3, 5, 7, 12],
    // fractional_timestamp, filtered_bpm, event_timestamp, event_timestamp_12
    [MESSAGE.hr]: [0, 6, 9, 10],
    // system_timestamp
    [MESSAGE.timestampCorrelation]: [1],
    // developer_data_index, field_definition_number, fit_base_type_id, field_name, scale, offset, units,
    // native_mesg_num, native_field_num
    [MESSAGE.fieldDescription]: [0, 1, 2, 3, 6, 7, 8, 14, 15],
    // application_id, manufacturer_id, developer_data_index
    [MESSAGE.developerDataId]: [1, 2, 3],
    // duration, repetitions, weight, set_type, start_time, category, category_subtype
    [MESSAGE.set]: [0, 3, 4, 5, 6, 7, 8],
  }).map(([message, fields]) => [Number(message), new Set(fields)]),
);
