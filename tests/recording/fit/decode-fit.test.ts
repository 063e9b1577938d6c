import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFit } from '../../../lib/recording/fit/decode-fit.ts';
import type { FileRecording } from '../../../lib/recording/recording.ts';
import { exerciseNames } from '../../../scripts/exercise-names-file.ts';
import {
  type Field,
  FitBuilder,
  fileId,
  madeUpFit,
  recordAt,
  START_S,
} from '../../support/fit-builder.ts';

const HEADER_BYTES = 14;
const MESSAGES_BEFORE_RECORDS = 2;

function decode(file: Uint8Array | FitBuilder, options: { startedAt?: Date } = {}) {
  return decodeFit(file instanceof FitBuilder ? file.file() : file, options);
}

function only(file: Uint8Array | FitBuilder): FileRecording {
  const { recordings } = decode(file);
  expect(recordings).toHaveLength(1);
  return recordings[0] as FileRecording;
}

const repeat = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
const codesOf = (file: Uint8Array | FitBuilder) => decode(file).warnings.map(({ code }) => code);
const chained = (...files: Uint8Array[]) => new Uint8Array(Buffer.concat(files));
const record = (atS: number, ...fields: Field[]): Field[] => [
  [253, 'uint32', START_S + atS],
  ...fields,
];

describe('repair', () => {
  test('a file cut anywhere keeps every whole record before the cut', () => {
    const count = 30;
    const { builder, file } = madeUpFit({ count });
    const whole = only(file);
    const ends = builder.ends.slice(MESSAGES_BEFORE_RECORDS, MESSAGES_BEFORE_RECORDS + count);
    const [first = 0] = ends;
    for (let cut = HEADER_BYTES; cut < file.length; cut += 1) {
      const kept = ends.filter((end) => end <= cut).length;
      const piece = file.subarray(0, cut);
      if (kept === 0) {
        expect(cut).toBeLessThan(first);
        expect(() => decode(piece), `cut at ${cut}`).toThrow();
      } else {
        const { channels } = only(piece);
        expect(channels.time, `cut at ${cut}`).toEqual(whole.channels.time?.slice(0, kept));
        expect(channels.power).toEqual(whole.channels.power?.slice(0, kept));
        expect(codesOf(piece)).toEqual([
          expect.stringMatching(/cut_off|missing_checksum|wrong_size/),
        ]);
      }
    }
  });

  test('files one after the other give what one file of all their messages gives', () => {
    const part = (from: number, to: number) => {
      const builder = fileId(new FitBuilder());
      for (let i = from; i < to; i += 1) {
        builder.message(20, recordAt(i), { local: i % 3 });
      }
      return builder.file();
    };
    const parts = [part(0, 7), part(7, 8), part(8, 40)];
    expect(only(chained(...parts))).toEqual(only(part(0, 40)));
    expect(codesOf(chained(...parts))).toEqual(['joined_files']);
    expect(only(chained(part(0, 7), Uint8Array.of(1, 2, 3), part(7, 40)))).toEqual(
      only(part(0, 40)),
    );
  });

  test.each<{ case: string; lie: (file: Uint8Array) => Uint8Array; codes: string[] }>([
    { case: 'nothing', lie: (file) => file, codes: [] },
    {
      case: 'size 0 and no checksum',
      lie: (file) => sized(file.slice(0, -2), 0),
      codes: ['unfinished_file'],
    },
    {
      case: 'size 0 with a checksum',
      lie: (file) => summed(sized(file, 0)),
      codes: ['unfinished_file'],
    },
    {
      case: 'size 0 and zeros to the end',
      lie: (file) => sized(chained(file.slice(0, -2), new Uint8Array(500)), 0),
      codes: ['unfinished_file'],
    },
    { case: 'a size too small', lie: (file) => sized(file, 100), codes: ['wrong_size'] },
    { case: 'a size too large', lie: (file) => sized(file, 1e6), codes: ['cut_off'] },
    {
      case: 'a size too large, sums right',
      lie: (file) => summed(sized(file, 1e6)),
      codes: ['wrong_size'],
    },
    { case: 'the largest size', lie: (file) => sized(file, 2 ** 32 - 1), codes: ['cut_off'] },
    {
      case: 'a wrong checksum',
      lie: (file) => file.with(file.length - 1, (file.at(-1) ?? 0) ^ 1),
      codes: ['wrong_checksum'],
    },
    { case: 'no checksum', lie: (file) => file.slice(0, -2), codes: ['missing_checksum'] },
    {
      case: 'bytes behind the end',
      lie: (file) => chained(file, new Uint8Array(9).fill(7)),
      codes: ['trailing_bytes'],
    },
    { case: 'a short header', lie: (file) => summed(shortened(file)), codes: [] },
  ])('a header that says $case changes no value', ({ lie, codes }) => {
    const { file } = madeUpFit({ count: 25 });
    expect(only(lie(file))).toEqual(only(file));
    expect(codesOf(lie(file))).toEqual(codes);
  });

  test('messages of no known definition end the reading, and what comes before stays', () => {
    const { builder } = madeUpFit({ count: 10 });
    builder.raw(0x0d, 1, 2, 3);
    expect(only(builder).channels.time).toHaveLength(10);
    expect(codesOf(builder)).toEqual(['damaged_part']);
  });

  test('big-endian files decode to the same', () => {
    expect(only(madeUpFit({ isBig: true }).file)).toEqual(only(madeUpFit().file));
  });

  test('a file too long for one chunk decodes to what its records say', () => {
    const { file } = madeUpFit({ count: 3500 });
    const { channels, laps } = only(file);
    expect(channels.time).toEqual(Array.from({ length: 3500 }, (_, i) => i));
    expect(channels.power).toEqual(Array.from({ length: 3500 }, (_, i) => 180 + (i % 150)));
    expect(laps).toEqual([{ startS: 0, endS: 3500 }]);
  });
});

