import { expect, test } from 'vitest';
import { parseActivity } from '../../lib/strava/parse-activity.ts';
import { toActivity } from '../../lib/strava/to-activity.ts';

function convert(fields: Record<string, unknown>, detail = true) {
  const activity = parseActivity(
    { id: 1, start_date: '2026-03-01T09:00:00Z', sport_type: 'Ride', ...fields },
    { detail },
  );
  if ('missing' in activity) {
    throw new Error(activity.missing);
  }
  return toActivity(activity);
}

/** All of Strava's sport types of 2026. */
const SPORTS: [type: string, sport: string, subSport: string | null][] = [
  ['AlpineSki', 'skiing', 'alpine_ski'],
  ['BackcountrySki', 'skiing', 'backcountry_ski'],
  ['Badminton', 'badminton', null],
  ['Basketball', 'other', 'basketball'],
  ['Canoeing', 'other', 'canoeing'],
  ['Cricket', 'other', 'cricket'],
  ['Crossfit', 'hiit', 'crossfit'],
  ['Dance', 'other', 'dance'],
  ['EBikeRide', 'cycling', 'e_bike_ride'],
  ['Elliptical', 'other', 'elliptical'],
  ['EMountainBikeRide', 'cycling', 'e_mountain_bike_ride'],
  ['Golf', 'other', 'golf'],
  ['GravelRide', 'cycling', 'gravel_ride'],
  ['Handcycle', 'cycling', 'handcycle'],
  ['HighIntensityIntervalTraining', 'hiit', null],
  ['Hike', 'hiking', null],
  ['IceSkate', 'other', 'ice_skate'],
  ['InlineSkate', 'other', 'inline_skate'],
  ['Kayaking', 'other', 'kayaking'],
  ['Kitesurf', 'other', 'kitesurf'],
  ['MountainBikeRide', 'cycling', 'mountain_bike_ride'],
  ['NordicSki', 'skiing', 'nordic_ski'],
  ['Padel', 'padel', null],
  ['PhysicalTherapy', 'other', 'physical_therapy'],
  ['Pickleball', 'other', 'pickleball'],
  ['Pilates', 'yoga', 'pilates'],
  ['Racquetball', 'other', 'racquetball'],
  ['Ride', 'cycling', null],
  ['RockClimbing', 'other', 'rock_climbing'],
  ['RollerSki', 'skiing', 'roller_ski'],
  ['Rowing', 'rowing', null],
  ['Run', 'running', null],
  ['Sail', 'other', 'sail'],
  ['Skateboard', 'other', 'skateboard'],
  ['Snowboard', 'other', 'snowboard'],
  ['Snowshoe', 'hiking', 'snowshoe'],
  ['Soccer', 'other', 'soccer'],
  ['Squash', 'squash', null],
  ['StairStepper', 'other', 'stair_stepper'],
  ['StandUpPaddling', 'other', 'stand_up_paddling'],
  ['Surfing', 'other', 'surfing'],
  ['Swim', 'swimming', null],
  ['TableTennis', 'other', 'table_tennis'],
  ['Tennis', 'tennis', null],
  ['TrailRun', 'running', 'trail_run'],
  ['Velomobile', 'cycling', 'velomobile'],
  ['VirtualRide', 'cycling', 'virtual_ride'],
  ['VirtualRow', 'rowing', 'virtual_row'],
  ['VirtualRun', 'running', 'virtual_run'],
  ['Volleyball', 'other', 'volleyball'],
  ['Walk', 'walking', null],
  ['WeightTraining', 'strength', null],
  ['Wheelchair', 'other', 'wheelchair'],
  ['Windsurf', 'other', 'windsurf'],
  ['Workout', 'other', 'workout'],
  ['Yoga', 'yoga', null],
  ['UnderwaterChess2027', 'other', 'underwater_chess2027'],
];

test.each(SPORTS)('%s is %s, sub-sport %s', (type, sport, subSport) => {
  expect(convert({ sport_type: type })).toMatchObject({ sport, sub_sport: subSport });
});

