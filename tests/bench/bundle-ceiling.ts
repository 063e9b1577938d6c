/**
 * Bytes a function may have with all that it may load. Of a background function nobody waits for the start,
 * and it alone reads files: FIT's whole profile is in it.
 */
export function bundleCeiling(name: string): number {
  return name.endsWith('-background') ? 1_500_000 : 800_000;
}
