/** A series at 1 Hz as `[[value, seconds], …]`. */
export type RunLength = readonly (readonly [value: number, seconds: number])[];

export function fromRunLength(runs: RunLength): Float64Array {
  return Float64Array.from(runs.flatMap(([value, seconds]) => Array(seconds).fill(value)));
}
