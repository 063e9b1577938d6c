import { type FitMessage, numberIn, timeIn } from './fit-message.ts';

/** Ticks of a sensor's clock in a second; it starts again after 2³² of them. */
const TICKS = 1024;
const TURN = 2 ** 32;

/**
 * Heart rates that a strap stored by itself, out of the water or out of reach, as `hr` messages tell them: one
 * sets the sensor's clock against the time of day, those after it give 12 bits of the clock for each beat.
 */
export class HeartBeats {
  /** s of FIT, and bpm. */
  readonly times: number[] = [];
  readonly rates: number[] = [];
  #anchor: { timeS: number; ticks: number } | undefined;
  #ticks = 0;

  add(message: FitMessage): void {
    const rates = arrayIn(message, 'filtered_bpm');
    const seconds = arrayIn(message, 'event_timestamp');
    const timeS = timeIn(message, 'timestamp');
    const [first] = seconds;
    if (timeS !== undefined && typeof first === 'number') {
      const fraction = numberIn(message, 'fractional_timestamp') ?? 0;
      this.#anchor = { timeS: timeS + fraction, ticks: first * TICKS };
      this.#ticks = first * TICKS;
    }
    if (this.#anchor === undefined) {
      return;
    }
    const ticks =
      seconds.length > 0
        ? seconds.map((second) => (second === null ? undefined : second * TICKS))
        : this.#unpack(arrayIn(message, 'event_timestamp12').map((byte) => byte ?? 255));
    for (const [index, at] of ticks.entries()) {
      const rate = rates[index];
      if (at !== undefined) {
        this.#ticks = at;
      }
      if (at !== undefined && typeof rate === 'number' && rate > 0) {
        const since = at - this.#anchor.ticks;
        this.times.push(this.#anchor.timeS + (since < 0 ? since + TURN : since) / TICKS);
        this.rates.push(rate);
      }
    }
  }

  /** Two times of 12 bits in three bytes, each the next after the one before. */
  #unpack(bytes: number[]): number[] {
    const ticks: number[] = [];
    let last = this.#ticks;
    for (let i = 0; i + 2 < bytes.length; i += 3) {
      const [low = 0, middle = 0, high = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
      for (const bits of [low | ((middle & 15) << 8), (middle >>> 4) | (high << 4)]) {
        last += (bits - last) & 4095;
        ticks.push(last);
      }
    }
    return ticks;
  }
}

function arrayIn(message: FitMessage, field: string): (number | null)[] {
  const value = message[field];
  return Array.isArray(value) ? value : [];
}
