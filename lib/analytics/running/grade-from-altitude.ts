/**
 * Grade, rise over run, from altitude along the distance: the least-squares slope of altitude over the stretch
 * that reaches `reachM` behind and ahead, which smooths and differentiates at once.
 *
 * Dimensionless; 0.1 is 10 %. NaN where distance or altitude is missing, where under three samples or 5 m lie in
 * the stretch, and beyond a step where the distance falls. Not clamped: what uses it does that.
 * Source: house choice within the 10–20 m that grade-adjusted pace needs; a barometer's step of 0.2 m gives
 * under 0.5 % over 40 m. O(samples).
 */
export function gradeFromAltitude({
  distanceM,
  altitudeM,
  reachM = 20,
}: {
  distanceM: Float64Array;
  altitudeM: Float64Array;
  reachM?: number;
}): Float64Array {
  const count = Math.min(distanceM.length, altitudeM.length);
  const grade = new Float64Array(count).fill(Number.NaN);
  const usable: number[] = [];
  let highest = -Infinity;
  for (let i = 0; i < count; i += 1) {
    const distance = distanceM[i] as number;
    if (Number.isFinite(distance) && distance >= highest && Number.isFinite(altitudeM[i])) {
      usable.push(i);
      highest = distance;
    }
  }
  const sums = new Window({
    distanceM,
    altitudeM,
    originM: distanceM[usable[0] ?? 0] ?? 0,
    originAltitudeM: altitudeM[usable[0] ?? 0] ?? 0,
  });
  let from = 0;
  let to = 0;
  for (const i of usable) {
    const here = distanceM[i] as number;
    while (to < usable.length && (distanceM[usable[to] as number] as number) <= here + reachM) {
      sums.add(usable[to] as number, 1);
      to += 1;
    }
    while ((distanceM[usable[from] as number] as number) < here - reachM) {
      sums.add(usable[from] as number, -1);
      from += 1;
    }
    const spanM =
      (distanceM[usable[to - 1] as number] as number) -
      (distanceM[usable[from] as number] as number);
    if (to - from >= FEWEST && spanM >= SHORTEST_M) {
      grade[i] = sums.slope();
    }
  }
  return grade;
}

const FEWEST = 3;
const SHORTEST_M = 5;

/** Running sums of a regression, from an origin near the data. */
class Window {
  readonly #data: {
    distanceM: Float64Array;
    altitudeM: Float64Array;
    originM: number;
    originAltitudeM: number;
  };
  #n = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  constructor(data: {
    distanceM: Float64Array;
    altitudeM: Float64Array;
    originM: number;
    originAltitudeM: number;
  }) {
    this.#data = data;
  }

  add(index: number, sign: 1 | -1): void {
    const { distanceM, altitudeM, originM, originAltitudeM } = this.#data;
    const x = (distanceM[index] as number) - originM;
    const y = (altitudeM[index] as number) - originAltitudeM;
    this.#n += sign;
    this.#x += sign * x;
    this.#y += sign * y;
    this.#xx += sign * x * x;
    this.#xy += sign * x * y;
  }

  slope(): number {
    const spread = this.#n * this.#xx - this.#x * this.#x;
    return spread > 0 ? (this.#n * this.#xy - this.#x * this.#y) / spread : Number.NaN;
  }
}
