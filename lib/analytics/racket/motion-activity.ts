/**
 * How much the wrist moved in each second: the sum of |Δ‖a‖| between the samples of that second, in the unit of the
 * acceleration (g). NaN where a second has no two samples.
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
