/** CRC-16 of the FIT protocol (polynomial 0xA001, reflected) over `bytes` from `start` to before `end`. */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  let at = start;
  for (; at + 1 < end; at += 2) {
    const both = crc ^ ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    crc = (FIRST[both & 255] as number) ^ (SECOND[both >>> 8] as number);
  }
  return at < end ? (crc >>> 8) ^ (SECOND[(crc ^ (bytes[at] as number)) & 255] as number) : crc;
}

const afterBits = (start: number, bits: number) => {
  let crc = start;
  for (let bit = 0; bit < bits; bit += 1) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
};

/** What the first and the second of two bytes make of the sum, by their value. */
const FIRST = Uint16Array.from({ length: 256 }, (_, byte) => afterBits(byte, 16));
const SECOND = Uint16Array.from({ length: 256 }, (_, byte) => afterBits(byte, 8));