test.each([
  { fields: { workout_type: 1 }, expected: 'race' },
  { fields: { workout_type: 11 }, expected: 'race' },
  { fields: { workout_type: 11, commute: true }, expected: 'race' },
  { fields: { workout_type: 3 }, expected: 'training' },
  { fields: { workout_type: 12 }, expected: 'training' },
  { fields: { workout_type: 12, commute: true }, expected: 'commute' },
  { fields: { workout_type: 10, commute: true }, expected: 'commute' },
  { fields: { workout_type: 0 }, expected: null },
  { fields: { workout_type: 2 }, expected: null },
  { fields: { workout_type: null }, expected: null },
  { fields: {}, expected: null },
])('$fields is the session type $expected', ({ fields, expected }) => {
  expect(convert(fields).session_type).toBe(expected);
});

const power = {
  average_watts: 185.5,
  max_watts: 743,
  weighted_average_watts: 230,
  kilojoules: 780.5,
};

test('measured power is power', () => {
  const activity = convert({ ...power, device_watts: true });
  expect(activity).toMatchObject({
    average_power_w: 185.5,
    max_power_w: 743,
    weighted_power_w: 230,
    work_kj: 780.5,
  });
  expect(activity.source_metadata).not.toHaveProperty('estimated_power_w');
});

test.each([false, null, undefined])('device_watts %s: an estimate is no power', (device_watts) => {
  const activity = convert({ ...power, device_watts });
  expect(activity).toMatchObject({
    average_power_w: null,
    max_power_w: null,
    weighted_power_w: null,
    work_kj: null,
    source_metadata: { estimated_power_w: 185.5, estimated_work_kj: 780.5 },
  });
});

test('times and distances are taken over, the end follows from the elapsed time', () => {
  expect(
    convert({
      elapsed_time: 3_600,
      moving_time: 3_500,
      distance: 30_000.5,
      total_elevation_gain: 120,
      average_speed: 8.57,
      max_speed: 15.1,
      average_heartrate: 141.2,
      max_heartrate: 171,
      average_cadence: 84.5,
      calories: 640,
      timezone: '(GMT+01:00) Europe/Berlin',
    }),
  ).toMatchObject({
    started_at: '2026-03-01T09:00:00.000Z',
    ended_at: '2026-03-01T10:00:00.000Z',
    time_zone: 'Europe/Berlin',
    elapsed_time_s: 3_600,
    timer_time_s: null,
    moving_time_s: 3_500,
    distance_m: 30_000.5,
    elevation_gain_m: 120,
    average_speed_mps: 8.57,
    max_speed_mps: 15.1,
    average_heart_rate_bpm: 141.2,
    max_heart_rate_bpm: 171,
    average_cadence_rpm: 84.5,
    calories_kcal: 640,
  });
});

test('of a run the cadence stays that of one leg', () => {
  expect(convert({ sport_type: 'Run', average_cadence: 85.2 }).average_cadence_rpm).toBe(85.2);
});

test('what is missing is null, in every column', () => {
  const { source_metadata, ...columns } = convert({});
  expect(columns).toMatchObject({ ended_at: null, distance_m: null, name: null, notes: null });
  expect(Object.values(columns)).not.toContain(undefined);
  expect(source_metadata).toEqual({
    commute: false,
    trainer: false,
    manual: false,
    private: false,
    start_hidden: false,
    gear_id: null,
    external_id: null,
  });
});

test('what only Strava says is kept beside', () => {
  expect(
    convert({
      commute: true,
      trainer: true,
      private: true,
      gear_id: 'b1',
      external_id: 'x.fit',
      start_date_local: '2026-03-01T00:00:01Z',
    }).source_metadata,
  ).toMatchObject({
    commute: true,
    trainer: true,
    private: true,
    gear_id: 'b1',
    external_id: 'x.fit',
    start_hidden: true,
  });
});

test('a manual entry has no streams, others have them still to come', () => {
  expect(convert({ manual: true }).streams).toBe('absent');
  expect(convert({}).streams).toBe('pending');
});

test('summary and detail know what they are', () => {
  expect(convert({}, true).source_detail).toBe(true);
  expect(convert({}, false).source_detail).toBe(false);
});

test('texts are cut by characters as Postgres counts them, and lose what it cannot hold', () => {
  const activity = convert({ name: '🚴'.repeat(300), description: `a\0b${'x'.repeat(10_001)}` });
  expect(Array.from(activity.name ?? '')).toHaveLength(255);
  expect(activity.notes).toHaveLength(10_000);
  expect(activity.notes?.startsWith('ab')).toBe(true);
});
