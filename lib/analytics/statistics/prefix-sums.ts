/**
 * Running totals of a series, so that the sum and the mean of any span take two look-ups. Missing samples add
 * nothing and are not counted. O(n) to make.
 */
export interface PrefixSums {
  /** sums[i]: of the samples before i; one longer than the series. */
  sums: Float64Array;
  /** counts[i]: of the samples before i that are there. */
  counts: Uint32Array;
}

/** From sample `from` until before `to`. */
export interface Span {
  from: number;
  to: number;
}

export function prefixSums(values: Float64Array): PrefixSums {
  const sums = new Float64Array(values.length + 1);
  const counts = new Uint32Array(values.length + 1);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) {
      sum += value;
      count += 1;
    }
    sums[i + 1] = sum;
    counts[i + 1] = count;
  }
  return { sums, counts };
}

export function sumOf({ sums }: PrefixSums, { from, to }: Span): number {
  return (sums[to] as number) - (sums[from] as number);
}

function countOf({ counts }: PrefixSums, { from, to }: Span): number {
  return (counts[to] as number) - (counts[from] as number);
}

/** Of the samples that are there; NaN where none is. */
export function meanOf(prefix: PrefixSums, span: Span): number {
  return sumOf(prefix, span) / countOf(prefix, span);
}

export function wholeOf({ counts }: PrefixSums): Span {
  return { from: 0, to: counts.length - 1 };
}
