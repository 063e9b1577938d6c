import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { CHANNELS, type LatLng, type StoredChannel, type StoredValue } from './channels.ts';

/**
 * One channel as bytes, for storing: every value comes back as it was, bit by bit, but that -0 may come
 * back as 0 (no sensor tells them apart). A ride's nine channels at 1 Hz take about 15 kB per hour, a
 * fifteenth of their JSON.
 *
 * Layout, version 1 (varint: little-endian base 128, the high bit says that another byte follows):
 *
 *     "FC"  version:1  kind:1  samples:varint  body length:varint  CRC-32:4  body (raw deflate)
 *     CRC-32: of the header up to here and the body before deflate
 *     body: runs of samples present, missing, present… as varints until all are told,
 *           then one column (latlng: latitude, longitude) of the values present
 *     column: coding:1, then
 *           grid + 16 × order   whole numbers on GRIDS[grid], as differences (order 1) or differences of
 *                               differences (order 2), zigzag, varint
 *           255                 IEEE 754 doubles, all lowest bytes first, then all second bytes, …
 */
const MAGIC = [0x46, 0x43] as const;
const VERSION = 1;
const KINDS = ['number', 'latlng', 'boolean'] as const;
const SAMPLES = {
  number: (value: number) => value,
  latlng: (latDeg: number, lngDeg: number): LatLng => [latDeg, lngDeg],
  boolean: (value: number) => value === 1,
};
const DOUBLES = 255;

/** 115 days at 1 Hz: nothing real is longer, so a row that claims more is broken. */
const MAX_SAMPLES = 1e7;

/** Whole numbers up to here keep their second differences, doubled by zigzag, exact in a double. */
const MAX_WHOLE = 2 ** 50;
const MAX_VARINT_BYTES = 8;

/** Deflate cannot do better than this, so a small row cannot ask for much memory. */
const MAX_INFLATION = 1032;

/**
 * The grids devices and services write numbers on: value = whole × step / divisor − offset, computed in this
 * order. Stored by index, so only ever append. Decimal ones come first, the coarsest ahead.
 */
const GRIDS = [
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((decimals) => ({ step: 1, divisor: 10 ** decimals, offset: 0 })),
  // FIT profile, record.altitude: scale 5, offset 500; the subtraction leaves no short decimal
  { step: 1, divisor: 5, offset: 500 },
  // FIT profile, positions: semicircles
  { step: 180, divisor: 2 ** 31, offset: 0 },
];

function holdsOf(channel: StoredChannel): (typeof KINDS)[number] {
  return channel in CHANNELS ? CHANNELS[channel as keyof typeof CHANNELS].holds : 'number';
}

/** Throws a TypeError for NaN and infinities, which JSON cannot hold, and a RangeError beyond 10⁷ samples. */
export function packChannel<C extends StoredChannel>(
  channel: C,
  values: readonly StoredValue<C>[],
): Uint8Array {
  if (values.length > MAX_SAMPLES) {
    throw new RangeError(`${channel} has ${values.length} samples; at most ${MAX_SAMPLES} fit.`);
  }
  const body = Buffer.concat([packRuns(values), ...columnsOf(channel, values).map(packColumn)]);
  const kind = KINDS.indexOf(holdsOf(channel));
  const header = Buffer.concat([
    Buffer.of(...MAGIC, VERSION, kind),
    packVarints([values.length, body.length]),
  ]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body, crc32(header)));
  return Buffer.concat([header, sum, deflateRawSync(body)]);
}

