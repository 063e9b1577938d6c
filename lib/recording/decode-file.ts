import { decodeCsv } from './csv/decode-csv.ts';
import { decodeText } from './decode-text.ts';
import { decodeFit } from './fit/decode-fit.ts';
import { decodeGpx } from './gpx/decode-gpx.ts';
import type { DecodedFile } from './recording.ts';
import { decodeTcx } from './tcx/decode-tcx.ts';
import { unpackFile } from './unpack-file.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { rootOf } from './xml/root-of.ts';

export interface DecodeOptions {
  filename?: string | undefined;
  /** For files that do not tell when they were recorded. */
  startedAt?: Date | undefined;
  /** For tables of a swim that do not tell how long the pool is. */
  poolM?: number | undefined;
}

/**
 * One file of a recording, whatever it is: FIT, GPX, TCX or CSV, as it is or in a .gz or a .zip with nothing
 * else in it. What is in the file decides, and its name only where that says nothing.
 *
 * Throws UnreadableFile, and nothing else, for whatever bytes.
 */
export function decodeFile(bytes: Uint8Array, options: DecodeOptions = {}): DecodedFile {
  const { files } = unpackFile(bytes, options);
  const [file, other] = files;
  if (!file || other) {
    throw new UnreadableFile(
      'unknown_format',
      file
        ? 'The zip holds several recordings: each is a file of its own.'
        : 'The zip holds no FIT, GPX, TCX or CSV file.',
    );
  }
  const unpacked = file.unpack();
  const decoded = decodeUnpacked(unpacked.bytes, { ...options, filename: file.name });
  return { ...decoded, warnings: [...unpacked.warnings, ...decoded.warnings] };
}

function decodeUnpacked(bytes: Uint8Array, options: DecodeOptions): DecodedFile {
  if (bytes.length === 0) {
    throw new UnreadableFile('empty_file', 'The file is empty.');
  }
  const extension = /\.(\w+)$/.exec(options.filename ?? '')?.[1]?.toLowerCase();
  if (isFit(bytes) || extension === 'fit') {
    return decodeFit(bytes, options);
  }
  const { text, warnings } = decodeText(bytes);
  const decoded = decodeDocument(text, options);
  return { ...decoded, warnings: [...warnings, ...decoded.warnings] };
}

/** `.FIT` behind the sizes and versions of its header. */
function isFit(bytes: Uint8Array): boolean {
  return [0x2e, 0x46, 0x49, 0x54].every((byte, at) => bytes[8 + at] === byte);
}

function decodeDocument(text: string, options: DecodeOptions): DecodedFile {
  if (text.trim() === '') {
    throw new UnreadableFile('empty_file', 'The file is empty.');
  }
  const root = rootOf(text);
  if (root === undefined) {
    return decodeCsv(text, options);
  }
  if (root === 'gpx') {
    return decodeGpx(text, options);
  }
  if (root === 'TrainingCenterDatabase') {
    return decodeTcx(text, options);
  }
  throw new UnreadableFile(
    'unknown_format',
    /^html$/i.test(root)
      ? 'This is a web page and no recording: was the file really downloaded, or only its page?'
      : `This is XML, but neither GPX nor TCX: it begins with ${root.slice(0, 40)}.`,
  );
}
