import type { HeartBeats } from './heart-beats.ts';

const STEP_S = 0.25;
/** A heart rate holds this long without a beat that tells of another. */
const HELD_STEPS = 20;

/**
 * Puts stored heart rates into the records: each takes the mean of those since the record before, held for up
 * to 5 s where the strap told none. `time` ascends; `heartRate` is filled in place, over what was received live.
 */
export function mergeBeats(
  { times, rates }: Pick<HeartBeats, 'times' | 'rates'>,
  { time, heartRate }: { time: Float64Array; heartRate: Float64Array },
): void {
  const held = holdRates({ times, rates });
  let next = 0;
  for (let row = 0; row < time.length; row += 1) {
    const to = time[row] as number;
    const from = row === 0 ? to - 1 : (time[row - 1] as number);
    while (next < held.times.length && (held.times[next] as number) <= from) {
      next += 1;
    }
    let sum = 0;
    let count = 0;
    for (; next < held.times.length && (held.times[next] as number) <= to; next += 1) {
      sum += held.rates[next] as number;
      count += 1;
    }
    if (count > 0) {
      heartRate[row] = Math.round(sum / count);
    }
  }
}

function holdRates({ times, rates }: { times: number[]; rates: number[] }) {
  const order = times.map((_, index) => index);
  order.sort((a, b) => (times[a] as number) - (times[b] as number));
  const held = { times: [] as number[], rates: [] as number[] };
  for (const [rank, index] of order.entries()) {
    const before = order[rank - 1];
    if (before !== undefined) {
      const gapS = (times[index] as number) - (times[before] as number);
      for (let step = 1; step <= HELD_STEPS && step * STEP_S < gapS; step += 1) {
        held.times.push((times[before] as number) + step * STEP_S);
        held.rates.push(rates[before] as number);
      }
    }
    held.times.push(times[index] as number);
    held.rates.push(rates[index] as number);
  }
  return held;
}