function sized(file: Uint8Array, size: number): Uint8Array {
  const changed = file.slice();
  new DataView(changed.buffer).setUint32(4, size, true);
  return changed;
}

/** With the checksum that the bytes before it have. */
function summed(file: Uint8Array): Uint8Array {
  const changed = file.slice();
  let crc = 0;
  for (const byte of changed.subarray(0, -2)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
    }
  }
  changed.set([crc & 255, crc >>> 8], changed.length - 2);
  return changed;
}

function shortened(file: Uint8Array): Uint8Array {
  const changed = chained(file.slice(0, 12), file.slice(HEADER_BYTES));
  changed[0] = 12;
  return changed;
}

describe('time', () => {
  test('compressed timestamps count on from the last one, whatever message told it', () => {
    const builder = fileId(new FitBuilder());
    // a message that is not read, with a time
    builder.message(160, [[253, 'uint32', START_S]], { local: 4 });
    for (let i = 0; i < 200; i += 1) {
      if (i === 100) {
        builder.message(160, [[253, 'uint32', START_S + 299]], { local: 4 });
      }
      const atS = i < 100 ? i : 200 + i;
      builder.message(20, [[3, 'uint8', 60 + (i % 100)]], { local: 1, compressed: START_S + atS });
    }
    const { startedAt, channels } = only(builder);
    expect(startedAt?.toISOString()).toBe('2024-05-04T08:00:00.000Z');
    expect(channels.time).toEqual(Array.from({ length: 200 }, (_, i) => (i < 100 ? i : 200 + i)));
    expect(channels.heart_rate).toEqual(Array.from({ length: 200 }, (_, i) => 60 + (i % 100)));
  });

  test('records of the same time are one sample, the first value that is there', () => {
    const builder = fileId(new FitBuilder());
    builder.message(20, record(0, [3, 'uint8', 100], [7, 'uint16', 0xffff]));
    builder.message(20, record(0, [3, 'uint8', 101], [7, 'uint16', 250]));
    builder.message(20, record(1, [3, 'uint8', 102], [7, 'uint16', 260]));
    expect(only(builder).channels).toEqual({
      time: [0, 1],
      heart_rate: [100, 102],
      power: [250, 260],
    });
    expect(codesOf(builder)).toEqual(['time_repeated']);
  });

  test('records out of order are sorted', () => {
    const builder = fileId(new FitBuilder());
    for (const atS of [3, 1, 2, 0]) {
      builder.message(20, record(atS, [3, 'uint8', 100 + atS]));
    }
    expect(only(builder).channels).toEqual({
      time: [0, 1, 2, 3],
      heart_rate: [100, 101, 102, 103],
    });
    expect(codesOf(builder)).toEqual(['time_unsorted']);
  });

  test('a record years off is left out, one a day later is not', () => {
    const builder = fileId(new FitBuilder());
    for (const atS of [0, 1, 2, 1e8, 86_400]) {
      builder.message(20, record(atS, [3, 'uint8', 100]));
    }
    expect(only(builder).channels.time).toEqual([0, 1, 2, 86_400]);
    expect(codesOf(builder)).toEqual(['time_out_of_range']);
  });

  const unset = () => {
    const builder = fileId(new FitBuilder());
    builder.message(20, [
      [253, 'uint32', 5000],
      [3, 'uint8', 100],
    ]);
    builder.message(20, [
      [253, 'uint32', 5002],
      [3, 'uint8', 101],
    ]);
    return builder;
  };

  test('a clock that was never set asks for the start, and counts from it', () => {
    expect(() => decode(unset())).toThrow(
      expect.objectContaining({
        code: 'no_start_time',
        message: expect.stringContaining('started_at'),
      }),
    );
    const startedAt = new Date('2023-02-03T04:05:06Z');
    expect(decode(unset(), { startedAt }).recordings[0]).toMatchObject({
      startedAt,
      channels: { time: [0, 2], heart_rate: [100, 101] },
    });
  });

  test('a clock set on the way leaves no gap, unless the device tells how long it was', () => {
    const guessed = unset().message(20, record(0, [3, 'uint8', 102]));
    expect(only(guessed).channels.time).toEqual([0, 2, 3]);
    expect(codesOf(guessed)).toEqual(['clock_set_midway']);
    const told = unset()
      .message(
        162,
        [
          [253, 'uint32', START_S],
          [1, 'uint32', 5009],
        ],
        { local: 1 },
      )
      .message(20, record(0, [3, 'uint8', 102]));
    expect(only(told).channels.time).toEqual([0, 2, 9]);
  });

  test.each([
    { case: 'before its first sample', startS: -10, firstS: 10 },
    { case: 'after its first sample', startS: 5, firstS: 0 },
    { case: 'years before', startS: -1e8, firstS: 0 },
    { case: 'after all samples', startS: 1e6, firstS: 0 },
  ])('a session that says it began $case', ({ startS, firstS }) => {
    const builder = fileId(new FitBuilder());
    for (let i = 0; i < 20; i += 1) {
      builder.message(20, record(i, [3, 'uint8', 100]));
    }
    builder.message(
      18,
      [
        [2, 'uint32', START_S + startS],
        [5, 'enum', 1],
      ],
      { local: 1 },
    );
    expect(only(builder).channels.time?.[0]).toBe(firstS);
  });

  test('a pause is from each stop of the timer to its next start', () => {
    const { builder } = madeUpFit({ count: 60 });
    for (const [atS, type] of [
      [10, 4],
      [25, 0],
      [30, 1],
      [31, 4],
      [40, 0],
      [60, 4],
    ] as const) {
      builder.message(
        21,
        [
          [253, 'uint32', START_S + atS],
          [0, 'enum', 0],
          [1, 'enum', type],
        ],
        { local: 1 },
      );
    }
    builder.message(21, record(12, [0, 'enum', 250], [1, 'enum', 3], [3, 'uint32', 7]), {
      local: 5,
    });
    const { pauses, events } = only(builder);
    expect(pauses).toEqual([
      { fromS: 10, toS: 25 },
      { fromS: 30, toS: 40 },
    ]);
    expect(events).toHaveLength(8);
    expect(events.at(-1)).toEqual({ atS: 12, event: 'unknown_250', type: 'marker', data: 7 });
  });
});

