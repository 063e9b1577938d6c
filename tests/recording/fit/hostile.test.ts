import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeFit } from '../../../lib/recording/fit/decode-fit.ts';
import type { DecodedFile, FileRecording } from '../../../lib/recording/recording.ts';
import { UNREADABLE, UnreadableFile } from '../../../lib/recording/unreadable-file.ts';
import { seeded } from '../../bench/made-up-ride.ts';
import {
  type Field,
  FitBuilder,
  fileId,
  madeUpFit,
  recordAt,
  START_S,
} from '../../support/fit-builder.ts';

const MUTATED = 13_000;
const LARGEST_SEED = 6_000;
const MOST_MS = 5_000;
const STARTED_AT = new Date('2024-05-04T08:00:00Z');

const corpus = process.env['FETTLE_CORPUS'];
if (corpus === undefined) {
  process.stdout.write('FIT corpus LEFT OUT of the mutated files: FETTLE_CORPUS is not set\n');
}

/** Whether a file was decoded; fails unless it was, to something sound, or refused, in time. */
function isDecoded(
  file: Uint8Array,
  which: string,
  options: { startedAt?: Date } = { startedAt: STARTED_AT },
): boolean {
  const start = performance.now();
  let decoded: DecodedFile | undefined;
  try {
    decoded = decodeFit(file, options);
  } catch (error) {
    if (!(error instanceof UnreadableFile && UNREADABLE.includes(error.code) && error.message)) {
      throw new Error(`${which} is neither decoded nor refused`, { cause: error });
    }
  }
  const ms = performance.now() - start;
  const faults = decoded === undefined ? [] : faultsOf(decoded);
  if (ms > MOST_MS || faults.length > 0) {
    expect.fail(`${which}: ${faults.join(', ')} after ${ms.toFixed(0)} ms`);
  }
  return decoded !== undefined;
}

function faultsOf({ format, recordings, warnings }: DecodedFile): string[] {
  const faults: string[] = [];
  const check = (isSound: boolean, what: string) => {
    if (!isSound) {
      faults.push(what);
    }
  };
  check(format === 'fit' && recordings.length > 0, 'no recording');
  check(
    warnings.every(({ code, detail }) => /^[a-z_]+$/.test(code) && detail.endsWith('.')),
    'a warning without words',
  );
  for (const recording of recordings) {
    check(isReal(recording), 'a number that is none');
    checkRecording(recording, check);
  }
  return faults;
}

function checkRecording(recording: FileRecording, check: (isSound: boolean, what: string) => void) {
  const { channels, developerFields, laps, pauses, startedAt, rrIntervalsMs, sets } = recording;
  const time = channels.time ?? [];
  check(Number.isFinite(startedAt?.getTime()), 'no start');
  check(
    time.every((atS, i) => Number(atS) > (i === 0 ? -1 : Number(time[i - 1]))),
    'time that does not ascend',
  );
  for (const values of [
    ...Object.values(channels),
    ...developerFields.map((field) => field.values),
  ]) {
    check(values.length === time.length, 'a channel of another length');
    check(
      values.some((value) => value !== null),
      'a channel of nothing',
    );
  }
  check(
    laps.every(({ startS, endS }) => endS >= startS),
    'a lap that ends before it starts',
  );
  check(
    pauses.every(({ fromS, toS }, i) => toS > fromS && fromS >= (pauses[i - 1]?.toS ?? 0)),
    'pauses that overlap',
  );
  check(
    rrIntervalsMs.every((ms) => ms > 0),
    'a beat of no time',
  );
  check(
    sets.every(({ kind }) => kind === 'active' || kind === 'rest'),
    'a set of no kind',
  );
}

function isReal(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isFinite(value);
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return true;
  }
  return (Array.isArray(value) ? value : Object.values(value)).every(isReal);
}

