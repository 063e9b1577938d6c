import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import FitParser from 'fit-file-parser';
import { describe, expect, test } from 'vitest';
import type { ChannelName, ChannelValue, LatLng } from '../../lib/recording/channels.ts';
import { packChannel, unpackChannel } from '../../lib/recording/pack-channel.ts';
import * as fc from '../support/fast-check.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 7 }))
  .map(([whole, decimals]) => whole / 10 ** decimals);
const number = fc.oneof(
  finite,
  decimal,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const seriesOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.option(value, { nil: null, freq: 4 }), { maxLength: 200, size: 'max' });
const smooth = fc
  .array(fc.integer({ min: -9, max: 9 }), { maxLength: 200, size: 'max' })
  .map((steps) => {
    let hundredths = 12_345;
    return steps.map((step) => (hundredths += step) / 100);
  });

/** −0 may come back as 0. */
const unsigned = (value: number | null) => (value === null ? null : value + 0);

const plain = (pair: LatLng | null) => pair && [pair[0] + 0, pair[1] + 0];

describe('what is packed comes back', () => {
  test.each([
    { case: 'any finite number', values: seriesOf(number) },
    { case: 'doubles of every size', values: seriesOf(finite) },
    { case: 'decimals', values: seriesOf(decimal) },
    { case: 'a smooth series', values: smooth },
  ])('numbers, missing ones included: $case', ({ values }) => {
    fc.assert(
      fc.property(values, (series) => {
        const back = unpackChannel('power', packChannel('power', series));
        expect(back.map(unsigned)).toStrictEqual(series.map(unsigned));
      }),
      { numRuns: 300 },
    );
  });

  test('positions', () => {
    fc.assert(
      fc.property(seriesOf(fc.tuple(number, number)), (series) => {
        const back = unpackChannel('latlng', packChannel('latlng', series));
        expect(back.map(plain)).toStrictEqual(series.map(plain));
      }),
    );
  });

  test('truth values', () => {
    fc.assert(
      fc.property(seriesOf(fc.boolean()), (series) => {
        expect(unpackChannel('moving', packChannel('moving', series))).toStrictEqual(series);
      }),
    );
  });

  const extremes: { case: string; values: (number | null)[] }[] = [
    { case: 'nothing', values: [] },
    { case: 'only missing', values: [null, null, null] },
    { case: 'one value between missing ones', values: [null, 0, null] },
    { case: 'the largest differences whole numbers have', values: [2 ** 50, -(2 ** 50), 2 ** 50] },
    { case: 'safe integers beyond', values: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER] },
    { case: 'the smallest and the largest double', values: [5e-324, 1.7976931348623157e308] },
    { case: 'values decimals cannot tell exactly', values: [0.1 + 0.2, 1 / 3, 1.005, 4.35] },
    { case: 'an altitude as FIT has it', values: [-113 / 5 - 500 + 500, 2387 / 5 - 500] },
  ];
  test.each(extremes)('$case', ({ values }) => {
    expect(unpackChannel('altitude', packChannel('altitude', values))).toStrictEqual(values);
  });

  test('zero, where it was minus zero among decimals', () => {
    expect(unpackChannel('speed', packChannel('speed', [-0, 1.5]))).toStrictEqual([0, 1.5]);
  });

  test('from a view into a larger buffer, as a database driver hands it over', () => {
    const packed = packChannel('power', [1, 2, null, 250]);
    const larger = new Uint8Array(packed.length + 20).fill(7);
    larger.set(packed, 9);
    const view = larger.subarray(9, 9 + packed.length);
    expect(unpackChannel('power', view)).toStrictEqual([1, 2, null, 250]);
  });
});

const semicircles = (i: number) => (Math.round(6.2e8 + i * 500 + 40 * Math.sin(i)) * 180) / 2 ** 31;