describe('samples', () => {
  test('heart rates stored by a strap go to the records since whose last they were', () => {
    const builder = fileId(new FitBuilder());
    for (let i = 0; i < 30; i += 1) {
      builder.message(20, record(i, [3, 'uint8', i < 5 ? 99 : 255]));
    }
    // the strap's clock is near the end of its turn: its 12 bits start again, and its 32 too
    const start = 2 ** 32 - 3000;
    const ticks = (atS: number) => start + atS * 1024;
    const anchor: Field[] = [
      [253, 'uint32', START_S],
      [6, 'uint8', [100]],
      [9, 'uint32', start],
    ];
    builder.message(132, anchor, { local: 1 });
    for (let first = 1; first < 40; first += 8) {
      const times = Array.from({ length: 8 }, (_, i) => ticks((first + i) / 2) & 4095);
      const packed = [0, 2, 4, 6].flatMap((i) => {
        const [a = 0, b = 0] = times.slice(i);
        return [a & 255, (a >>> 8) | ((b & 15) << 4), b >>> 4];
      });
      const rates = times.map((_, i) => ((first + i) / 2 <= 10 ? 100 : 140));
      builder.message(
        132,
        [
          [6, 'uint8', rates],
          [10, 'byte', packed],
        ],
        { local: 2 },
      );
    }
    const rates = only(builder).channels.heart_rate ?? [];
    expect(rates.slice(0, 11)).toEqual(repeat(11, 100));
    // the first beat at 140 is half a second after the last at 100
    expect(rates.slice(12, 21)).toEqual(repeat(9, 140));
    expect(rates.slice(21)).toEqual(repeat(9, null));
  });

  test('a stored heart rate holds for five seconds, over what was received meanwhile', () => {
    const builder = fileId(new FitBuilder());
    for (let i = 0; i <= 20; i += 1) {
      builder.message(20, record(i, [3, 'uint8', 99]));
    }
    for (const [atS, rate] of [
      [2, 120],
      [18, 150],
    ] as const) {
      builder.message(132, record(atS, [6, 'uint8', [rate]], [9, 'uint32', 1024 * atS]), {
        local: 1,
      });
    }
    const rates = [99, 99, ...repeat(6, 120), ...repeat(10, 99), 150, 99, 99];
    expect(only(builder).channels.heart_rate).toEqual(rates);
  });

  test('compressed speed and distance count on past their 256 m', () => {
    const builder = fileId(new FitBuilder());
    for (let i = 0; i < 100; i += 1) {
      const distance = (i * 160) & 4095;
      const speed = 354;
      const bytes = [speed & 255, (speed >>> 8) | ((distance & 15) << 4), distance >>> 4];
      builder.message(20, record(i, [8, 'byte', i === 50 ? [255, 255, 255] : bytes]));
    }
    const { channels } = only(builder);
    expect(channels.distance).toEqual(
      Array.from({ length: 100 }, (_, i) => (i === 50 ? null : i * 10)),
    );
    expect(channels.speed?.[99]).toBe(3.54);
    expect(channels.speed?.[50]).toBeNull();
  });

  test('enhanced fields go before plain ones, a fraction of cadence belongs to it', () => {
    const builder = fileId(new FitBuilder());
    builder.message(
      20,
      record(
        0,
        [2, 'uint16', 2500],
        [78, 'uint32', 3500],
        [6, 'uint16', 1000],
        [73, 'uint32', 70_000],
        [4, 'uint8', 85],
        [53, 'uint8', 64],
        [99, 'uint8', 20],
        [108, 'uint16', 2150],
        [139, 'uint16', 3790],
        [39, 'uint16', 855],
        [41, 'uint16', 2405],
        [85, 'uint16', 11_000],
        [30, 'uint8', 0x80 | 52],
      ),
    );
    builder.message(20, record(1, [30, 'uint8', 48], [4, 'uint8', 255], [53, 'uint8', 64]), {
      local: 1,
    });
    expect(only(builder).channels).toEqual({
      time: [0, 1],
      altitude: [200, null],
      speed: [70, null],
      cadence: [85.5, null],
      respiration_rate: [21.5, null],
      core_body_temperature: [37.9, null],
      vertical_oscillation: [85.5, null],
      stance_time: [240.5, null],
      step_length: [1100, null],
      // which leg the other share is of is not said
      left_right_balance: [52, null],
    });
  });

  test('invalid values are missing, and a channel of nothing else is left out', () => {
    const builder = fileId(new FitBuilder());
    const invalid: Field[] = [
      [0, 'sint32', 0x7fffffff],
      [1, 'sint32', 0x7fffffff],
      [2, 'uint16', 0xffff],
      [3, 'uint8', 0xff],
      [5, 'uint32', 0xffffffff],
      [13, 'sint8', 0x7f],
    ];
    builder.message(20, record(0, ...invalid));
    builder.message(20, record(1, ...invalid.with(3, [3, 'uint8', 90])));
    expect(only(builder).channels).toEqual({ time: [0, 1], heart_rate: [null, 90] });
  });

  test('a position beyond the poles is missing', () => {
    const builder = fileId(new FitBuilder());
    builder.message(20, record(0, [0, 'sint32', 2 ** 30 + 1], [1, 'sint32', 5]));
    builder.message(20, record(1, [0, 'sint32', 2 ** 29], [1, 'sint32', 2 ** 30]));
    expect(only(builder).channels).toEqual({ time: [0, 1], latlng: [null, [45, 90]] });
  });
});