/** A file with a bit of everything. */
function mixedFit({ isBig = false } = {}): Uint8Array {
  const builder = fileId(new FitBuilder({ isBig }));
  builder.message(
    207,
    [
      [3, 'uint8', 0],
      [2, 'uint16', 95],
    ],
    { local: 1 },
  );
  builder.message(
    206,
    [
      [0, 'uint8', 0],
      [1, 'uint8', 1],
      [2, 'uint8', 0x84],
      [3, 'string', 'Form Power'],
      [8, 'string', 'Watts'],
      [15, 'uint8', 7],
    ],
    { local: 2 },
  );
  builder.message(
    23,
    [
      [253, 'uint32', START_S],
      [0, 'uint8', 1],
      [1, 'uint8', 120],
      [25, 'enum', 1],
      [27, 'string', 'Strap'],
    ],
    { local: 3 },
  );
  builder.message(
    132,
    [
      [253, 'uint32', START_S],
      [6, 'uint8', [90]],
      [9, 'uint32', 2048],
    ],
    { local: 4 },
  );
  for (let i = 0; i < 24; i += 1) {
    const developer = [{ field: 1, developer: 0, bytes: [i, 0] }];
    builder.message(20, recordAt(i), { local: 5, developer });
    builder.message(20, [[3, 'uint8', 100]], { local: 1, compressed: START_S + i + 24 });
    builder.message(78, [[0, 'uint16', [800, 810, 0xffff]]], { local: 6 });
    builder.message(
      132,
      [
        [6, 'uint8', [91, 92]],
        [10, 'byte', [i * 8, 2, i]],
      ],
      { local: 7 },
    );
    builder.message(
      21,
      [
        [253, 'uint32', START_S + i],
        [0, 'enum', 0],
        [1, 'enum', i % 2 === 0 ? 4 : 0],
      ],
      { local: 8 },
    );
  }
  for (let i = 0; i < 3; i += 1) {
    const span: Field[] = [
      [253, 'uint32', START_S + 16 * (i + 1)],
      [2, 'uint32', START_S + 16 * i],
      [7, 'uint32', 16_000],
    ];
    builder.message(19, span, { local: 9 });
    builder.message(
      101,
      [...span.slice(1, 2), [3, 'uint32', 9000], [5, 'uint16', 7], [7, 'enum', i], [12, 'enum', 1]],
      { local: 10 },
    );
    builder.message(
      225,
      [
        [6, 'uint32', START_S + 16 * i],
        [0, 'uint32', 9000],
        [3, 'uint16', 8],
        [5, 'uint8', i % 2],
        [7, 'uint16', [i]],
        [8, 'uint16', [i]],
      ],
      { local: 11 },
    );
    builder.message(18, [...span, [5, 'enum', i + 1], [9, 'uint32', 5000]], { local: 12 });
  }
  return builder.file();
}

function seeds(): { name: string; file: Uint8Array }[] {
  const made = [
    { name: 'mixed', file: mixedFit() },
    { name: 'big-endian', file: mixedFit({ isBig: true }) },
    { name: 'chained', file: new Uint8Array(Buffer.concat([madeUpFit().file, mixedFit()])) },
    { name: 'ride', file: madeUpFit({ count: 40 }).file },
  ];
  const folder = join(corpus ?? '', 'fit');
  const names =
    corpus === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.fit'));
  const real = names.map((name) => ({
    name,
    file: new Uint8Array(readFileSync(join(folder, name))),
  }));
  return [...made, ...real.filter(({ file }) => file.length > 0 && file.length <= LARGEST_SEED)];
}

type Random = (below: number) => number;

