import { START_S } from './fit-builder.ts';

const LARGEST_BYTES = 50_000_000;
/** Enough to come up against every limit there is. */
const LARGE_BYTES = 20_000_000;
const WEEK_S = 604_800;
const HEADER_BYTES = 14;
const UINT8 = 0x02;
const UINT16 = 0x84;
const UINT32 = 0x86;
const BYTE = 0x0d;

/** Files of up to 50 MB, each made to cost time or memory, by what they do. */
export const FIT_BOMBS: Record<string, () => Uint8Array> = {
  // first, while the heap is small: it may be this long
  'a week of records, out of order': () => {
    const fields = [3, 4, 13, 39, 41, 53, 85, 99, 108, 7, 6];
    const head = definition(0, 20, [
      [253, 4, UINT32],
      ...fields.map((n) => [n, n > 5 && n < 8 ? 2 : 1, n > 5 && n < 8 ? UINT16 : UINT8]),
    ]);
    const values = [99, 80, 17, 1, 2, 3, 4, 5, 6, 200, 0, 9, 9];
    return repeated(head, (i) =>
      i < WEEK_S ? [0, ...u32(START_S + (i ^ 1)), ...values] : undefined,
    );
  },
  'records of one byte, with compressed times': () =>
    filled([...stamped(0), ...definition(0, 20, [])], [0x80]),
  'the densest records with a time': () =>
    repeated(
      definition(0, 20, [
        [253, 4, UINT32],
        [3, 1, UINT8],
      ]),
      (i) => [0, ...u32(START_S + i), 99],
    ),
  'records of every field': () => {
    const fields = [0, 1, 2, 3, 4, 5, 6, 7, 13, 39, 41, 53, 73, 78, 85, 99, 108, 139];
    const head = definition(0, 20, [[253, 4, UINT32], ...fields.map((n) => [n, 1, UINT8])]);
    return repeated(head, (i) => [0, ...u32(START_S + i), ...fields.map(() => 50)]);
  },
  'records with 255 developer fields': () => {
    const numbers = Array.from({ length: 255 }, (_, i) => i);
    const descriptions = numbers.flatMap((i) => [
      ...definition(1, 206, [
        [0, 1, UINT8],
        [1, 1, UINT8],
        [2, 1, UINT8],
        [3, 2, 7],
      ]),
      1,
      0,
      i,
      UINT8,
      65 + (i % 26),
      0,
    ]);
    const head = [
      ...descriptions,
      ...definition(
        0,
        20,
        [[253, 4, UINT32]],
        numbers.map((i) => [i, 1, 0]),
      ),
    ];
    return repeated(head, (i) => [0, ...u32(START_S + i), ...numbers.map(() => 7)]);
  },
  'a definition for each record': () => {
    const fields = Array.from({ length: 255 }, (_, i) => [i, 1, UINT8]);
    return repeated([], (i) => [...definition(i % 16, 20, fields), i % 16, ...fields.map(() => 1)]);
  },
  'definitions and nothing else': () =>
    repeated([], (i) =>
      definition(
        i % 16,
        i % 300,
        Array.from({ length: 255 }, (_, n) => [n, 255, i % 256]),
      ),
    ),
  'heart beats': () => {
    const anchor = [
      ...definition(0, 132, [
        [253, 4, UINT32],
        [9, 4, UINT32],
      ]),
      0,
      ...u32(START_S),
      ...u32(1024),
      ...definition(1, 132, [
        [6, 170, UINT8],
        [10, 255, BYTE],
      ]),
    ];
    return repeated(anchor, () => [
      1,
      ...new Uint8Array(170).fill(99),
      ...new Uint8Array(255).fill(33),
    ]);
  },
  'intervals from beat to beat': () =>
    repeated(definition(0, 78, [[0, 254, UINT16]]), () => [0, ...new Uint8Array(254).fill(3)]),
  events: () =>
    repeated(
      definition(0, 21, [
        [253, 4, UINT32],
        [0, 1, 0],
      ]),
      (i) => [0, ...u32(START_S + i), i % 99],
    ),
  'sessions, laps and sets': () => {
    const fields = [
      [253, 4, UINT32],
      [2, 4, UINT32],
      [7, 4, UINT32],
    ];
    const head = [18, 19, 101].flatMap((global, local) => definition(local, global, fields));
    return repeated(head, (i) => [i % 3, ...u32(START_S + i), ...u32(START_S + i), ...u32(i)]);
  },
  'developer fields of ever other names': () =>
    repeated(
      definition(0, 206, [
        [0, 1, UINT8],
        [1, 1, UINT8],
        [2, 1, UINT8],
        [3, 5, 7],
      ]),
      (i) => [0, i & 1, (i >>> 1) & 1, UINT8, ...name(i), 0],
    ),
  'messages that nobody reads': () => filled(definition(0, 160, []), [0]),
  'a million files in a chain': () => filled([], header(0)),
  'ends of files, each cut, one within the other': () => {
    const fields = Array.from({ length: 255 }, (_, n) => [n, 250, BYTE]);
    const ends = [...definition(0, 20, fields), 0];
    return repeated([], (i) => (i < 70 ? [...header(70_000 - 800 * i), ...ends] : undefined));
  },
  'zeros behind a header': () => filled([], [0]),
};

/** Four letters, others for each number. */
function name(i: number): number[] {
  return [0, 5, 10, 15].map((shift) => 65 + ((i >>> shift) & 31));
}

function u32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
}

function header(size: number): number[] {
  return [14, 0x20, 0, 0, ...u32(Math.max(0, size)), 0x2e, 0x46, 0x49, 0x54, 0, 0];
}

function definition(
  local: number,
  global: number,
  fields: readonly number[][],
  developer: readonly number[][] = [],
): number[] {
  return [
    (developer.length > 0 ? 0x60 : 0x40) | local,
    0,
    0,
    global & 255,
    global >>> 8,
    fields.length,
    ...fields.flat(),
    ...(developer.length > 0 ? [developer.length, ...developer.flat()] : []),
  ];
}

/** A message with a time, for compressed ones to count from. */
function stamped(local: number): number[] {
  return [...definition(local, 160, [[253, 4, UINT32]]), local, ...u32(START_S)];
}

/** A file that begins with `head` and goes on with pieces until it is large enough. */
function repeated(
  head: readonly number[],
  piece: (i: number) => ArrayLike<number> | undefined,
  bytes = LARGE_BYTES,
): Uint8Array {
  const file = new Uint8Array(bytes);
  file.set(header(file.length - HEADER_BYTES - 2));
  file.set(head, HEADER_BYTES);
  let at = HEADER_BYTES + head.length;
  for (let i = 0; ; i += 1) {
    const next = piece(i);
    if (next === undefined || at + next.length > file.length) {
      return file.subarray(0, at);
    }
    file.set(next, at);
    at += next.length;
  }
}

/** One that begins with `head` and goes on with the same piece, as large as is taken. */
function filled(head: readonly number[], piece: readonly number[]): Uint8Array {
  const file = new Uint8Array(LARGEST_BYTES).fill(piece[0] ?? 0);
  if (piece.length > 1) {
    Buffer.from(file.buffer).fill(Uint8Array.from(piece));
  }
  const start = HEADER_BYTES + head.length;
  file.copyWithin(start, 0);
  file.set(header(file.length - HEADER_BYTES - 2));
  file.set(head, HEADER_BYTES);
  return file;
}