describe('developer fields', () => {
  const described = (
    builder: FitBuilder,
    field: number,
    name: string,
    { unit = 'W', native = 255, type = 0x84, developer = 0, of = 20 } = {},
  ) =>
    builder.message(
      206,
      [
        [0, 'uint8', developer],
        [1, 'uint8', field],
        [2, 'uint8', type],
        [3, 'string', name],
        [8, 'string', unit],
        [14, 'uint16', of],
        [15, 'uint8', native],
      ],
      { local: 6 },
    );
  const stryd = [24, 251, 44, 240, 26, 75, 67, 13, 173, 102, 152, 140, 132, 116, 33, 244];

  test('are kept by name, unit and maker, and hide no field of the profile', () => {
    const builder = fileId(new FitBuilder());
    builder.message(
      207,
      [
        [3, 'uint8', 0],
        [1, 'byte', stryd],
      ],
      { local: 5 },
    );
    described(builder, 0, 'power');
    described(builder, 1, '@0.0', { unit: 'x' });
    described(builder, 9, 'of a lap', { of: 19 });
    for (let i = 0; i < 2500; i += 1) {
      const developer = [
        { field: 0, developer: 0, bytes: [i & 255, i >>> 8] },
        { field: 1, developer: 0, bytes: i === 7 ? [255, 255] : [1, 0] },
        { field: 8, developer: 0, bytes: [9, 9] },
      ];
      builder.message(20, record(i, [7, 'uint16', 100]), { developer });
    }
    const { channels, developerFields } = only(builder);
    expect(channels.power).toEqual(repeat(2500, 100));
    expect(developerFields).toEqual([
      {
        name: 'power',
        unit: 'W',
        developer: 'Stryd',
        values: Array.from({ length: 2500 }, (_, i) => i),
      },
      {
        name: '@0.0',
        unit: 'x',
        developer: 'Stryd',
        values: Array.from({ length: 2500 }, (_, i) => (i === 7 ? null : 1)),
      },
    ]);
  });

  test('that stand for one of the profile are the channel where there is no other', () => {
    const builder = fileId(new FitBuilder());
    described(builder, 0, 'Power', { unit: 'Watts', native: 7 });
    described(builder, 1, 'Vertical Oscillation', { unit: 'Centimeters', native: 39 });
    described(builder, 2, 'Pulse', { unit: 'bpm', native: 3 });
    described(builder, 3, 'core_temperature', { unit: '°C' });
    described(builder, 4, 'Speed', { unit: 'furlongs', native: 6 });
    const developer = [250, 8, 99, 37, 5].map((value, field) => ({
      field,
      developer: 0,
      bytes: [value, 0],
    }));
    builder.message(20, record(0, [3, 'uint8', 140]), { developer });
    expect(only(builder).channels).toEqual({
      time: [0],
      heart_rate: [140],
      power: [250],
      vertical_oscillation: [80],
      core_body_temperature: [37],
    });
  });
});

