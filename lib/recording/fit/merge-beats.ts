import type { HeartBeats } from './heart-beats.ts';

type Beats = Pick<HeartBeats, 'times' | 'rates'>;

/**
 * Puts stored heart rates into the records: each takes the mean of those since the record before, held for up
 * to 5 s where the strap told none. `time` ascends; `heartRate` is filled in place, over what was received live.
 */
export function mergeBeats(
  beats: Beats,
  { time, heartRate }: { time: Float64Array; heartRate: Float64Array },
): void {
  const held = new HeldRates(beats);
  for (let row = 0; row < time.length; row += 1) {
    const toS = time[row] as number;
    const fromS = row === 0 ? toS - 1 : (time[row - 1] as number);
    held.goBeyond(fromS);
    let sum = 0;
    let count = 0;
    for (; held.atS <= toS; held.goOn()) {
      sum += held.rate;
      count += 1;
    }
    if (count > 0) {
      heartRate[row] = Math.round(sum / count);
    }
  }
}

/** A heart rate counts again after each step, and for this many, unless another comes. */
const STEP_S = 0.25;
const HELD_STEPS = 20;

/** Heart rates by ascending time, one after the other, and between two the former as long as it holds. */
class HeldRates {
  /** Infinite after the last. */
  atS: number;
  readonly #beats: Beats;
  readonly #order: Uint32Array;
  #rank = 0;
  #step = 0;

  constructor(beats: Beats) {
    const { times } = beats;
    this.#beats = beats;
    this.#order = Uint32Array.from(times.keys());
    this.#order.sort((a, b) => (times[a] as number) - (times[b] as number));
    this.atS = this.#timeAt(0);
  }

  get rate(): number {
    return this.#beats.rates[this.#order[this.#rank] ?? -1] ?? Number.NaN;
  }

  goOn(): void {
    this.#step += 1;
    this.atS = this.#timeAt(this.#rank) + this.#step * STEP_S;
    const isLast = this.#rank + 1 >= this.#order.length;
    if (isLast || this.#step > HELD_STEPS || this.atS >= this.#timeAt(this.#rank + 1)) {
      this.#rank += 1;
      this.#step = 0;
      this.atS = this.#timeAt(this.#rank);
    }
  }

  goBeyond(timeS: number): void {
    while (this.atS <= timeS) {
      this.goOn();
    }
  }

  #timeAt(rank: number): number {
    return this.#beats.times[this.#order[rank] ?? -1] ?? Number.POSITIVE_INFINITY;
  }
}
