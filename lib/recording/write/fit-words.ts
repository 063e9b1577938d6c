import { getFitManufacturerName, getFitSportId, getFitSubSportId } from 'fit-file-parser/profile';
import type { Sport } from '../../analytics/recording.ts';
import type { SwimStroke } from '../../analytics/swimming/swim-length.ts';
import type { FileRecording } from '../recording.ts';

/** FIT's sport for ours, and the sub-sport that makes it ours where the sport alone does not. */
const SPORTS: Record<Sport, [sport: number, subSport?: number]> = {
  other: [0],
  running: [1],
  cycling: [2],
  swimming: [5],
  tennis: [8],
  strength: [10, 20],
  yoga: [10, 43],
  walking: [11],
  skiing: [13],
  rowing: [15],
  hiking: [17],
  multisport: [18],
  hiit: [62],
  squash: [64, 94],
  padel: [64, 85],
  badminton: [64, 95],
};

/** Sports of FIT that are one of ours by another word, which a recording keeps as its sub-sport. */
const SPORT_OF_WORD: Partial<Record<Sport, readonly string[]>> = {
  cycling: ['e_biking'],
  hiking: ['mountaineering'],
  skiing: ['cross_country_skiing'],
};

export function fitSport({ sport, subSport }: Pick<FileRecording, 'sport' | 'subSport'>) {
  const [own, fixed] = SPORTS[sport];
  const sub = fixed ?? getFitSubSportId(subSport);
  if (sub !== null) {
    return { sport: own, sub_sport: sub };
  }
  const isWord = sport === 'other' || SPORT_OF_WORD[sport]?.includes(subSport ?? '');
  return { sport: (isWord ? getFitSportId(subSport) : null) ?? own, sub_sport: 0 };
}

export const FIT_STROKES: Record<Exclude<SwimStroke, 'idle'>, number> = {
  free: 0,
  back: 1,
  breast: 2,
  fly: 3,
  drill: 4,
  mixed: 5,
};

export const FIT_EVENT = { timer: 0, session: 8, lap: 9, activity: 26, length: 28 } as const;
export const FIT_EVENT_TYPE = { start: 0, stop: 1, stop_all: 4 } as const;

/** By the public profile's names. */
const EVENTS: Partial<Record<string, number>> = {
  ...FIT_EVENT,
  workout: 3,
  workout_step: 4,
  power_down: 5,
  power_up: 6,
  off_course: 7,
  course_point: 10,
  battery: 11,
  virtual_partner_pace: 12,
  hr_high_alert: 13,
  hr_low_alert: 14,
  speed_high_alert: 15,
  speed_low_alert: 16,
  cad_high_alert: 17,
  cad_low_alert: 18,
  power_high_alert: 19,
  power_low_alert: 20,
  recovery_hr: 21,
  battery_low: 22,
  time_duration_alert: 23,
  distance_duration_alert: 24,
  calorie_duration_alert: 25,
  fitness_equipment: 27,
  user_marker: 32,
  sport_point: 33,
  calibration: 36,
  front_gear_change: 42,
  rear_gear_change: 43,
  rider_position_change: 44,
  elev_high_alert: 45,
  elev_low_alert: 46,
  comm_timeout: 47,
  auto_activity_detect: 54,
  dive_alert: 56,
  dive_gas_switched: 57,
  tank_pressure_reserve: 71,
  tank_pressure_critical: 72,
  tank_lost: 73,
  radar_threat_alert: 75,
  tank_battery_low: 76,
  tank_pod_connected: 81,
  tank_pod_disconnected: 82,
};

const EVENT_TYPES: Partial<Record<string, number>> = {
  ...FIT_EVENT_TYPE,
  consecutive_depreciated: 2,
  marker: 3,
  begin_depreciated: 5,
  end_depreciated: 6,
  end_all_depreciated: 7,
  stop_disable: 8,
  stop_disable_all: 9,
};

/** The number of an event, by its name or as `unknown_12`. */
export const fitEvent = (event: string) => EVENTS[event] ?? numberIn(event);
export const fitEventType = (type: string) => EVENT_TYPES[type] ?? numberIn(type);

function numberIn(word: string): number | undefined {
  const [, digits] = /^unknown_(\d{1,3})$/.exec(word) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

let manufacturers: Map<string, number> | undefined;

/** The number of a maker, by its name as it is written: `Wahoo Fitness` is `wahoo_fitness`. */
export function fitManufacturer(name: string | undefined): number | undefined {
  manufacturers ??= new Map(
    Array.from({ length: NO_NUMBER }, (_, number) => [getFitManufacturerName(number), number])
      .filter((entry): entry is [string, number] => entry[0] !== null)
      // of two with one name the first
      .toReversed(),
  );
  return manufacturers.get(name?.toLowerCase().replaceAll(' ', '_') ?? '');
}

const NO_NUMBER = 0xffff;

const [ANT_PLUS, BLUETOOTH, LOCAL] = [1, 3, 5];

/** A sensor's kind, and the radio or board under which FIT numbers it. */
export const FIT_DEVICES: Partial<Record<string, { source_type?: number; device_type: number }>> = {
  environment_sensor: { device_type: 25 },
  ...numbered(ANT_PLUS, {
    bike_power: 11,
    environment_sensor_legacy: 12,
    multi_sport_speed_distance: 15,
    control: 16,
    fitness_equipment: 17,
    light_electric_vehicle: 20,
    env_sensor: 25,
    racquet: 26,
    muscle_oxygen: 31,
    shifting: 34,
    bike_light_main: 35,
    bike_light_shared: 36,
    bike_radar: 40,
    bike_aero: 46,
    weight_scale: 119,
    heart_rate: 120,
    bike_speed_cadence: 121,
    bike_cadence: 122,
    bike_speed: 123,
    stride_speed_distance: 124,
  }),
  ...numbered(BLUETOOTH, { connected_gps: 0, footpod: 6, bike_trainer: 7 }),
  ...numbered(LOCAL, {
    gps: 0,
    glonass: 1,
    gps_glonass: 2,
    accelerometer: 3,
    barometer: 4,
    temperature: 5,
    whr: 10,
    sensor_hub: 12,
  }),
};

function numbered(source_type: number, kinds: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, device_type]) => [kind, { source_type, device_type }]),
  );
}