describe('sessions', () => {
  const sports = [5, 3, 2];
  const multisport = ({ areFirst, countsOn }: { areFirst: boolean; countsOn: boolean }) => {
    const builder = fileId(new FitBuilder());
    const sessions = () =>
      sports.forEach((sport, i) => {
        builder.message(
          18,
          [
            [253, 'uint32', START_S + 100 * (i + 1)],
            [2, 'uint32', START_S + 100 * i],
            [5, 'enum', sport],
            [7, 'uint32', 99_500],
          ],
          { local: 1 },
        );
        for (const half of [0, 50]) {
          builder.message(
            19,
            [
              [2, 'uint32', START_S + 100 * i + half],
              [7, 'uint32', 50_000],
            ],
            { local: 2 },
          );
        }
      });
    if (areFirst) {
      sessions();
    }
    for (let i = 0; i < 300; i += 1) {
      builder.message(20, record(i, [5, 'uint32', 100 * (countsOn ? i + 1 : (i % 100) + 1)]));
      builder.message(78, [[0, 'uint16', [1000 + Math.floor(i / 100), 0xffff]]], { local: 3 });
    }
    if (!areFirst) {
      sessions();
    }
    return decode(builder).recordings;
  };

  test('are one recording each, in order, wherever in the file they are', () => {
    const recordings = multisport({ areFirst: false, countsOn: false });
    expect(recordings.map(({ sport, subSport }) => [sport, subSport])).toEqual([
      ['swimming', undefined],
      ['other', 'transition'],
      ['cycling', undefined],
    ]);
    for (const [index, recording] of recordings.entries()) {
      expect(recording.startedAt?.getTime()).toBe(Date.UTC(2024, 4, 4, 8) + index * 100_000);
      expect(recording.channels.time).toEqual(Array.from({ length: 100 }, (_, i) => i));
      expect(recording.channels.distance).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      expect(recording.laps).toEqual([
        { startS: 0, endS: 50 },
        { startS: 50, endS: 100 },
      ]);
      expect(recording.stated.elapsedTimeS).toBe(99.5);
      expect(recording.rrIntervalsMs).toHaveLength(100);
      expect(new Set(recording.rrIntervalsMs)).toEqual(new Set([1000 + index]));
    }
    expect(multisport({ areFirst: true, countsOn: false })).toEqual(recordings);
  });

  test('count distance from their own start, whether the device does or not', () => {
    expect(multisport({ areFirst: true, countsOn: true })).toEqual(
      multisport({ areFirst: true, countsOn: false }),
    );
  });

  test('written twice are one', () => {
    const { builder } = madeUpFit();
    const span: Field[] = [
      [253, 'uint32', START_S + 20],
      [2, 'uint32', START_S],
      [7, 'uint32', 20_000],
    ];
    builder.message(18, [...span, [5, 'enum', 2], [6, 'enum', 7]], { local: 4 });
    expect(only(builder)).toEqual(only(madeUpFit().file));
    expect(codesOf(builder)).toEqual(['sessions_left_out']);
  });

  test('missing from a file of a crashed device leave one recording, of the sport the file tells', () => {
    const builder = fileId(new FitBuilder());
    builder.message(
      12,
      [
        [0, 'enum', 64],
        [1, 'enum', 85],
      ],
      { local: 1 },
    );
    builder.message(20, record(0, [3, 'uint8', 150]));
    expect(only(builder)).toMatchObject({ sport: 'padel', subSport: 'padel', stated: {} });
  });

  test.each([
    [64, 94, 'squash', 'squash'],
    [64, 84, 'other', 'pickleball'],
    [64, 95, 'badminton', 'badminton'],
    [8, 0, 'tennis', undefined],
    [4, 20, 'strength', 'strength_training'],
    [10, 20, 'strength', 'strength_training'],
    [10, 43, 'yoga', 'yoga'],
    [10, 0, 'other', 'training'],
    [62, 0, 'hiit', undefined],
    [62, 73, 'hiit', 'amrap'],
    [4, 14, 'rowing', 'indoor_rowing'],
    [4, 1, 'running', 'treadmill'],
    [1, 3, 'running', 'trail'],
    [2, 58, 'cycling', 'virtual_activity'],
    [21, 0, 'cycling', 'e_biking'],
    [13, 0, 'skiing', 'alpine_skiing'],
    [12, 42, 'skiing', 'skate_skiing'],
    [17, 0, 'hiking', undefined],
    [18, 78, 'multisport', 'triathlon'],
    [0, 0, 'other', undefined],
    [200, 200, 'other', undefined],
  ])('sport %i/%i is %s, %s', (sport, subSport, ours, word) => {
    const builder = fileId(new FitBuilder());
    builder.message(20, record(0, [3, 'uint8', 150]));
    builder.message(
      18,
      [
        [2, 'uint32', START_S],
        [5, 'enum', sport],
        [6, 'enum', subSport],
      ],
      { local: 1 },
    );
    expect(only(builder)).toMatchObject({ sport: ours });
    expect(only(builder).subSport).toBe(word);
  });

  test('say what they state, fractions and enhanced fields taken', () => {
    const builder = fileId(new FitBuilder());
    builder.message(20, record(0, [3, 'uint8', 150]));
    builder.message(18, [
      [2, 'uint32', START_S],
      [8, 'uint32', 60_500],
      [59, 'uint32', 58_000],
      [9, 'uint32', 123_456],
      [14, 'uint16', 1000],
      [124, 'uint32', 3333],
      [15, 'uint16', 0xffff],
      [18, 'uint8', 85],
      [92, 'uint8', 64],
      [22, 'uint16', 12],
      [199, 'uint8', 50],
      [48, 'uint32', 123_000],
      [44, 'uint16', 2286],
    ]);
    const { stated, poolM } = only(builder);
    expect(stated).toEqual({
      timerTimeS: 60.5,
      movingTimeS: 58,
      distanceM: 1234.56,
      averageSpeedMps: 3.333,
      averageCadenceRpm: 85.5,
      elevationGainM: 12.5,
      workKj: 123,
    });
    // 25 yards
    expect(poolM).toBe(22.86);
  });
});

