import { crc32, deflateRawSync } from 'node:zlib';

interface Entry {
  name: string | Uint8Array;
  bytes: Uint8Array;
  /** Deflated otherwise; and what of the entry's record is not true. */
  packed?: Uint8Array;
  packedBytes?: number;
  unpackedBytes?: number;
  headerAt?: number;
  crc?: number;
  flags?: number;
  method?: number;
  /** Sizes and checksum stand behind the file, as where it was written as a stream. */
  isStreamed?: boolean;
}

interface Lies {
  isLarge?: boolean;
  comment?: Uint8Array;
  count?: number | bigint;
  directoryAt?: bigint;
  areOverlapping?: boolean;
}

/** A zip, true or not (APPNOTE 6.3.10). */
export function zipOf(entries: Entry[], lies: Lies = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string);
    const packed = Buffer.from(entry.packed ?? deflateRawSync(entry.bytes));
    const crc = entry.crc ?? crc32(entry.bytes);
    const flags = (entry.flags ?? 0) | (entry.isStreamed ? 8 : 0);
    const method = entry.method ?? 8;
    const sizes = [
      crc,
      entry.packedBytes ?? packed.length,
      entry.unpackedBytes ?? entry.bytes.length,
    ];
    const local = Buffer.concat([
      u32(0x04034b50),
      u16(20, flags, method, 0, 0),
      u32(...(entry.isStreamed ? [0, 0, 0] : sizes)),
      u16(name.length, 0),
      name,
      packed,
      ...(entry.isStreamed ? [u32(0x08074b50, ...sizes)] : []),
    ]);
    const headerAt = entry.headerAt ?? (lies.areOverlapping ? 0 : at);
    const large = Buffer.concat([u16(1, 24), u64(sizes[2] ?? 0, sizes[1] ?? 0, headerAt)]);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(45, 20, flags, method, 0, 0),
        u32(...(lies.isLarge ? [crc, 0xffffffff, 0xffffffff] : sizes)),
        u16(name.length, lies.isLarge ? large.length : 0, 0, 0, 0),
        u32(0, lies.isLarge ? 0xffffffff : headerAt),
        name,
        ...(lies.isLarge ? [large] : []),
      ]),
    );
    if (!lies.areOverlapping || parts.length === 0) {
      parts.push(local);
      at += local.length;
    }
  }
  const listed = Buffer.concat(directory);
  const count = lies.count ?? entries.length;
  const end64At = at + listed.length;
  const large = lies.isLarge
    ? [
        u32(0x06064b50),
        u64(44),
        u16(45, 45),
        u32(0, 0),
        u64(count, count, listed.length, lies.directoryAt ?? at),
        u32(0x07064b50, 0),
        u64(end64At),
        u32(1),
      ]
    : [];
  const told = lies.isLarge ? 0xffff : Number(count);
  const comment = lies.comment ?? new Uint8Array();
  return Buffer.concat([
    ...parts,
    listed,
    ...large,
    u32(0x06054b50),
    u16(0, 0, told, told),
    u32(listed.length, lies.isLarge ? 0xffffffff : at),
    u16(comment.length),
    comment,
  ]);
}

function u16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  numbers.forEach((number, at) => bytes.writeUInt16LE(number, at * 2));
  return bytes;
}

function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, at) => bytes.writeUInt32LE(number, at * 4));
  return bytes;
}

function u64(...numbers: (number | bigint)[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 8);
  numbers.forEach((number, at) => bytes.writeBigUInt64LE(BigInt(number), at * 8));
  return bytes;
}
