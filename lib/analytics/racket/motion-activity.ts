/**
 * How much the wrist moved in each second: the sum of |Δ‖a‖| between the samples of that second, in the unit of the
 * acceleration. NaN where a second has no two samples.
 *
 * The norm, so that it does not matter how the sensor sits. Seconds are of the given rate; what is left of the last
 * one is dropped. Empty for a rate outside 1…10,000 Hz.
 * Source: as PlayerLoad (Boyd et al. 2011), over the norm.
 */
export function motionActivity({
  x,
  y,
  z,
  hz,
}: {
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  hz: number;
}): Float64Array {
  const samples = Math.min(x.length, y.length, z.length);
  const seconds = hz >= 1 && hz <= 10_000 ? Math.floor(samples / hz) : 0;
  const activity = new Float64Array(seconds).fill(Number.NaN);
  let before = Number.NaN;
  for (let i = 0; i < samples; i += 1) {
    const norm = Math.hypot(x[i] as number, y[i] as number, z[i] as number);
    const change = Math.abs(norm - before);
    const second = Math.floor(i / hz);
    if (second < seconds && Number.isFinite(change)) {
      const sum = activity[second] as number;
      activity[second] = (Number.isNaN(sum) ? 0 : sum) + change;
    }
    before = norm;
  }
  return activity;
}

/** Samples of acceleration by ascending time, as they came: the rate may change, and stretches may be missing. */
export interface MotionSamples {
  timesS: Float64Array;
  /** ‖a‖ */
  norms: Float64Array;
  /** How long after the one before each was due. */
  periodsS: Float64Array;
}

/**
 * The same of samples at any times, for each of the seconds from 0 on. A change counts between samples at most two
 * periods apart, in the second of the later one; a second that lacks half of its samples is NaN.
 */
export function motionBySecond(
  { timesS, norms, periodsS }: MotionSamples,
  { seconds }: { seconds: number },
): Float64Array {
  const activity = new Float64Array(seconds);
  const covered = new Float64Array(seconds);
  for (let i = 1; i < timesS.length; i += 1) {
    const timeS = timesS[i] as number;
    const periodS = periodsS[i] as number;
    const second = Math.floor(timeS);
    const isNext = timeS - (timesS[i - 1] as number) <= 2 * periodS;
    if (second >= 0 && second < seconds && isNext) {
      const change = Math.abs((norms[i] as number) - (norms[i - 1] as number));
      activity[second] = (activity[second] as number) + change;
      covered[second] = (covered[second] as number) + periodS;
    }
  }
  return activity.map((sum, second) => ((covered[second] as number) < 0.5 ? Number.NaN : sum));
}
