/** A day at 1 Hz as TCX, the wordiest of all. */
export const MAX_UNPACKED_BYTES = 48 * 2 ** 20;

/** Deflate packs recordings up to 30 times. */
const MAX_RATIO = 200;
const FREE_BYTES = 2 ** 20;

/** What may be unpacked of so many bytes: 48 MB, and beyond 1 MB 200 times as much. */
export function unpackedLimit(packedBytes: number): number {
  return Math.min(MAX_UNPACKED_BYTES, Math.max(FREE_BYTES, packedBytes * MAX_RATIO));
}
