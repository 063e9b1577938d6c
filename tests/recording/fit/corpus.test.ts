import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { ChannelName } from '../../../lib/recording/channels.ts';
import { decodeFit } from '../../../lib/recording/fit/decode-fit.ts';
import type { DecodedFile, FileRecording, StatedFigure } from '../../../lib/recording/recording.ts';
import { UnreadableFile } from '../../../lib/recording/unreadable-file.ts';

interface Aggregate {
  n: number;
  sum?: number;
  min?: number;
  max?: number;
}

type ExpectedSession = Record<string, number | string | null>;

interface Expected {
  records: number;
  laps: number;
  lengths: number;
  sets: number;
  rr: Aggregate;
  first_record: string | null;
  last_record: string | null;
  sessions: ExpectedSession[];
  record_aggregates: Record<string, Aggregate>;
  heart_rate_including_hr_messages?: Aggregate;
}

const REFUSED: Record<string, string> = {
  'derived__header-only.fit': 'empty_file',
  'derived__zero-length.fit': 'empty_file',
  'derived__not-a-fit.fit': 'unknown_format',
  'jat255__trainerroad_744490.fit': 'not_an_activity: a workout',
  'msimms__Half_Mile_Repeats_workout.fit': 'not_an_activity: a workout',
  'martin-ueding__Berlin_(0,9_km).fit': 'not_an_activity: a course',
  'tormoder__Settings_2.fit': 'not_an_activity: a file of settings',
  'pablo-albaladejo__HealthHrvOvernight.fit': 'not_an_activity: a night’s heart rate variability',
  'pablo-albaladejo__HealthMonitoringStressDay.fit': 'not_an_activity: a day’s monitoring',
  // its clock, in 1990, counts from when it was switched on
  'tormoder__compressed-speed-distance.fit': 'no_start_time',
};

const WARNED: Record<string, string[]> = {
  'adriangibbons__swim.fit': ['time_missing'],
  'derived__crashed-no-size-no-crc.fit': ['unfinished_file'],
  'derived__truncated-60pct.fit': ['cut_off'],
  'derived__wrong-file-crc.fit': ['wrong_checksum'],
  'dtcooper__nick.fit': ['cut_off', 'time_repeated'],
  'dtcooper__sample_mulitple_header.fit': ['joined_files'],
  'polyvertex__garmin-fr935-cr.fit': ['joined_files'],
  'tormoder__0134902991.fit': ['time_repeated'],
  'tormoder__activity-large-fenxi2-multisport.fit': ['time_unsorted', 'time_repeated'],
};

/** [sport, sub-sport] of the sessions, where they are not the FIT words themselves. */
const SPORTS: Record<string, [string, string | undefined]> = {
  'cycling generic': ['cycling', undefined],
  'running generic': ['running', undefined],
  'rowing generic': ['rowing', undefined],
  'swimming generic': ['swimming', undefined],
  'transition generic': ['other', 'transition'],
  'generic generic': ['other', undefined],
  'snorkeling generic': ['other', 'snorkeling'],
  'racket squash': ['squash', 'squash'],
  'training yoga': ['yoga', 'yoga'],
  'training strength_training': ['strength', 'strength_training'],
  'fitness_equipment indoor_rowing': ['rowing', 'indoor_rowing'],
  // the word of an older profile
  'swimming openWater': ['swimming', 'open_water'],
};

const STATED: Partial<Record<StatedFigure, string>> = {
  elapsedTimeS: 'total_elapsed_time',
  timerTimeS: 'total_timer_time',
  distanceM: 'total_distance',
  averageHeartRateBpm: 'avg_heart_rate',
  maxHeartRateBpm: 'max_heart_rate',
  averagePowerW: 'avg_power',
  maxPowerW: 'max_power',
  weightedPowerW: 'normalized_power',
  averageCadenceRpm: 'avg_cadence',
  elevationGainM: 'total_ascent',
  caloriesKcal: 'total_calories',
};

const MERGED = 'records of one second are one sample: a channel has one value at a time';
const DEVELOPER =
  'a developer’s field that stands for one of the profile’s is the channel where there is no other';
const FRACTION = 'the field fractional_cadence belongs to cadence';
const FROM_START =
  'distance counts from the start of each session, in the file from the first one’s';

