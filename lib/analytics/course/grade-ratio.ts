/**
 * Grade at every second: rise over run of the stretch that reaches `reachM` back and ahead.
 *
 * Unit: m per m. Range: −1 to 1. House. Missing where distance or altitude is, or where the stretch is shorter than
 * half of what was asked (standing). `altitudeM` smoothed. O(n).
 */
export function gradeRatio({
  distanceM,
  altitudeM,
  reachM = 15,
}: {
  /** Never falling. */
  distanceM: Float64Array;
  altitudeM: Float64Array;
  reachM?: number;
}): Float64Array {
  const grades = new Float64Array(distanceM.length).fill(NaN);
  const there: number[] = [];
  for (let i = 0; i < distanceM.length; i += 1) {
    if (!Number.isNaN((distanceM[i] as number) + (altitudeM[i] as number))) {
      there.push(i);
    }
  }
  let back = 0;
  let ahead = 0;
  for (const [k, i] of there.entries()) {
    const here = distanceM[i] as number;
    const distanceAt = (j: number) => distanceM[there[j] as number] as number;
    while (back + 1 < k && here - distanceAt(back + 1) >= reachM) {
      back += 1;
    }
    ahead = Math.max(ahead, k);
    while (ahead + 1 < there.length && distanceAt(ahead) - here < reachM) {
      ahead += 1;
    }
    const runM = distanceAt(ahead) - distanceAt(back);
    if (runM >= reachM) {
      const from = altitudeM[there[back] as number] as number;
      const to = altitudeM[there[ahead] as number] as number;
      grades[i] = Math.min(1, Math.max(-1, (to - from) / runM));
    }
  }
  return grades;
}
