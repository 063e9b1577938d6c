import type { RecordedLap } from '../recording.ts';
import type { Span } from '../statistics/prefix-sums.ts';

/** Laps, in elapsed time, as spans of timer time; laps that lie in a pause have no sample and are left out. */
export function lapSpans(
  laps: readonly RecordedLap[],
  elapsedS: Float64Array,
): (Span & { name: string | undefined })[] {
  return laps
    .map(({ startS, endS, name }) => ({
      from: firstAtOrAfter(elapsedS, startS),
      to: firstAtOrAfter(elapsedS, endS),
      name,
    }))
    .filter(({ from, to }) => to > from);
}

function firstAtOrAfter(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
