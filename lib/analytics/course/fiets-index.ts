/** Altitude from which the top adds. */
const HIGH_M = 1000;

/**
 * FIETS index: how hard a climb is. Gain² over 10 × length, plus what the top is above 1000 m in km.
 *
 * Unit: none. Range: 0 to 30. Settled but for the bonus, which some cap. Source: the Dutch magazine Fiets.
 * Metres throughout.
 */
export function fietsIndex({
  lengthM,
  gainM,
  topM,
}: {
  lengthM: number;
  gainM: number;
  topM: number;
}): number {
  return gainM ** 2 / (lengthM * 10) + Math.max(0, topM - HIGH_M) / 1000;
}
