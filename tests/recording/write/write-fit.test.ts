import { Buffer } from 'node:buffer';
import FitParser from 'fit-file-parser';
import { describe, expect, test } from 'vitest';
import type { FileRecording } from '../../../lib/recording/recording.ts';
import { writeFit } from '../../../lib/recording/write/write-fit.ts';
import * as fc from '../../support/fast-check.ts';
import {
  anyRecording,
  blankRecording,
  HAND_MADE,
  heartBeats,
  poolSwim,
  ride,
  run,
  squash,
  strength,
} from './recordings.ts';
import { walkFit } from './walk-fit.ts';

type Row = Record<string, unknown>;
type Parsed = Record<
  'records' | 'laps' | 'lengths' | 'sets' | 'events' | 'sessions' | 'hrv' | 'device_infos',
  Row[]
>;

/** As fit-file-parser reads it when it is told to forgive nothing. */
async function parse(recording: FileRecording): Promise<Parsed> {
  const parser = new FitParser({ force: false, speedUnit: 'm/s', lengthUnit: 'm', mode: 'list' });
  return (await parser.parseAsync(Buffer.from(writeFit(recording)))) as unknown as Parsed;
}

const FILE_ID = 0;
const SESSION = 18;
const LAP = 19;
const RECORD = 20;
const EVENT = 21;
const ACTIVITY = 34;
const TIMESTAMP = 253;

