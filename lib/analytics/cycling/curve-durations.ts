/** The durations efforts are usually compared at. */
export const STANDARD_DURATIONS_S = [
  1, 5, 10, 15, 30, 60, 120, 180, 300, 480, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800,
  14400,
] as const;

/** Each duration is at most this much longer than the one before. */
const GROWTH = 1.07;

/**
 * Durations for a curve up to `longestS`: every second to 15, then 7 % apart, with the standard ones and the
 * longest itself; 140 for 4 h.
 */
export function curveDurations(longestS: number): Uint32Array {
  const durations = new Set(sharedDurations(longestS));
  if (longestS >= 1) {
    durations.add(Math.floor(longestS));
  }
  return Uint32Array.from(durations).sort();
}

/** Those of them that every curve as long has, so that curves can be laid over each other. */
export function sharedDurations(longestS: number): Uint32Array {
  const durations = new Set<number>(
    STANDARD_DURATIONS_S.filter((duration) => duration <= longestS),
  );
  for (let duration = 1; duration <= longestS; ) {
    durations.add(duration);
    duration = Math.max(duration + 1, Math.floor(duration * GROWTH));
  }
  return Uint32Array.from(durations).sort();
}
