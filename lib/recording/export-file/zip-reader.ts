import { MAX_TOTAL_BYTES, unpackEntry } from '../zip/read-zip.ts';
import { readDirectory } from '../zip/zip-directory.ts';

export interface ZipFile {
  paths: ReadonlySet<string>;
  /** Unpacks one file. `undefined`: there is none. Throws UnreadableFile where it is damaged or too large. */
  read(path: string): Uint8Array | undefined;
}

/** A zip whose files are unpacked one at a time, by path. Throws UnreadableFile for what is no zip. */
export function openZip(bytes: Uint8Array): ZipFile {
  const entries = new Map(readDirectory(bytes).map((entry) => [entry.name, entry]));
  const budget = { leftBytes: MAX_TOTAL_BYTES };
  return {
    paths: new Set(entries.keys()),
    read(path) {
      const entry = entries.get(path);
      return entry === undefined ? undefined : unpackEntry(bytes, entry, budget);
    },
  };
}