/** Throws an Error that says what is wrong with the bytes: not ours, from a newer version, or damaged. */
export function unpackChannel<C extends StoredChannel>(
  channel: C,
  bytes: Uint8Array,
): StoredValue<C>[] {
  if (bytes.length < 4 || bytes[0] !== MAGIC[0] || bytes[1] !== MAGIC[1]) {
    throw new Error(`The stored ${channel} is not a packed channel.`);
  }
  if (bytes[2] !== VERSION) {
    throw new Error(
      `The stored ${channel} is packed in version ${bytes[2]}; only ${VERSION} is known here.`,
    );
  }
  const holds = holdsOf(channel);
  if (KINDS[bytes[3] as number] !== holds) {
    throw new Error(`The stored ${channel} does not hold values of the kind ${holds}.`);
  }
  try {
    return unpackBody(bytes, holds) as StoredValue<C>[];
  } catch (cause) {
    throw new Error(`The stored ${channel} is damaged.`, { cause });
  }
}

function unpackBody(bytes: Uint8Array, holds: (typeof KINDS)[number]) {
  const header: Reader = { bytes, at: 4 };
  const count = readVarint(header);
  const length = readVarint(header);
  const sum = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(header.at, true);
  const deflated = bytes.subarray(header.at + 4);
  if (count > MAX_SAMPLES || length > MAX_INFLATION * deflated.length) {
    throw new RangeError(`${count} samples in ${length} bytes cannot be.`);
  }
  const body = inflateRawSync(deflated, { maxOutputLength: length + 1, chunkSize: length + 64 });
  if (sum !== crc32(body, crc32(bytes.subarray(0, header.at)))) {
    throw new Error('The checksum does not match.');
  }
  const reader: Reader = { bytes: body, at: 0 };
  const runs = readRuns(reader, count);
  const present = runs.reduce((sum, run, index) => (index % 2 === 0 ? sum + run : sum), 0);
  const first = readColumn(reader, present);
  const second = holds === 'latlng' ? readColumn(reader, present) : first;
  if (reader.at !== body.length) {
    throw new Error('Bytes are left over.');
  }
  const values: unknown[] = [];
  let from = 0;
  for (const [index, run] of runs.entries()) {
    for (const end = values.length + run; values.length < end; ) {
      values.push(
        index % 2 === 0 ? SAMPLES[holds](first[from] as number, second[from++] as number) : null,
      );
    }
  }
  return values;
}

function columnsOf<C extends StoredChannel>(
  channel: C,
  values: readonly StoredValue<C>[],
): Float64Array[] {
  const present = values.filter((value) => value !== null);
  const columns =
    holdsOf(channel) === 'latlng'
      ? [0, 1].map((axis) =>
          Float64Array.from(present, (value) => (value as number[])[axis] ?? NaN),
        )
      : [Float64Array.from(present, Number)];
  if (!columns.every((column) => column.every(Number.isFinite))) {
    throw new TypeError(`${channel} holds something that is not a finite number.`);
  }
  return columns;
}

function packRuns(values: readonly unknown[]): Uint8Array {
  const runs: number[] = [];
  let missing = false;
  let start = 0;
  for (let i = 0; i <= values.length; i += 1) {
    if (i === values.length || (values[i] === null) !== missing) {
      runs.push(i - start);
      missing = !missing;
      start = i;
    }
  }
  return packVarints(runs);
}

function readRuns(reader: Reader, count: number): number[] {
  const runs: number[] = [];
  for (let told = 0; told < count || runs.length === 0; ) {
    const run = readVarint(reader);
    runs.push(run);
    told += run;
    if (told > count) {
      throw new RangeError('The runs tell of more samples than there are.');
    }
  }
  return runs;
}

function packColumn(column: Float64Array): Uint8Array {
  for (const [index, grid] of GRIDS.entries()) {
    const wholes = wholesOn(grid, column);
    if (wholes) {
      const once = packVarints(zigzagDifferences(wholes, 1));
      const twice = packVarints(zigzagDifferences(wholes, 2));
      const [order, differences] = twice.length < once.length ? [2, twice] : [1, once];
      return Buffer.concat([Buffer.of(index + 16 * order), differences]);
    }
  }
  return packDoubles(column);
}