/** As expected of another file: what the expected values of the damaged one leave out is what must be mended. */
const AS_EXPECTED_OF: Record<string, string> = {
  'derived__crashed-no-size-no-crc.fit': 'msimms__20181108_run_garmin_fenix_3_hr.fit',
};

const NO_TIME = 'its records have no time: nobody knows when they were; the lengths tell the swim';
const EARLIER = 'samples come before the session’s start, and no time is below 0';
/** Where people were stays in the files. */
const NOT_COMPARED = Symbol('not compared');

/** Where our figures are meant to differ: what they are instead, and why ours are right. */
const DIFFERENT: Record<string, { why: string; ours: Record<string, unknown> }[]> = {
  'adriangibbons__swim.fit': [
    {
      why: NO_TIME,
      ours: {
        records: 0,
        'distance.n': 0,
        'distance.sum': undefined,
        'distance.min': undefined,
        'distance.max': undefined,
        'speed.n': 0,
        'speed.sum': undefined,
        'speed.min': undefined,
        'speed.max': undefined,
      },
    },
  ],
  'derived__truncated-60pct.fit': [
    { why: DEVELOPER, ours: { 'power.n': 743 } },
    { why: FRACTION, ours: { 'cadence.sum': 67958.5, 'cadence.max': 99.5 } },
  ],
  'dtcooper__20170518-191602-1740899583.fit': [
    { why: DEVELOPER, ours: { 'power.n': 1641, 'speed.n': 1641 } },
    { why: FRACTION, ours: { 'cadence.sum': 12564, 'cadence.max': 66.5 } },
  ],
  'dtcooper__nick.fit': [
    {
      why: MERGED,
      ours: {
        records: 14383,
        'heart_rate.n': 14383,
        'heart_rate.sum': 2052575,
        'power.n': 14383,
        'distance.n': 14383,
        'distance.sum': 809153698.27,
        'cadence.n': 14383,
        'altitude.n': 14383,
        'altitude.sum': 2812068,
        'speed.n': 14383,
        'lat.n': 14383,
        'lat.sum': NOT_COMPARED,
      },
    },
  ],
  'dtcooper__sample_mulitple_header.fit': [
    { why: FROM_START, ours: { 'distance.sum': 20936620.76, 'distance.max': 40914.45 } },
    { why: FRACTION, ours: { 'cadence.sum': 54698, 'cadence.max': 87.5 } },
  ],
  'jimmykane__running-with-developer-data.fit': [
    { why: DEVELOPER, ours: { 'power.n': 1681 } },
    { why: FRACTION, ours: { 'cadence.sum': 134312 } },
  ],
  'msimms__20181108_run_garmin_fenix_3_hr.fit': [
    { why: DEVELOPER, ours: { 'power.n': 1223 } },
    { why: FRACTION, ours: { 'cadence.sum': 112846.5, 'cadence.max': 99.5 } },
  ],
  'msimms__20210507_run_garmin_fenix_6.fit': [{ why: FRACTION, ours: { 'cadence.sum': 214762.5 } }],
  'muktihari__triathlon_summary_first.fit': [
    { why: FROM_START, ours: { 'distance.sum': 14255916.71, 'distance.max': 13517.59 } },
    { why: FRACTION, ours: { 'cadence.sum': 155706.5 } },
  ],
  'tormoder__0134902991.fit': [
    {
      why: MERGED,
      ours: {
        records: 715,
        'heart_rate.n': 715,
        'power.n': 715,
        'power.sum': 200145,
        'distance.n': 715,
        'distance.sum': 2425109.91,
        'cadence.n': 715,
        'cadence.sum': 48129,
        'altitude.n': 715,
        'altitude.sum': 70430,
        'speed.n': 715,
        'speed.sum': 6916.071,
        'lat.n': 715,
        'lat.sum': NOT_COMPARED,
      },
    },
  ],
  'tormoder__activity-large-fenxi2-multisport.fit': [
    {
      why: MERGED,
      ours: {
        records: 24232,
        'heart_rate.n': 24220,
        'heart_rate.sum': 3543874,
        'distance.n': 24232,
        'distance.sum': 235577273.49,
        'cadence.n': 21101,
        'cadence.sum': 802545,
        'altitude.n': 24232,
        'altitude.sum': 4750232.6,
        'speed.n': 24222,
        'speed.sum': 68280.666,
        'lat.n': 24228,
        'lat.sum': NOT_COMPARED,
      },
    },
    { why: EARLIER, ours: { 'session 0.start_time': '2015-08-29T07:14:44.000Z' } },
  ],
};