describe('a FIT file is valid', () => {
  test.each(Object.entries(HAND_MADE))(
    'by the protocol and to a strict reader: %s',
    async (_, made) => {
      const globals = walkFit(writeFit(made())).map(({ global }) => global);
      expect(globals[0]).toBe(FILE_ID);
      // totals come behind what they sum up
      expect(globals.at(-1)).toBe(ACTIVITY);
      expect(globals.at(-2)).toBe(SESSION);
      expect(globals.at(-3)).toBe(LAP);
      const { sessions, laps } = await parse(made());
      expect(sessions[0]?.['num_laps']).toBe(laps.length);
    },
  );

  test('whatever the recording is', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecording, async (recording) => {
        const messages = walkFit(writeFit(recording));
        const count = (number: number) => messages.filter(({ global }) => global === number).length;
        expect(count(SESSION)).toBe(1);
        expect(count(ACTIVITY)).toBe(1);
        expect(count(LAP)).toBe(Math.max(1, recording.laps.length));
        expect(count(EVENT)).toBe(2 + 2 * recording.pauses.length);
        const seconds = new Set(recording.channels.time?.map((s) => Math.round(s ?? 0)));
        expect(count(RECORD)).toBe(seconds.size);
        await expect(parse(recording)).resolves.toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  test('records that are alike have one definition, and no byte beside their fields', () => {
    const bytesOf = (samples: number) => {
      const time = Array.from({ length: samples }, (_, index) => index);
      const channels = { time, heart_rate: time.map(() => 150), power: time };
      return writeFit({ ...blankRecording(), channels }).length;
    };
    expect(bytesOf(100) - bytesOf(50)).toBe(50 * (1 + 4 + 1 + 2));
  });

  test('no time is before the start or behind the end', () => {
    for (const made of Object.values(HAND_MADE)) {
      const recording = made();
      const startS = recording.startedAt ? recording.startedAt.getTime() / 1000 - 631_065_600 : NaN;
      for (const { global, fields } of walkFit(writeFit(recording))) {
        if ([LAP, RECORD, EVENT, SESSION, ACTIVITY].includes(global)) {
          const bytes = fields.get(TIMESTAMP) ?? new Uint8Array(4);
          const at = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
          expect(at).toBeGreaterThanOrEqual(startS);
          expect(at).toBeLessThanOrEqual(startS + 1000);
        }
      }
    }
  });
});

describe('a FIT file says', () => {
  test('every sample in its units, and nothing where nothing was', async () => {
    const { records } = await parse(ride());
    expect(records[0]).toStrictEqual({
      timestamp: new Date('2026-05-01T06:00:00Z'),
      cadence: 0,
      distance: 0,
      enhanced_speed: 8,
      enhanced_altitude: 100,
      power: 200,
      temperature: -3,
      grade: 0,
      skin_temperature: 37,
      precise: 0,
    });
    const record = records[150] ?? {};
    expect(record['heart_rate']).toBe(Math.round(140 + 20 * Math.sin(150 / 40)));
    expect(record['position_lat']).toBeCloseTo(46.05 + 150 * 7e-5, 6);
    expect(record['position_long']).toBeCloseTo(14.5 - 150 * 1e-5, 6);
    expect(record['distance']).toBe(1237.5);
    expect(record['skin_temperature']).toBe(37 + 150 / 8192);
    expect(record['precise']).toBe(50);
    expect(records).toHaveLength(820);
  });

  test('when the clock stood', async () => {
    const { events, sessions } = await parse(ride());
    const timer = events.filter(({ event }) => event === 'timer');
    expect(
      timer.map((event) => [
        (event['timestamp'] as Date).toISOString().slice(11, 19),
        event['event_type'],
      ]),
    ).toStrictEqual([
      ['06:00:00', 'start'],
      ['06:04:59', 'stop_all'],
      ['06:07:00', 'start'],
      ['06:11:39', 'stop_all'],
      ['06:12:40', 'start'],
      ['06:16:39', 'stop_all'],
    ]);
    expect(events.find(({ event }) => event === 'user_marker')).toMatchObject({ data: 7 });
    expect(sessions[0]).toMatchObject({
      total_elapsed_time: 999,
      total_timer_time: 999 - 121 - 61,
      total_distance: 999 * 8.25,
      total_calories: 345,
      total_ascent: 123,
      total_fractional_ascent: 0.5,
      normalized_power: 231,
      total_work: 187_000,
      sport: 'cycling',
      sub_sport: 'road',
      max_power: 350,
    });
  });

  test('strides of one leg, with their half, and how a runner moves', async () => {
    const { records, laps } = await parse(run());
    expect(records[3]).toMatchObject({ cadence: 81, fractional_cadence: 0.5 });
    expect(records[9]).toMatchObject({
      vertical_oscillation: 80.9,
      stance_time: 240.9,
      step_length: 1100.9,
      core_temperature: 37.09,
      left_right_balance: { value: 52, right: true },
    });
    expect(laps.map((lap) => lap['total_elapsed_time'])).toStrictEqual([280.25, 318.75]);
    expect(laps[1]?.['start_time']).toStrictEqual(new Date('2026-05-01T06:04:40Z'));
  });

  test('each length of the pool', async () => {
    const { lengths, laps, sessions } = await parse(poolSwim());
    expect(lengths.map((length) => length['swim_stroke'] ?? length['length_type'])).toStrictEqual([
      'freestyle',
      'backstroke',
      'breaststroke',
      'butterfly',
      'mixed',
      'drill',
      'idle',
      'freestyle',
    ]);
    expect(lengths[1]).toMatchObject({
      start_time: new Date('2026-05-01T06:00:30Z'),
      total_elapsed_time: 29.5,
      total_strokes: 11,
      avg_speed: Number((22.86 / 29.5).toFixed(3)),
    });
    expect(lengths[6]).not.toHaveProperty('total_strokes');
    expect(sessions[0]).toMatchObject({
      pool_length: 22.86,
      num_lengths: 8,
      num_active_lengths: 7,
    });
    expect(laps[1]).toMatchObject({ first_length_index: 6, num_lengths: 2, num_active_lengths: 1 });
  });

  test('each set', async () => {
    const { sets, sessions } = await parse(strength());
    expect(sets[0]).toMatchObject({
      set_type: 'active',
      start_time: new Date('2026-05-01T06:00:00Z'),
      duration: 45.5,
      repetitions: 8,
      category: ['bench_press'],
      category_subtype: [1],
      weight: 82.5,
    });
    expect(sets.map((set) => set['set_type'])).toStrictEqual(['active', 'rest', 'active', 'rest']);
    expect(sessions[0]).toMatchObject({ sport: 'training', sub_sport: 'strength_training' });
  });

  test('squash, with its heart rate', async () => {
    const { sessions } = await parse(squash());
    expect(sessions[0]).toMatchObject({
      sport: 'racket',
      sub_sport: 'squash',
      max_heart_rate: 179,
    });
    expect(sessions[0]).not.toHaveProperty('total_distance');
  });

  test('every beat in order, among the samples of its time', async () => {
    const { hrv } = await parse(heartBeats());
    const intervals = hrv.flatMap(({ time }) => time as (number | null)[]);
    expect(intervals.filter((s) => s !== null)).toStrictEqual(
      heartBeats().rrIntervalsMs.map((ms) => ms / 1000),
    );
    const order = walkFit(writeFit(heartBeats())).map(({ global }) => global);
    expect(order.lastIndexOf(78)).toBeGreaterThan(order.indexOf(RECORD) + 100);
  });

  test('what recorded it, and its sensors', async () => {
    const { device_infos: devices } = await parse(ride());
    expect(devices[0]).toMatchObject({
      device_index: 'creator',
      product_name: 'Edge 530',
      serial_number: 3987654321,
      software_version: 9.75,
    });
    expect(devices[1]).toMatchObject({ device_index: 1, device_type: 'heart_rate' });
  });
});

describe('what FIT cannot hold', () => {
  test('is left out, not bent', async () => {
    const { records } = await parse({
      ...blankRecording(),
      channels: {
        time: [0, 1],
        heart_rate: [300, 60],
        power: [-5, 70_000],
        altitude: [-501, 0],
        temperature: [200, -3.4],
        latlng: [
          [90, 180],
          [-90, -180],
        ],
      },
    });
    expect(records[0]).toStrictEqual({
      timestamp: new Date('2026-05-01T06:00:00Z'),
      position_lat: 90,
      position_long: expect.closeTo(180, 6),
    });
    expect(records[1]).toMatchObject({
      heart_rate: 60,
      enhanced_altitude: 0,
      temperature: -3,
      position_lat: -90,
      position_long: -180,
    });
    expect(records[1]).not.toHaveProperty('power');
  });

  test('of samples in one second the first stays', async () => {
    const { records } = await parse({
      ...blankRecording(),
      channels: { time: [0, 0.4, 0.6, 1.4, 1.6], power: [1, 2, 3, 4, 5] },
    });
    expect(records.map(({ power }) => power)).toStrictEqual([1, 3, 5]);
  });

  test('a long name is cut between two letters', async () => {
    const bytes = writeFit({ ...blankRecording(), name: `x${'é'.repeat(300)}` });
    const workout = walkFit(bytes).find(({ global }) => global === 26);
    expect(new TextDecoder().decode(workout?.fields.get(8))).toBe(`x${'é'.repeat(126)}\0`);
  });

  test('a recording without a start is not written', () => {
    expect(() => writeFit({ ...ride(), startedAt: undefined })).toThrow(RangeError);
  });
});
