/** One field of the records, row by row; NaN where a record lacks it. */
export class Column {
  #values = new Float64Array(0);

  /** Anything but a finite number is left out. */
  put(row: number, value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return;
    }
    if (row >= this.#values.length) {
      const larger = new Float64Array(Math.max(1024, 2 * (row + 1))).fill(Number.NaN);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[row] = value;
  }

  /** The first `count` rows; `undefined` where none has a value. */
  take(count: number): Float64Array | undefined {
    if (this.#values.length >= count || this.#values.length === 0) {
      return this.#values.length === 0 ? undefined : this.#values.subarray(0, count);
    }
    const whole = new Float64Array(count).fill(Number.NaN);
    whole.set(this.#values);
    return whole;
  }
}
