/**
 * Bytes a function may have with all that it may load. Of a background function nobody waits for the start,
 * and it alone reads files: FIT's whole profile and a map of time zones are in it.
 */
export function bundleCeiling(name: string): number {
  return name.endsWith('-background') ? 1_700_000 : 800_000;
}
