import type { HeartBeats } from './heart-beats.ts';

/** A heart rate counts again after each step, and for this many, unless another comes. */
const STEP_S = 0.25;
const HELD_STEPS = 20;

/**
 * Puts stored heart rates into the records: each takes the mean of those since the record before, held for up
 * to 5 s where the strap told none. `time` ascends; `heartRate` is filled in place, over what was received live.
 */
export function mergeBeats(
  { times, rates }: Pick<HeartBeats, 'times' | 'rates'>,
  { time, heartRate }: { time: Float64Array; heartRate: Float64Array },
): void {
  const order = Uint32Array.from(times.keys());
  order.sort((a, b) => (times[a] as number) - (times[b] as number));
  const timeOf = (rank: number) => times[order[rank] ?? -1] ?? Number.POSITIVE_INFINITY;
  let beat = 0;
  let step = 0;
  let atS = timeOf(0);
  const goOn = () => {
    step += 1;
    atS = timeOf(beat) + step * STEP_S;
    // nothing is held beyond the last beat
    if (step > HELD_STEPS || beat + 1 >= order.length || atS >= timeOf(beat + 1)) {
      beat += 1;
      step = 0;
      atS = timeOf(beat);
    }
  };
  for (let row = 0; row < time.length; row += 1) {
    const toS = time[row] as number;
    const fromS = row === 0 ? toS - 1 : (time[row - 1] as number);
    while (atS <= fromS) {
      goOn();
    }
    let sum = 0;
    let count = 0;
    for (; atS <= toS; goOn()) {
      sum += rates[order[beat] as number] as number;
      count += 1;
    }
    if (count > 0) {
      heartRate[row] = Math.round(sum / count);
    }
  }
}