const corpus = process.env['FETTLE_CORPUS'];
if (corpus === undefined) {
  process.stdout.write('FIT corpus LEFT OUT: FETTLE_CORPUS is not set\n');
}
const folder = join(corpus ?? '', 'fit');
const expectedOf: Record<string, Expected> =
  corpus === undefined ? {} : JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

function read(name: string): Uint8Array {
  const bytes = readFileSync(join(folder, name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function aggregate(values: readonly (number | null | undefined)[]): Aggregate {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) {
    return { n: 0 };
  }
  return {
    n: numbers.length,
    sum: numbers.reduce((sum, value) => sum + value, 0),
    min: numbers.reduce((least, value) => Math.min(least, value)),
    max: numbers.reduce((most, value) => Math.max(most, value)),
  };
}

const prefixed = (prefix: string, figures: object) =>
  Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]);

/** What is compared of a file, over all its recordings. */
function figuresOf({ recordings }: DecodedFile, channels: string[]): Record<string, unknown> {
  const all = <T>(of: (recording: FileRecording) => T[]) => recordings.flatMap(of);
  const times = all(({ startedAt, channels: { time = [] } }) =>
    time.map((atS) => (startedAt?.getTime() ?? Number.NaN) + 1000 * Number(atS)),
  );
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const rr = aggregate(all(({ rrIntervalsMs }) => rrIntervalsMs.map((ms) => ms / 1000)));
  return Object.fromEntries([
    ['records', times.length],
    ['laps', all(({ laps }) => laps).length],
    ['lengths', all(({ lengths }) => lengths).length],
    ['sets', all(({ sets }) => sets).length],
    ['first_record', iso(times[0])],
    ['last_record', iso(times.at(-1))],
    ['recordings', recordings.length],
    ...prefixed('rr', rr),
    ...recordings.flatMap((recording, index) => prefixed(`session ${index}`, sessionOf(recording))),
    ...channels.flatMap((name) => {
      const values = all(({ channels: { latlng = [], ...others } }) =>
        name === 'lat'
          ? latlng.map((position) => position?.[0])
          : ((others[name as Exclude<ChannelName, 'latlng'>] ?? []) as (number | null)[]),
      );
      return prefixed(name, aggregate(values));
    }),
  ]);
}

function sessionOf({ sport, subSport, startedAt, stated, poolM, laps, lengths }: FileRecording) {
  return {
    sport,
    subSport,
    start_time: startedAt?.toISOString(),
    ...Object.fromEntries(
      Object.entries(STATED).map(([ours, theirs]) => [
        theirs,
        stated[ours as StatedFigure] ?? null,
      ]),
    ),
    // the fractions are fields of their own, which the expected values leave out
    avg_cadence:
      stated.averageCadenceRpm === undefined ? null : Math.floor(stated.averageCadenceRpm),
    total_ascent: stated.elevationGainM === undefined ? null : Math.floor(stated.elevationGainM),
    pool_length: poolM ?? null,
    num_laps: laps.length,
    num_active_lengths: lengths.filter(({ stroke }) => stroke !== 'idle').length,
  };
}

function expectedFigures(expected: Expected): Record<string, unknown> {
  const { messages: _, ...rr } = expected.rr as Aggregate & { messages: number };
  const { heart_rate_including_hr_messages: merged, record_aggregates: aggregates } = expected;
  const channels = { ...aggregates, ...(merged ? { heart_rate: merged } : {}) };
  return Object.fromEntries([
    ...['records', 'laps', 'lengths', 'sets', 'first_record', 'last_record'].map((name) => [
      name,
      expected[name as keyof Expected],
    ]),
    ['recordings', Math.max(1, expected.sessions.length)],
    ...prefixed('rr', rr),
    ...expected.sessions.flatMap((session, index) =>
      prefixed(`session ${index}`, expectedSession(session, expected)),
    ),
    ...Object.entries(channels).flatMap(([name, figures]) => prefixed(name, figures)),
  ]);
}

