import { pick, type Random } from '../sandbox/strava/random.ts';

const SPLICES = [
  '<',
  '>',
  '&',
  '&amp;',
  '&bad;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '</trkpt>',
  '<trkpt lat="1" lon="2">',
  '<Lap StartTime="2026-01-01T00:00:00Z">',
  '</Track><Track>',
  '"',
  "'",
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\0',
  '\ufeff',
  '-1',
  '1e309',
  'NaN',
  '9999-99-99T99:99:99Z',
  '1970-01-01T00:00:00Z',
  '2099-12-31T23:59:59Z',
  '__proto__',
];

const WAYS: ((bytes: Buffer, random: Random) => Buffer)[] = [
  // bits flipped
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 1 + Math.floor(random() * 8); i > 0; i -= 1) {
      const at = Math.floor(random() * copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return copy;
  },
  // cut off, at either end
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => bytes.subarray(Math.floor(random() * bytes.length)),
  // a piece left out, doubled, or moved
  (bytes, random) => {
    const [from, to] = [random(), random()]
      .map((share) => Math.floor(share * bytes.length))
      .sort((a, b) => a - b);
    const at = Math.floor(random() * bytes.length);
    const piece = bytes.subarray(from, to);
    return pick(random, [
      Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
      Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]),
      Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]),
    ]);
  },
  // something put in that means something
  (bytes, random) => {
    const at = Math.floor(random() * bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(pick(random, SPLICES)),
      bytes.subarray(at),
    ]);
  },
  // one byte many times
  (bytes, random) => {
    const at = Math.floor(random() * bytes.length);
    const run = Buffer.alloc(Math.floor(random() * 2000), bytes[at]);
    return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
  },
  // a number made another
  (bytes, random) => {
    const digits = [...bytes.keys()].filter(
      (at) => (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39,
    );
    const copy = Buffer.from(bytes);
    if (digits.length > 0) {
      copy[pick(random, digits)] = pick(random, [0x2d, 0x2e, 0x30, 0x39, 0x65, 0x2c]);
    }
    return copy;
  },
];

/** The bytes, damaged in one to three ways. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged = Buffer.from(bytes);
  for (let i = 1 + Math.floor(random() * 3); i > 0; i -= 1) {
    damaged = pick(random, WAYS)(damaged, random) as Buffer<ArrayBuffer>;
  }
  return damaged;
}