function readColumn(reader: Reader, length: number): Float64Array {
  const coding = reader.bytes[reader.at];
  reader.at += 1;
  if (coding === DOUBLES) {
    return readDoubles(reader, length);
  }
  const grid = GRIDS[(coding ?? 0) % 16];
  const order = Math.floor((coding ?? 0) / 16);
  // a value takes a byte at least, so a column longer than what is left is not worth its memory
  if (!grid || (order !== 1 && order !== 2) || length > reader.bytes.length - reader.at) {
    throw new Error('The coding of a column is unknown.');
  }
  const column = new Float64Array(length);
  let whole = 0;
  let difference = 0;
  for (let i = 0; i < length; i += 1) {
    const zigzag = readVarint(reader);
    const change = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    difference = order === 2 ? difference + change : change;
    whole += difference;
    column[i] = valueOn(grid, whole);
  }
  return column;
}

function valueOn(grid: (typeof GRIDS)[number], whole: number): number {
  return (whole * grid.step) / grid.divisor - grid.offset;
}

/** The whole numbers that give back every value exactly; `undefined` where the grid does not fit. */
function wholesOn(grid: (typeof GRIDS)[number], column: Float64Array): Float64Array | undefined {
  const wholes = new Float64Array(column.length);
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] as number;
    const whole = Math.round(((value + grid.offset) * grid.divisor) / grid.step);
    if (!(Math.abs(whole) <= MAX_WHOLE) || valueOn(grid, whole) !== value) {
      return undefined;
    }
    wholes[i] = whole;
  }
  return wholes;
}

/** Zigzag puts small numbers of either sign first: 0, −1, 1, −2, … become 0, 1, 2, 3, … */
function zigzagDifferences(wholes: Float64Array, order: 1 | 2): Float64Array {
  let whole = 0;
  let difference = 0;
  return wholes.map((next) => {
    const change = order === 2 ? next - whole - difference : next - whole;
    difference = next - whole;
    whole = next;
    return change < 0 ? -2 * change - 1 : 2 * change;
  });
}

function packDoubles(column: Float64Array): Uint8Array {
  const plain = new DataView(new ArrayBuffer(column.length * 8));
  column.forEach((value, index) => plain.setFloat64(index * 8, value, true));
  const bytes = new Uint8Array(1 + plain.byteLength);
  bytes[0] = DOUBLES;
  for (let i = 0; i < plain.byteLength; i += 1) {
    bytes[1 + (i % 8) * column.length + (i >> 3)] = plain.getUint8(i);
  }
  return bytes;
}

function readDoubles(reader: Reader, length: number): Float64Array {
  const shuffled = reader.bytes.subarray(reader.at, reader.at + length * 8);
  const plain = new DataView(new ArrayBuffer(shuffled.length));
  reader.at += length * 8;
  for (let i = 0; i < shuffled.length; i += 1) {
    plain.setUint8(i, shuffled[(i % 8) * length + (i >> 3)] as number);
  }
  // getFloat64 throws where the column ends early
  return new Float64Array(length).map((_, index) => plain.getFloat64(index * 8, true));
}

interface Reader {
  bytes: Uint8Array;
  at: number;
}

function readVarint(reader: Reader): number {
  let value = 0;
  let unit = 1;
  for (let read = 0; read < MAX_VARINT_BYTES; read += 1) {
    const byte = reader.bytes[reader.at];
    reader.at += 1;
    if (byte === undefined) {
      throw new RangeError('A number ends early.');
    }
    value += (byte & 127) * unit;
    if (byte < 128) {
      return value;
    }
    unit *= 128;
  }
  throw new RangeError('A number is too long.');
}

function packVarints(numbers: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(numbers.length * MAX_VARINT_BYTES);
  let at = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    let rest = numbers[i] as number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      bytes[at++] = (rest % 128) + 128;
    }
    bytes[at++] = rest;
  }
  return bytes.subarray(0, at);
}
