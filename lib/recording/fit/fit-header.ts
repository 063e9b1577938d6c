export interface FitHeader {
  headerBytes: number;
  /** As the header says; 0 is what a device leaves that never came to write it. */
  dataBytes: number;
}

/** Headers are of 12 or 14 bytes; a later version of the protocol may add to them. */
const LONGEST_HEADER = 64;

/** The header at `at`, or `undefined` where there is none. */
export function readHeader(bytes: Uint8Array, at: number): FitHeader | undefined {
  const headerBytes = bytes[at] ?? 0;
  const isHeader =
    headerBytes >= 12 &&
    headerBytes <= LONGEST_HEADER &&
    at + headerBytes <= bytes.length &&
    bytes[at + 8] === 0x2e &&
    bytes[at + 9] === 0x46 &&
    bytes[at + 10] === 0x49 &&
    bytes[at + 11] === 0x54;
  if (!isHeader) {
    return undefined;
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0, true);
  return { headerBytes, dataBytes: size };
}

/** Where the first header at or after `from` begins. */
export function nextHeader(bytes: Uint8Array, from: number): number | undefined {
  for (let dot = bytes.indexOf(0x2e, from + 8); dot !== -1; dot = bytes.indexOf(0x2e, dot + 1)) {
    if (readHeader(bytes, dot - 8)) {
      return dot - 8;
    }
  }
  return undefined;
}
