/**
 * The part of the wind that comes from ahead, m/s; negative from behind. Directions in degrees clockwise from north:
 * `fromDeg` is where the wind comes from, as weather reports say it, `bearingDeg` where the athlete goes.
 *
 * Reports are of 10 m height; at a runner's or rider's it is about 0.6–0.7 of that.
 */
export function headwind({
  windMps,
  fromDeg,
  bearingDeg,
}: {
  windMps: number;
  fromDeg: number;
  bearingDeg: number;
}): number {
  return windMps * Math.cos(((fromDeg - bearingDeg) * Math.PI) / 180);
}