describe('lengths, sets and devices', () => {
  test('lengths tell their stroke, rests are idle', () => {
    const builder = fileId(new FitBuilder());
    const length = (atS: number, type: number, stroke: number, strokes: number): Field[] => [
      [2, 'uint32', START_S + atS],
      [3, 'uint32', 30_500],
      [5, 'uint16', strokes],
      [7, 'enum', stroke],
      [12, 'enum', type],
    ];
    [0, 1, 2, 3, 4, 6, 255].forEach((stroke, i) => {
      builder.message(101, length(31 * i, 1, stroke, 12));
    });
    builder.message(101, length(300, 0, 255, 0xffff));
    const { lengths, channels } = only(builder);
    expect(channels).toEqual({});
    expect(lengths.map(({ stroke }) => stroke)).toEqual([
      'free',
      'back',
      'breast',
      'fly',
      'drill',
      'mixed',
      'mixed',
      'idle',
    ]);
    expect(lengths[1]).toEqual({ startS: 31, durationS: 30.5, strokes: 12, stroke: 'back' });
    expect(lengths[7]?.strokes).toBeUndefined();
  });

  test('sets tell the exercise by its standard name, reps and weight; rests tell nothing', () => {
    const builder = fileId(new FitBuilder());
    const set = (atS: number, type: number, category: number, exercise: number): Field[] => [
      [2, 'uint32', 0xffffffff],
      [6, 'uint32', START_S + atS],
      [0, 'uint32', 40_250],
      [3, 'uint16', 8],
      [4, 'uint16', 16 * 62.5],
      [5, 'uint8', type],
      [7, 'uint16', [category, 5]],
      [8, 'uint16', [exercise, 1]],
    ];
    builder.message(225, set(0, 1, 0, 1));
    builder.message(225, set(60, 0, 0xffff, 0xffff));
    builder.message(225, set(120, 1, 28, 9999));
    builder.message(225, set(180, 1, 65534, 3));
    const rest = { exercise: undefined, reps: undefined, weightKg: undefined };
    const active = { kind: 'active', durationS: 40.25, reps: 8, weightKg: 62.5 };
    expect(only(builder).sets).toEqual([
      { ...active, startS: 0, exercise: 'barbell_bench_press' },
      { ...rest, kind: 'rest', startS: 60, durationS: 40.25 },
      { ...active, startS: 120, exercise: 'squat' },
      { ...active, startS: 180, exercise: undefined },
    ]);
  });

  test('what recorded comes first, then its sensors; a barometer tells how altitude was measured', () => {
    const { builder } = madeUpFit();
    const info = (index: number, ...fields: Field[]) =>
      builder.message(23, [[253, 'uint32', START_S], [0, 'uint8', index], ...fields], { local: 5 });
    info(3, [1, 'uint8', 120], [25, 'enum', 1], [2, 'uint16', 123], [27, 'string', 'H10']);
    info(1, [1, 'uint8', 4], [25, 'enum', 5]);
    info(
      0,
      [2, 'uint16', 1],
      [4, 'uint16', 3113],
      [3, 'uint32z', 4_000_000_001],
      [5, 'uint16', 1320],
    );
    info(0, [2, 'uint16', 1], [4, 'uint16', 3113]);
    const { devices, altitudeSource } = only(builder);
    expect(altitudeSource).toBe('barometric');
    expect(devices).toEqual([
      {
        name: 'Garmin Forerunner 945',
        manufacturer: 'Garmin',
        product: 'Forerunner 945',
        serialNumber: '4000000001',
        softwareVersion: '13.20',
        kind: undefined,
      },
      {
        name: 'Polar Electro H10',
        manufacturer: 'Polar Electro',
        product: 'H10',
        serialNumber: undefined,
        softwareVersion: undefined,
        kind: 'heart_rate',
      },
      expect.objectContaining({ kind: 'barometer' }),
    ]);
    expect(only(madeUpFit().file).altitudeSource).toBeUndefined();
  });

  test('texts that are no UTF-8 do no harm', () => {
    const { builder } = madeUpFit();
    builder.message(26, [[8, 'string', Uint8Array.of(0xff, 0xfe, 0x41, 0x80, 0)]], { local: 5 });
    expect(only(builder).name).toContain('A');
  });

  test('the names of exercises are those of the profile in use', async () => {
    const path = join(import.meta.dirname, '../../../lib/recording/fit/exercise-names.gen.ts');
    expect(readFileSync(path, 'utf8')).toBe(await exerciseNames());
  });
});

