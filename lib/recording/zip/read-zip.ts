import { crc32, inflateRawSync } from 'node:zlib';
import type { FileWarning } from '../recording.ts';
import { unpackedLimit } from '../unpacked-limit.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';

/** What all files of a zip may unpack to; ten times an export's volume, as text packs. */
export const MAX_TOTAL_BYTES = 2 ** 30;

const RECORDING = /\.(fit|gpx|tcx|csv|xml)(\.gz)?$/i;

const METHODS = { stored: 0, deflated: 8 };

/** Begins with a file, or is empty, or was split into parts. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, third, fourth] = bytes;
  return (
    p === 0x50 &&
    k === 0x4b &&
    [0x0304, 0x0506, 0x0708].includes((third ?? 0) * 256 + (fourth ?? 0))
  );
}

/**
 * The recordings in a zip, by its directory, so that neither what precedes a file nor what a file looks like can
 * deceive. Unpacking them all costs at most 1 GB; twice the same file counts twice.
 *
 * Throws as `readDirectory` does.
 */
export function readZip(bytes: Uint8Array): {
  files: { name: string; unpack: () => Uint8Array }[];
  warnings: FileWarning[];
} {
  const all = readDirectory(bytes).filter(({ name }) => !isHidden(name));
  const entries = all.filter(({ name }) => RECORDING.test(name));
  const zips = all.filter(({ name }) => /\.zip$/i.test(name)).length;
  const budget = { leftBytes: MAX_TOTAL_BYTES };
  return {
    files: entries.map((entry) => ({
      name: entry.name,
      unpack: () => unpackEntry(bytes, entry, budget),
    })),
    warnings:
      zips === 0
        ? []
        : [
            {
              code: 'nested_zip',
              detail: `${zips === 1 ? 'A zip in the zip was' : `${zips} zips in the zip were`} left out: upload it by itself.`,
            },
          ],
  };
}

/** Folders, what macOS adds, and hidden files. */
function isHidden(name: string): boolean {
  return /(^|\/)(__MACOSX\/|\.)/.test(name) || name.endsWith('/') || name === '';
}

/** One file of a zip, unpacked within what is left to unpack of all. */
export function unpackEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
  budget: { leftBytes: number },
): Uint8Array {
  if (entry.isEncrypted) {
    throw new UnreadableFile('damaged_file', 'The file in the zip is locked with a password.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { headerAt, packedBytes, method } = entry;
  if (headerAt + 30 > bytes.length || view.getUint32(headerAt, true) !== 0x04034b50) {
    throw damaged();
  }
  const at =
    headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  if (at + packedBytes > bytes.length) {
    throw damaged();
  }
  const packed = bytes.subarray(at, at + packedBytes);
  const limit = Math.min(unpackedLimit(packedBytes), budget.leftBytes);
  const unpacked =
    method === METHODS.stored ? stored(packed, limit) : inflate(packed, method, limit);
  budget.leftBytes -= unpacked.length;
  if (crc32(unpacked) !== entry.crc) {
    throw damaged();
  }
  return unpacked;
}

function stored(packed: Uint8Array, limit: number): Uint8Array {
  if (packed.length > limit) {
    throw tooLarge();
  }
  return packed;
}

function inflate(packed: Uint8Array, method: number, maxOutputLength: number): Uint8Array {
  if (method !== METHODS.deflated) {
    throw new UnreadableFile('damaged_file', 'The file in the zip is packed in an unusual way.');
  }
  if (maxOutputLength < 1) {
    throw tooLarge();
  }
  try {
    return inflateRawSync(packed, { maxOutputLength });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : damaged();
  }
}

function tooLarge(): UnreadableFile {
  return new UnreadableFile('too_large', 'The file in the zip is too large when unpacked.');
}

function damaged(): UnreadableFile {
  return new UnreadableFile('damaged_file', 'The file in the zip is damaged.');
}
