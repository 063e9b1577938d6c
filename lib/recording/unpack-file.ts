import { constants, gunzipSync } from 'node:zlib';
import type { FileWarning } from './recording.ts';
import { MAX_UNPACKED_BYTES, unpackedLimit } from './unpacked-limit.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { isZip, readZip } from './zip/read-zip.ts';

/** A file with its packing taken off. */
interface UnpackedFile {
  bytes: Uint8Array;
  warnings: FileWarning[];
}

/** A file of an upload: itself, what is in its .gz, or one of those in its .zip. */
export interface PackedFile {
  /** As it is in the zip, folders included, with `/` between them; never a path to write to. */
  name: string;
  /** Throws UnreadableFile: `too_large`, `damaged_file`. What it answers is not kept. */
  unpack: () => UnpackedFile;
}

/**
 * The files of an upload, unpacked one at a time and only when asked for: the file itself, the file in a .gz, or
 * the recordings in a .zip (FIT, GPX, TCX and CSV by name, packed once more as .gz or not, in any folder; what
 * macOS adds and hidden files are passed over). Bounds: 48 MB a file, 200 times its packed size beyond 1 MB, 1 GB
 * in all, 10,000 files in a zip, no zip in a zip.
 *
 * Throws UnreadableFile: `empty_file`, `damaged_file` for a zip without its directory, `too_large`.
 */
export function unpackFile(
  bytes: Uint8Array,
  { filename = '' }: { filename?: string | undefined } = {},
): { files: PackedFile[]; warnings: FileWarning[] } {
  if (bytes.length === 0) {
    throw new UnreadableFile('empty_file', 'The file is empty.');
  }
  if (!isZip(bytes)) {
    if (bytes.length > MAX_UNPACKED_BYTES) {
      throw new UnreadableFile('too_large', 'The file is larger than 48 MB.');
    }
    const unpack = isGzip(bytes) ? () => gunzip(bytes) : () => ({ bytes, warnings: [] });
    return { files: [{ name: filename.replace(/\.gz$/i, ''), unpack }], warnings: [] };
  }
  const { files, warnings } = readZip(bytes);
  return {
    files: files.map(({ name, unpack }) => ({
      name: name.replace(/\.gz$/i, ''),
      unpack: () => {
        const inner = unpack();
        return isGzip(inner) ? gunzip(inner) : { bytes: inner, warnings: [] };
      },
    })),
    warnings,
  };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Also of a .gz that breaks off, as far as it goes, with a warning. */
function gunzip(bytes: Uint8Array): UnpackedFile {
  const maxOutputLength = unpackedLimit(bytes.length);
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength }), warnings: [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new UnreadableFile('too_large', 'The file is too large when unpacked.');
    }
  }
  try {
    const finishFlush = constants.Z_SYNC_FLUSH;
    const part = gunzipSync(bytes, { maxOutputLength, finishFlush });
    if (part.length > 0) {
      return {
        bytes: part,
        warnings: [
          { code: 'truncated', detail: 'The .gz breaks off; what came before was taken.' },
        ],
      };
    }
  } catch {
    // damaged before its end: nothing of it can be trusted
  }
  throw new UnreadableFile('damaged_file', 'The .gz is damaged and cannot be unpacked.');
}