const MUTATIONS: ((bytes: number[], random: Random, other: Uint8Array) => void)[] = [
  // a few bits
  (bytes, random) => {
    for (let i = 0; i <= random(8); i += 1) {
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
  },
  // a few bytes, often those that mean something
  (bytes, random) => {
    for (let i = 0; i <= random(12); i += 1) {
      bytes[random(bytes.length)] = [0, 255, 0x40, 0x80, 0x7f, 0x60, random(256)][random(7)] ?? 0;
    }
  },
  // definitions, which stand in front
  (bytes, random) => {
    bytes[14 + random(120)] = random(256);
  },
  (bytes, random) => void bytes.splice(random(bytes.length)),
  (bytes, random) => void bytes.splice(random(bytes.length), random(60)),
  (bytes, random) => {
    const from = random(bytes.length);
    bytes.splice(random(bytes.length), 0, ...bytes.slice(from, from + random(200)));
  },
  (bytes, random, other) => {
    const from = random(other.length);
    bytes.splice(random(bytes.length), random(100), ...other.subarray(from, from + random(400)));
  },
  // the header's size
  (bytes, random) => {
    bytes[4 + random(4)] = random(256);
  },
  (bytes, random) => {
    bytes.splice(4, 4, 0, 0, 0, 0);
    bytes.splice(bytes.length - random(40));
  },
  // a size of a field, or a number of fields
  (bytes, random) => {
    const at = bytes.indexOf([0x84, 0x86, 0x02][random(3)] ?? 0, 14 + random(bytes.length));
    if (at > 0) {
      bytes[at - 1] = [0, 255, 254, 1][random(4)] ?? 0;
    }
  },
  // a run of one byte
  (bytes, random) => {
    const from = random(bytes.length);
    bytes.fill([0, 255][random(2)] ?? 0, from, from + random(80));
  },
];

test('a damaged file is decoded to something sound or refused, whatever the damage', {
  timeout: 120_000,
}, () => {
  const random = seeded(20_240_504);
  const below: Random = (limit) => Math.floor(random() * limit);
  const all = seeds();
  let decoded = 0;
  for (let round = 0; round < MUTATED; round += 1) {
    const { name, file } = all[round % all.length] as (typeof all)[number];
    const bytes = [...file];
    const times = 1 + below(3);
    for (let i = 0; i < times && bytes.length > 0; i += 1) {
      const other = all[below(all.length)] ?? { file };
      MUTATIONS[below(MUTATIONS.length)]?.(bytes, below, other.file);
    }
    decoded += Number(
      isDecoded(
        Uint8Array.from(bytes, (byte) => byte),
        `${name}, mutated in round ${round}`,
      ),
    );
  }
  // mended or not: both must happen often for this to mean something
  expect(decoded).toBeGreaterThan(MUTATED / 3);
  expect(MUTATED - decoded).toBeGreaterThan(MUTATED / 20);
});

test('bytes of chance behind a header are decoded or refused', () => {
  const random = seeded(7);
  for (let round = 0; round < 500; round += 1) {
    const body = Array.from({ length: 300 }, () => Math.floor(random() * 256));
    isDecoded(new FitBuilder().raw(...body).file(), `chance ${round}`);
  }
});

const BASE_TYPES = [
  0x00, 0x01, 0x02, 0x07, 0x0a, 0x0d, 0x83, 0x84, 0x85, 0x86, 0x88, 0x89, 0x8b, 0x8c, 0x8e, 0x8f,
  0x90, 0x7f, 0xff,
];
const SIZES = [0, 1, 3, 4, 8, 255];

test.each(BASE_TYPES)(
  'fields of base type %i are read or passed over, in every size and message',
  (baseType) => {
    for (const size of SIZES) {
      for (const global of [0, 12, 18, 19, 20, 21, 23, 26, 78, 101, 132, 162, 206, 207, 225]) {
        const { builder } = madeUpFit({ count: 3 });
        const numbers = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 30, 253];
        for (const endian of [0, 1]) {
          builder.raw(
            0x47,
            0,
            endian,
            global,
            0,
            numbers.length,
            ...numbers.flatMap((number) => [number, size, baseType]),
          );
          for (const fill of [0x00, 0x01, 0x7f, 0xff]) {
            builder.raw(7, ...Array.from({ length: numbers.length * size }, () => fill));
          }
        }
        isDecoded(builder.file(), `message ${global}, size ${size}`);
      }
    }
  },
);

const ride = () => madeUpFit({ count: 5 }).builder;
const developerRecord = (...description: number[]) =>
  ride()
    .raw(
      0x41,
      0,
      0,
      206,
      0,
      6,
      0,
      1,
      2,
      1,
      1,
      2,
      2,
      1,
      2,
      3,
      2,
      7,
      6,
      1,
      2,
      7,
      1,
      1,
      1,
      ...description,
    )
    .raw(0x62, 0, 0, 20, 0, 1, 253, 4, 0x86, 1, 0, 4, 0, 2, 0xf0, 0x9f, 0x98, 0x40, 1, 2, 3, 4);

