/** Which zone a value is in, from 1; 0 below the first. */
export function zoneOf(
  value: number,
  { lowerBounds, inclusive }: { lowerBounds: Float64Array; inclusive: 'lower' | 'upper' },
): number {
  let zone = lowerBounds.length;
  while (zone > 0) {
    const bound = lowerBounds[zone - 1] as number;
    // a value on the lowest bound is in the first zone either way
    if (value > bound || (value === bound && (inclusive === 'lower' || zone === 1))) {
      return zone;
    }
    zone -= 1;
  }
  return 0;
}

/**
 * Time in zones.
 *
 * Unit: s of timer time. Settled but for which zone holds a bound, which is the scheme's. The zones, the time
 * below the first and the missing time add up to timer time.
 */
export function zoneSeconds(
  values: Float64Array,
  scheme: { lowerBounds: Float64Array; inclusive: 'lower' | 'upper' },
): { seconds: Float64Array; belowS: number; missingS: number } {
  const { lowerBounds, inclusive } = scheme;
  const seconds = new Float64Array(lowerBounds.length + 1);
  let missingS = 0;
  let zone = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      missingS += 1;
      continue;
    }
    // most seconds are in the zone of the one before: only at its bounds is there anything to look up
    const inside =
      zone > 0 &&
      value > (lowerBounds[zone - 1] as number) &&
      !(value >= (lowerBounds[zone] ?? Infinity));
    if (!inside) {
      zone = zoneOf(value, { lowerBounds, inclusive });
    }
    seconds[zone] = (seconds[zone] as number) + 1;
  }
  return { seconds: seconds.subarray(1), belowS: seconds[0] as number, missingS };
}
