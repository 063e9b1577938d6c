import { UnreadableFile } from '../unreadable-file.ts';

/** A file as the directory at the end of a zip lists it. */
export interface ZipEntry {
  /** With `/` between folders and without `..`. */
  name: string;
  isEncrypted: boolean;
  method: number;
  crc: number;
  packedBytes: number;
  /** Where its own header is. */
  headerAt: number;
}

const MAX_ENTRIES = 10_000;

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const END_64_PLACE = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;

/**
 * The directory of a zip, zip64 included (APPNOTE 6.3.10, 4.3.12 to 4.3.16). O(entries).
 *
 * Throws UnreadableFile: `damaged_file` where the directory is missing or wrong, or files lie over each other;
 * `too_large` beyond 10,000 entries.
 */
export function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const { count, startAt } = endOf(view);
    if (count > MAX_ENTRIES) {
      throw new UnreadableFile('too_large', `The zip has more than ${MAX_ENTRIES} files.`);
    }
    const entries: ZipEntry[] = [];
    let packedBytes = 0;
    for (let at = startAt; entries.length < count; ) {
      const { entry, nextAt } = readEntry(bytes, view, at);
      entries.push(entry);
      packedBytes += entry.packedBytes;
      at = nextAt;
    }
    if (packedBytes > bytes.length) {
      throw new UnreadableFile('damaged_file', 'The files in the zip lie over each other.');
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) {
      throw broken();
    }
    throw error;
  }
}

function broken(): UnreadableFile {
  return new UnreadableFile(
    'damaged_file',
    'The zip is damaged or breaks off: its directory cannot be read.',
  );
}

function endOf(view: DataView): { count: number; startAt: number } {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1) {
    const isEnd = view.getUint32(at, true) === END;
    if (isEnd && at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength) {
      const count = view.getUint16(at + 10, true);
      const startAt = view.getUint32(at + 16, true);
      const isLarge = count === 0xffff || startAt === 0xffffffff;
      return (isLarge ? end64Of(view, at - 20) : undefined) ?? { count, startAt };
    }
  }
  throw broken();
}

function end64Of(view: DataView, placeAt: number): { count: number; startAt: number } | undefined {
  if (placeAt < 0 || view.getUint32(placeAt, true) !== END_64_PLACE) {
    return undefined;
  }
  const at = Number(view.getBigUint64(placeAt + 8, true));
  if (view.getUint32(at, true) !== END_64) {
    throw broken();
  }
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    startAt: Number(view.getBigUint64(at + 48, true)),
  };
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
): { entry: ZipEntry; nextAt: number } {
  if (view.getUint32(at, true) !== ENTRY) {
    throw broken();
  }
  const flags = view.getUint16(at + 8, true);
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const extraAt = at + 46 + nameBytes;
  const nextAt = extraAt + extraBytes + view.getUint16(at + 32, true);
  const sizes = {
    unpackedBytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    headerAt: view.getUint32(at + 42, true),
  };
  takeLargeSizes(view, { from: extraAt, to: extraAt + extraBytes, sizes });
  return {
    entry: {
      name: nameOf(bytes.subarray(at + 46, extraAt)),
      isEncrypted: (flags & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: sizes.packedBytes,
      headerAt: sizes.headerAt,
    },
    nextAt,
  };
}

/** In zip64 what does not fit stands in an extra field, in this order and only what does not fit. */
function takeLargeSizes(
  view: DataView,
  { from, to, sizes }: { from: number; to: number; sizes: Record<string, number> },
): void {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) {
      continue;
    }
    let fieldAt = at + 4;
    for (const [name, size] of Object.entries(sizes)) {
      if (size === 0xffffffff) {
        sizes[name] = Number(view.getBigUint64(fieldAt, true));
        fieldAt += 8;
      }
    }
    return;
  }
}

/** UTF-8 where it is valid, whatever the flag says; else the letters are guessed, and only shown. */
function nameOf(bytes: Uint8Array): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    name = new TextDecoder('windows-1252').decode(bytes);
  }
  const parts = name.replaceAll('\\', '/').replaceAll('\0', '').split('/');
  const folder = name.endsWith('/') ? '/' : '';
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/') + folder;
}
