type LatLng = readonly [latDeg: number, lngDeg: number];

/**
 * Positions as a string: rounded half away from zero, differences, zigzag, five bits a character.
 *
 * Settled. Source: Google, Encoded Polyline Algorithm Format. `precision` is the number of decimals; 5 is Strava's.
 */
export function encodePolyline(
  points: readonly LatLng[],
  { precision = 5 }: { precision?: number } = {},
): string {
  const factor = 10 ** precision;
  let text = '';
  let last: LatLng = [0, 0];
  for (const point of points) {
    const whole = [roundAway(point[0] * factor), roundAway(point[1] * factor)] as const;
    text += encodeWhole(whole[0] - last[0]) + encodeWhole(whole[1] - last[1]);
    last = whole;
  }
  return text;
}

/** The positions of a string; what follows a number cut off at the end is left out. */
export function decodePolyline(
  text: string,
  { precision = 5 }: { precision?: number } = {},
): [latDeg: number, lngDeg: number][] {
  const factor = 10 ** precision;
  const points: [number, number][] = [];
  const at: [number, number] = [0, 0];
  let axis: 0 | 1 = 0;
  let value = 0;
  let unit = 1;
  for (const character of text) {
    const bits = character.charCodeAt(0) - 63;
    value += (bits & 31) * unit;
    unit *= 32;
    if (bits < 32) {
      at[axis] += value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      if (axis === 1) {
        points.push([at[0] / factor, at[1] / factor]);
      }
      axis = axis === 0 ? 1 : 0;
      value = 0;
      unit = 1;
    }
  }
  return points;
}

function roundAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function encodeWhole(difference: number): string {
  let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
  let text = '';
  while (rest >= 32) {
    text += String.fromCharCode((rest % 32) + 32 + 63);
    rest = Math.floor(rest / 32);
  }
  return text + String.fromCharCode(rest + 63);
}