const HAND_MADE: Record<string, FitBuilder> = {
  'a developer field of no description': ride().raw(
    0x62,
    0,
    0,
    20,
    0,
    0,
    1,
    5,
    4,
    9,
    2,
    1,
    2,
    3,
    4,
  ),
  'a developer field of an unknown type': developerRecord(0, 0, 0x77, 65, 0, 1, 0),
  'a developer field of a 64-bit type': developerRecord(0, 0, 0x8f, 65, 0, 1, 0),
  'a developer field of a text': developerRecord(0, 0, 7, 65, 0, 1, 0),
  'a developer field of floats that are infinite': developerRecord(0, 0, 0x88, 65, 0, 1, 0).raw(
    2,
    0xf1,
    0x9f,
    0x98,
    0x40,
    0,
    0,
    0x80,
    0x7f,
  ),
  'a developer field with scale 0': developerRecord(0, 0, 0x86, 65, 0, 0, 0),
  'a developer field without a name': developerRecord(0, 0, 0x86, 0, 0, 1, 0),
  'a developer field called __proto__': ride().message(
    206,
    [
      [0, 'uint8', 0],
      [1, 'uint8', 0],
      [2, 'uint8', 2],
      [3, 'string', '__proto__'],
    ],
    { local: 6 },
  ),
  'a developer field called like ours': ride().message(
    206,
    [
      [0, 'uint8', 0],
      [1, 'uint8', 0],
      [2, 'uint8', 2],
      [3, 'string', '@0.0'],
    ],
    { local: 6 },
  ),
  'data for a definition that never came': ride().raw(0x0b, 1, 2, 3),
  'a definition that ends the file': ride().raw(0x4b, 0, 0, 20, 0, 200),
  'a definition of 255 fields that are not there': ride().raw(0x4b, 0, 0, 20, 0, 255, 1, 2),
  'the reserved bit in a header': ride().raw(0x15, 1, 2),
  'a definition of no fields': ride().raw(0x4b, 0, 0, 20, 0, 0, 0x0b, 0x0b, 0x0b),
  'a byte order that is none': ride().raw(0x4b, 0, 7, 0, 20, 1, 3, 1, 2, 0x0b, 99),
  'the same field again and again': ride().raw(
    0x4b,
    0,
    0,
    20,
    0,
    4,
    3,
    1,
    2,
    3,
    1,
    2,
    3,
    1,
    2,
    253,
    4,
    0x86,
    0x0b,
    1,
    2,
    3,
    0,
    0,
    0,
    0x41,
  ),
  'compressed times before any time': new FitBuilder().raw(
    0x40,
    0,
    0,
    20,
    0,
    1,
    3,
    1,
    2,
    0x80,
    99,
    0x9f,
    98,
  ),
  'compressed times after the last time there is': ride()
    .message(20, [[253, 'uint32', 0xfffffff0]], { local: 1 })
    .raw(0x41, 0, 0, 20, 0, 1, 3, 1, 2, 0xa0, 99, 0xbf, 98, 0xa1, 97),
  'a time of all ones': ride().message(
    20,
    [
      [253, 'uint32', 0xffffffff],
      [3, 'uint8', 9],
    ],
    { local: 1 },
  ),
  'a time of zero': ride().message(
    20,
    [
      [253, 'uint32', 0],
      [3, 'uint8', 9],
    ],
    { local: 1 },
  ),
  'a session in the year 2126': ride().message(
    18,
    [
      [2, 'uint32', 0xfffffffe],
      [7, 'uint32', 0xfffffffe],
    ],
    { local: 1 },
  ),
  'a lap of 49 days': ride().message(
    19,
    [
      [2, 'uint32', START_S],
      [7, 'uint32', 0xfffffffe],
    ],
    { local: 1 },
  ),
  'a lap that ends before it starts': ride().message(
    19,
    [
      [253, 'uint32', START_S],
      [2, 'uint32', START_S + 99],
    ],
    { local: 1 },
  ),
  'hr without an anchor': ride().message(
    132,
    [
      [6, 'uint8', [99]],
      [10, 'byte', [1, 2, 3]],
    ],
    { local: 1 },
  ),
  'hr with half a time': ride()
    .message(
      132,
      [
        [253, 'uint32', START_S],
        [6, 'uint8', [99]],
        [9, 'uint32', 5],
      ],
      { local: 1 },
    )
    .message(
      132,
      [
        [6, 'uint8', [99]],
        [10, 'byte', [1]],
      ],
      { local: 2 },
    ),
  'hr far from every record': ride().message(
    132,
    [
      [253, 'uint32', 0xfffffffe],
      [6, 'uint8', [99]],
      [9, 'uint32', 5],
    ],
    { local: 1 },
  ),
  'hrv of zeros': ride().message(78, [[0, 'uint16', [0, 0, 0]]], { local: 1 }),
  'a set of unknown exercises': ride().message(
    225,
    [
      [6, 'uint32', START_S],
      [7, 'uint16', [40_000]],
      [8, 'uint16', [40_000]],
    ],
    { local: 1 },
  ),
  'a set without a time': ride().message(
    225,
    [
      [3, 'uint16', 9],
      [5, 'uint8', 1],
    ],
    { local: 1 },
  ),
  'a set of a kind that is none': ride().message(
    225,
    [
      [6, 'uint32', START_S],
      [5, 'uint8', 77],
    ],
    { local: 1 },
  ),
  'a length without a duration': ride().message(101, [[2, 'uint32', START_S]], { local: 1 }),
  'a pool of no length': ride().message(
    18,
    [
      [2, 'uint32', START_S],
      [44, 'uint16', 0],
    ],
    { local: 1 },
  ),
  'a name of bytes that are no text': ride().message(
    26,
    [[8, 'string', Uint8Array.of(0xff, 0xfe, 0xc0)]],
    { local: 1 },
  ),
  'a device of an index that is none': ride().message(
    23,
    [
      [0, 'uint8', 200],
      [1, 'uint8', 250],
      [2, 'uint16', 60_000],
    ],
    { local: 1 },
  ),
  'a sport of a number that is none': ride().message(
    18,
    [
      [2, 'uint32', START_S],
      [5, 'enum', 222],
      [6, 'enum', 222],
    ],
    { local: 1 },
  ),
  'another file’s header in the middle': ride().raw(
    ...new FitBuilder().file(),
    ...madeUpFit().file,
  ),
  'distances that fall': ride().message(
    20,
    [
      [253, 'uint32', START_S + 9],
      [5, 'uint32', 1],
    ],
    { local: 1 },
  ),
};