describe('what is stored is small', () => {
  const hour = Array.from({ length: 3600 }, (_, index) => index);
  const cases: {
    case: string;
    channel: ChannelName;
    values: ChannelValue<ChannelName>[];
    most: number;
  }[] = [
    { case: 'seconds', channel: 'time', values: hour, most: 40 },
    {
      case: 'seconds with a pause',
      channel: 'time',
      values: hour.map((s) => (s < 900 ? s : s + 600)),
      most: 50,
    },
    {
      case: 'a channel missing for half an hour',
      channel: 'heart_rate',
      values: hour.map((s) => (s < 1800 ? null : 140)),
      most: 40,
    },
    {
      case: 'a steady climb in tenths',
      channel: 'altitude',
      values: hour.map((s) => s / 10),
      most: 40,
    },
    {
      case: 'truth values that seldom change',
      channel: 'moving',
      values: hour.map((s) => s % 600 > 20),
      most: 80,
    },
    {
      case: 'a rolling altitude as FIT has it',
      channel: 'altitude',
      values: hour.map((s) => Math.round(3000 + 400 * Math.sin(s / 300)) / 5 - 500),
      most: 400,
    },
    {
      case: 'a distance at a speed that changes slowly',
      channel: 'distance',
      values: hour.map((s) => Math.round(830 * s - 60_000 * Math.cos(s / 300)) / 100),
      most: 800,
    },
    {
      case: 'a power that is noise',
      channel: 'power',
      values: hour.map((s) => 200 + Math.round(25 * Math.sin(s * s * 0.7) + 15 * Math.sin(s ** 3))),
      most: 3400,
    },
    {
      case: 'positions in semicircles',
      channel: 'latlng',
      values: hour.map((s): LatLng => [semicircles(s), semicircles(s * 2)]),
      most: 3600 * 2.5,
    },
  ];
  test.each(cases)('$case', ({ channel, values, most }) => {
    const packed = packChannel(channel, values);
    expect(unpackChannel(channel, packed)).toStrictEqual(values);
    expect(packed.length).toBeLessThanOrEqual(most);
  });

  test('numbers on no grid take at most their eight bytes and little more', () => {
    const values = Array.from({ length: 3600 }, (_, index) => Math.sin(index) * 1e-3);
    expect(packChannel('speed', values).length).toBeLessThan(3600 * 8 + 64);
  });
});

describe('what cannot be stored is refused', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s', (value) => {
    expect(() => packChannel('power', [200, value])).toThrow(
      'power holds something that is not a finite number.',
    );
  });

  test('half a position, and where it is is not told', () => {
    const half = [[51.5, null]] as unknown as LatLng[];
    expect(() => packChannel('latlng', half)).toThrow(/^latlng holds something/);
  });

  test('more than ten million samples', () => {
    const values = { length: 1e7 + 1 } as unknown as number[];
    expect(() => packChannel('power', values)).toThrow('power has 10000001 samples');
  });
});

describe('what was not packed here is refused in a sentence', () => {
  const packed = packChannel('power', [100, 200, null, 300]);
  const changed = (at: number, byte: number) => packed.with(at, byte);

  test.each([
    { case: 'no bytes', bytes: new Uint8Array(), says: 'is not a packed channel' },
    { case: 'another magic', bytes: changed(0, 0), says: 'is not a packed channel' },
    {
      case: 'a newer version',
      bytes: changed(2, 2),
      says: 'is packed in version 2; only 1 is known',
    },
    {
      case: 'a kind unknown',
      bytes: changed(3, 9),
      says: 'does not hold values of the kind number',
    },
    {
      case: 'positions',
      bytes: packChannel('latlng', [[1, 2]]),
      says: 'does not hold values of the kind number',
    },
    { case: 'another number of samples', bytes: changed(4, 5), says: 'is damaged' },
    { case: 'half of it', bytes: packed.subarray(0, 12), says: 'is damaged' },
    { case: 'the header alone', bytes: packed.subarray(0, 5), says: 'is damaged' },
  ])('$case', ({ bytes, says }) => {
    expect(() => unpackChannel('power', bytes)).toThrow(`The stored power ${says}`);
  });

  test('no changed byte goes unnoticed', () => {
    const values = Array.from({ length: 500 }, (_, i) => (i % 7 === 0 ? null : 150 + (i % 13)));
    const bytes = packChannel('heart_rate', values);
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [1, 16, 255]) {
        let back: unknown;
        try {
          back = unpackChannel('heart_rate', bytes.with(at, (bytes[at] ?? 0) ^ flip));
        } catch (error) {
          expect(String(error)).toMatch(/^Error: The stored heart_rate /);
          continue;
        }
        // the bits after deflate's last symbol mean nothing
        expect(back).toStrictEqual(values);
        expect(at).toBe(bytes.length - 1);
      }
    }
  });

  test('arbitrary bytes never get further than an Error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = Uint8Array.of(0x46, 0x43, 1, 0, ...tail);
        expect(() => unpackChannel('power', bytes)).toThrow('The stored power is damaged.');
      }),
    );
  });

  test('a bomb is not inflated beyond what the header claims, and the claim is bounded by the size', () => {
    const bomb = deflateRawSync(new Uint8Array(50_000_000));
    const claiming = (...length: number[]) =>
      Uint8Array.of(...MAGIC, 1, 0, 4, ...length, 0, 0, 0, 0, ...bomb);
    expect(causeOf(claiming(5))).toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
    expect(causeOf(claiming(255, 255, 255, 255, 127))).toMatchObject({
      message: '4 samples in 34359738367 bytes cannot be.',
    });
  });

  test.each([
    { case: 'more samples than can be', count: 10_000_001, body: [], says: /cannot be/ },
    {
      case: 'runs of more samples than there are',
      count: 2,
      body: [3, 16, 0, 0, 0],
      says: /runs tell of more/,
    },
    { case: 'runs that end early', count: 3, body: [2], says: /ends early/ },
    { case: 'a column that ends early', count: 2, body: [2, 16, 0], says: /column/ },
    {
      case: 'a number that ends early',
      count: 2,
      body: [2, 16, 0, 128],
      says: /number ends early/,
    },
    {
      case: 'a number too long',
      count: 1,
      body: [1, 16, ...Array(8).fill(255), 1],
      says: /too long/,
    },
    { case: 'doubles that end early', count: 1, body: [1, 255, 0, 0], says: /Offset|outside/ },
    { case: 'no column', count: 1, body: [1], says: /coding/ },
    { case: 'a grid unknown', count: 1, body: [1, 16 + 15, 0], says: /coding/ },
    { case: 'an order unknown', count: 1, body: [1, 48, 0], says: /coding/ },
    { case: 'bytes left over', count: 1, body: [1, 16, 0, 0], says: /left over/ },
  ])('a row whose checksum is right but that has $case', ({ count, body, says }) => {
    expect(causeOf(rowOf(count, body))).toMatchObject({ message: expect.stringMatching(says) });
  });

  test('a row put together by the layout is read', () => {
    expect(unpackChannel('power', rowOf(4, [2, 1, 1, 17, 20, 3, 1]))).toStrictEqual([
      1,
      0.8,
      null,
      0.7,
    ]);
  });
});