describe('refusals', () => {
  test.each([
    [1, 'a description of a device'],
    [2, 'a file of settings'],
    [3, 'a file of sport settings'],
    [5, 'a workout'],
    [6, 'a course'],
    [10, 'a file of totals'],
    [28, 'a day’s monitoring'],
    [32, 'a day’s monitoring'],
    [34, 'a segment'],
    [49, 'a night’s sleep'],
    [68, 'a night’s heart rate variability'],
  ])('a file of type %i is refused as %s, even with records', (type, kind) => {
    const builder = fileId(new FitBuilder(), type);
    builder.message(20, record(0, [3, 'uint8', 150]), { local: 1 });
    expect(() => decode(builder)).toThrow(
      expect.objectContaining({
        code: 'not_an_activity',
        message: `This is ${kind}, not an activity.`,
      }),
    );
  });

  test.each([
    { case: 'no bytes', bytes: new Uint8Array(), code: 'empty_file' },
    { case: 'a header', bytes: new FitBuilder().file(), code: 'empty_file' },
    { case: 'half a header', bytes: new FitBuilder().file().slice(0, 9), code: 'unknown_format' },
    { case: 'text', bytes: Buffer.from('<html>'.repeat(9)), code: 'unknown_format' },
    {
      case: 'a header and nonsense',
      bytes: new FitBuilder().raw(...repeat(99, 7)).file(),
      code: 'damaged_file',
    },
    { case: 'only what the file is', bytes: fileId(new FitBuilder()).file(), code: 'no_data' },
    {
      case: 'records without a time',
      bytes: fileId(new FitBuilder())
        .message(20, [[3, 'uint8', 99]])
        .file(),
      code: 'no_data',
    },
    {
      case: 'a message of nobody’s',
      bytes: new FitBuilder().message(0xff00, [[3, 'uint8', 99]]).file(),
      code: 'not_an_activity',
    },
  ])('$case is refused as $code', ({ bytes, code }) => {
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code }));
  });

  test('a file of no type is an activity where it has records', () => {
    const builder = new FitBuilder().message(20, record(0, [3, 'uint8', 150]));
    expect(only(builder).channels.heart_rate).toEqual([150]);
  });
});
