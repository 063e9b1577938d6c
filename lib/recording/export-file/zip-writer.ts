import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip, packed already. */
export interface PackedEntry {
  path: string;
  /** Raw deflate, or the bytes as they are where that saves nothing. */
  data: Uint8Array;
  method: typeof STORED | typeof DEFLATED;
  sizeBytes: number;
  crc32: number;
}

const STORED = 0;
const DEFLATED = 8;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;

/** What programs take without zip64, and imports at all. */
export const MOST_ENTRIES = 10_000;

/** Names are UTF-8. */
const FLAGS = 1 << 11;
/** Of the format that knows deflate and folders. */
const VERSION = 20;

export function packEntry(path: string, content: Uint8Array): PackedEntry {
  const deflated = deflateRawSync(content);
  const isSmaller = deflated.length < content.length;
  return {
    path,
    data: isSmaller ? deflated : content,
    method: isSmaller ? DEFLATED : STORED,
    sizeBytes: content.length,
    crc32: crc32(content),
  };
}

/** What entries add to a zip, bytes. */
export function zippedBytes(entries: readonly PackedEntry[]): number {
  return entries.reduce(
    (sum, { path, data }) =>
      sum + LOCAL_BYTES + CENTRAL_BYTES + 2 * Buffer.byteLength(path) + data.length,
    0,
  );
}

export interface ZipWriter {
  entries(): number;
  /** Of the zip, if it ended here. */
  sizeBytes(): number;
  add(entries: readonly PackedEntry[]): void;
  /** The whole zip. */
  end(): Buffer;
}

/**
 * Writes a zip (PKWARE APPNOTE 6.3.3, without zip64) into one buffer, so that it is never held twice. Sizes and sums
 * stand before the data, and paths with the same bytes give the same zip. Throws a RangeError beyond `capacityBytes`
 * or 10,000 entries.
 */
export function createZipWriter({
  capacityBytes,
  at,
}: {
  capacityBytes: number;
  at: Date;
}): ZipWriter {
  // memory is taken as it is written to
  const zip = Buffer.allocUnsafeSlow(capacityBytes);
  const central: Buffer[] = [];
  const stamp = dosTime(at);
  let length = 0;
  let centralLength = 0;

  function header(entry: PackedEntry): Buffer {
    // what the local and the central header have in common
    const common = Buffer.alloc(26);
    const path = Buffer.byteLength(entry.path);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(FLAGS, 2);
    common.writeUInt16LE(entry.method, 4);
    common.writeUInt32LE(stamp, 6);
    common.writeUInt32LE(entry.crc32, 10);
    common.writeUInt32LE(entry.data.length, 14);
    common.writeUInt32LE(entry.sizeBytes, 18);
    common.writeUInt16LE(path, 22);
    return common;
  }

  function write(bytes: Uint8Array): void {
    zip.set(bytes, length);
    length += bytes.length;
  }

  function addOne(entry: PackedEntry): void {
    const common = header(entry);
    const path = Buffer.from(entry.path);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(length, 10);
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.of(VERSION, 0), common, rest, path]),
    );
    centralLength += CENTRAL_BYTES + path.length;
    write(Buffer.from('PK\x03\x04'));
    write(common);
    write(path);
    write(entry.data);
  }

  const sizeBytes = () => length + centralLength + END_BYTES;

  return {
    entries: () => central.length,
    sizeBytes,
    add(entries) {
      if (sizeBytes() + zippedBytes(entries) > capacityBytes) {
        throw new RangeError(`The zip would be larger than ${capacityBytes} bytes.`);
      }
      if (central.length + entries.length > MOST_ENTRIES) {
        throw new RangeError(`The zip would have more than ${MOST_ENTRIES} entries.`);
      }
      entries.forEach(addOne);
    },
    end() {
      const end = Buffer.alloc(END_BYTES);
      end.write('PK\x05\x06');
      end.writeUInt16LE(central.length, 8);
      end.writeUInt16LE(central.length, 10);
      end.writeUInt32LE(centralLength, 12);
      end.writeUInt32LE(length, 16);
      central.forEach(write);
      write(end);
      return zip.subarray(0, length);
    },
  };
}

/** MS-DOS time and date in one number, to 2 s; zips know no time zone, so it is UTC. */
function dosTime(at: Date): number {
  const date =
    ((Math.max(1980, at.getUTCFullYear()) - 1980) << 9) |
    ((at.getUTCMonth() + 1) << 5) |
    at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x1_0000 + time;
}