const MAGIC = [0x46, 0x43];

function causeOf(bytes: Uint8Array): unknown {
  try {
    return unpackChannel('power', bytes);
  } catch (error) {
    return (error as Error).cause;
  }
}

/** A row of version 1 holding numbers, by the layout of the format. */
function rowOf(count: number, body: number[]): Uint8Array {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(n >> 7)]);
  const header = Uint8Array.of(...MAGIC, 1, 0, ...varint(count), ...varint(body.length));
  const bytes = Uint8Array.from(body);
  const sum = crc32(bytes, crc32(header));
  const sumBytes = [sum, sum >>> 8, sum >>> 16, sum >>> 24].map((byte) => byte & 255);
  return Uint8Array.of(...header, ...sumBytes, ...deflateRawSync(bytes));
}

const corpus = process.env.FETTLE_CORPUS;
if (!corpus) {
  process.stdout.write('FIT corpus LEFT OUT: FETTLE_CORPUS is not set\n');
}

test.skipIf(!corpus)(
  'every number of every readable FIT file of FETTLE_CORPUS comes back',
  { timeout: 120_000 },
  async ({ annotate }) => {
    const folder = join(corpus ?? '', 'fit');
    const told = { files: 0, channels: 0, values: 0, bytes: 0 };
    for (const file of readdirSync(folder).filter((name) => /\.fit(\.gz)?$/.test(name))) {
      for (const series of await seriesIn(join(folder, file))) {
        const packed = packChannel(series.channel, series.values);
        expect(unpackChannel(series.channel, packed), file).toStrictEqual(series.values);
        told.files += series.first ? 1 : 0;
        told.channels += 1;
        told.values += series.values.filter((value) => value !== null).length;
        told.bytes += packed.length;
      }
    }
    expect(told.files).toBeGreaterThan(20);
    const summary = `FIT corpus: ${told.values} values of ${told.channels} channels in ${told.files} files equal, ${told.bytes} bytes packed`;
    process.stdout.write(`${summary}\n`);
    await annotate(summary);
  },
);

/** Each numeric field of a file's records as a series, positions also as pairs; none where it cannot be read. */
async function seriesIn(path: string) {
  const stored = readFileSync(path);
  const file = path.endsWith('.gz') ? gunzipSync(stored) : stored;
  const parsed = await new FitParser({ force: true }).parseAsync(file).catch(() => undefined);
  const records = (parsed?.records ?? []) as object[] as Record<string, unknown>[];
  const fields = new Set(records.flatMap((record) => Object.keys(record)));
  const columns: { channel: ChannelName; values: ChannelValue<ChannelName>[] }[] = [];
  for (const field of fields) {
    const values = records.map((record) => {
      const value =
        field === 'timestamp' ? Date.parse(String(record[field])) / 1000 : record[field];
      return typeof value === 'number' && Number.isFinite(value) ? value + 0 : null;
    });
    columns.push({ channel: field === 'timestamp' ? 'time' : 'power', values });
  }
  if (fields.has('position_lat')) {
    const values = records.map(({ position_lat: lat, position_long: lng }): LatLng | null =>
      typeof lat === 'number' && typeof lng === 'number' ? [lat + 0, lng + 0] : null,
    );
    columns.push({ channel: 'latlng', values });
  }
  return columns
    .filter(({ values }) => values.some((value) => value !== null))
    .map((column, index) => ({ ...column, first: index === 0 }));
}