test.each(Object.entries(HAND_MADE))(
  '%s: decoded to something sound or refused',
  (name, builder) => {
    for (const [how, file] of Object.entries({
      whole: builder.file(),
      'size 0': builder.file({ size: 0, hasSums: false }),
      'ten million records claimed': builder.file({ size: 2e8 }),
    })) {
      isDecoded(file, `${name}, ${how}`);
      isDecoded(file, `${name}, ${how}, no start`, {});
    }
  },
);

test('files of 50 MB made to hang or to eat memory do neither', { timeout: 300_000 }, () => {
  const program = join(import.meta.dirname, '../../support/fit-bomb-process.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=384', program],
    {
      encoding: 'utf8',
    },
  );
  expect(status, stderr).toBe(0);
  const { outcomes, mostMib } = JSON.parse(stdout) as {
    outcomes: { name: string; outcome: string; cpuS: number }[];
    mostMib: number;
  };
  expect(mostMib).toBeLessThan(512);
  // of the processor, since other programs may have the rest of it
  const slow = outcomes.filter(({ cpuS }) => cpuS > MOST_MS / 1000);
  expect(slow).toEqual([]);
  const known = ['decoded', ...UNREADABLE];
  expect(outcomes.filter(({ outcome }) => !known.includes(outcome))).toEqual([]);
  expect(outcomes.find(({ name }) => name.startsWith('a week'))?.outcome).toBe('decoded');
  expect(outcomes.length).toBeGreaterThan(12);
});
