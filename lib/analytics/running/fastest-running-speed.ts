/**
 * The speed of the world record over a distance, m/s: the bound above which a run is an error of measurement.
 *
 * Interpolated over the logarithm of the distance; the ends hold beyond 100 m and 100 km. Men's records as of
 * 2025, rounded up; they need no upkeep, since they only have to be out of reach of an error of position.
 */
export function fastestRunningSpeed(distanceM: number): number {
  const next = RECORDS.findIndex(([recordM]) => recordM >= distanceM);
  if (next === 0) {
    return (RECORDS[0] as Record)[1];
  }
  if (next === -1) {
    return (RECORDS.at(-1) as Record)[1];
  }
  const [fromM, fromMps] = RECORDS[next - 1] as Record;
  const [toM, toMps] = RECORDS[next] as Record;
  return fromMps + ((toMps - fromMps) * Math.log(distanceM / fromM)) / Math.log(toM / fromM);
}

type Record = readonly [distanceM: number, speedMps: number];

const RECORDS: readonly Record[] = [
  [200, 10.44],
  [400, 9.3],
  [800, 7.93],
  [1500, 7.29],
  [3000, 6.86],
  [5000, 6.62],
  [10_000, 6.37],
  [21_097.5, 6.21],
  [42_195, 5.84],
  [100_000, 4.6],
];