function expectedSession(session: ExpectedSession, { laps, sessions }: Expected) {
  const {
    sport: fitSport,
    sub_sport: fitSubSport,
    num_laps: laidLaps,
    num_active_lengths: swum,
    ...figures
  } = session;
  const words = `${fitSport} ${fitSubSport ?? 'generic'}`;
  const [sport, subSport] = SPORTS[words] ?? [fitSport, fitSubSport];
  // what the session counts of laps is not always in the file
  const hasLaps =
    laidLaps !== null && (laps > 0 || laidLaps === 0) && (sessions.length > 1 || laidLaps === laps);
  return {
    ...figures,
    sport,
    subSport,
    ...(hasLaps ? { num_laps: laidLaps } : {}),
    num_active_lengths: swum ?? 0,
  };
}

const isClose = (a: unknown, b: unknown) =>
  typeof a === 'number' && typeof b === 'number'
    ? Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))
    : a === b;

let compared = 0;

test
  .skipIf(corpus === undefined)
  .each(Object.keys(expectedOf).filter((name) => !(name in REFUSED)))(
  '%s of FETTLE_CORPUS decodes to the expected figures',
  (name) => {
    const decoded = decodeFit(read(name), {});
    const expected = expectedOf[AS_EXPECTED_OF[name] ?? name] as Expected;
    const wanted = expectedFigures(expected);
    const ours = figuresOf(decoded, Object.keys(expected.record_aggregates));
    const listed = Object.assign(
      {},
      ...[...(DIFFERENT[AS_EXPECTED_OF[name] ?? ''] ?? []), ...(DIFFERENT[name] ?? [])].map(
        (one) => one.ours,
      ),
    );
    for (const [path, value] of Object.entries<unknown>({ ...wanted, ...listed })) {
      if (value === NOT_COMPARED) {
        continue;
      }
      const isEqual = isClose(ours[path], value);
      expect(isEqual, `${path}: ${String(ours[path])}, not ${String(value)}`).toBe(true);
      compared += 1;
      if (path in listed && path in wanted) {
        expect(isClose(value, wanted[path]), `${path} does not differ, so need not be listed`).toBe(
          false,
        );
      }
    }
    expect(decoded.warnings.map(({ code }) => code)).toEqual(WARNED[name] ?? []);
  },
);

test.skipIf(corpus === undefined)('what is compared of FETTLE_CORPUS does not get less', () => {
  expect(Object.keys(expectedOf)).toHaveLength(54);
  expect(compared).toBe(2339);
});

test.skipIf(corpus === undefined).each(Object.entries(REFUSED))(
  '%s of FETTLE_CORPUS is refused as %s',
  (name, reason) => {
    const [code = '', kind = ''] = reason.split(': ');
    const refusal = expect(() => decodeFit(read(name), {}));
    refusal.toThrow(UnreadableFile);
    refusal.toThrow(expect.objectContaining({ code, message: expect.stringContaining(kind) }));
  },
);

test.skipIf(corpus === undefined)(
  'a clock never set counts from started_at, with compressed timestamps, speeds and distances read',
  () => {
    const name = 'tormoder__compressed-speed-distance.fit';
    const startedAt = new Date('2010-07-18T10:00:00Z');
    const decoded = decodeFit(read(name), { startedAt });
    const expected = expectedOf[name] as Expected;
    const ours = figuresOf(decoded, ['heart_rate', 'cadence', 'speed', 'distance']);
    const session = expected.sessions[0] ?? {};
    expect(ours).toMatchObject({
      records: expected.records,
      laps: expected.laps,
      first_record: '2010-07-18T10:00:00.000Z',
      last_record: '2010-07-18T11:04:40.000Z',
      'heart_rate.sum': expected.record_aggregates['heart_rate']?.sum,
      'cadence.sum': expected.record_aggregates['cadence']?.sum,
      'distance.n': 754,
      'speed.n': 754,
    });
    // in steps of 1/16 m, whole from the file's start to its end
    expect(ours['distance.max']).toBeCloseTo(Number(session['total_distance']), -1);
    expect(Number(ours['speed.sum']) / 754).toBeCloseTo(Number(session['avg_speed'] ?? 2.735), 0);
  },
);
