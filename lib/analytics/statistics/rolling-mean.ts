import type { PrefixSums } from './prefix-sums.ts';

/**
 * The mean of the last `windowS` samples at every sample; NaN where the window is not full or something in it is
 * missing. O(n).
 */
export function rollingMean(
  { sums, counts }: PrefixSums,
  { windowS }: { windowS: number },
): Float64Array {
  const means = new Float64Array(sums.length - 1).fill(NaN, 0, windowS - 1);
  for (let end = windowS; end < sums.length; end += 1) {
    const start = end - windowS;
    const full = (counts[end] as number) - (counts[start] as number) === windowS;
    means[end - 1] = full ? ((sums[end] as number) - (sums[start] as number)) / windowS : NaN;
  }
  return means;
}

/** The mean of what is there within `radiusS` either side of every sample; NaN where nothing is. O(n). */
export function centredMean(
  { sums, counts }: PrefixSums,
  { radiusS }: { radiusS: number },
): Float64Array {
  const length = sums.length - 1;
  const means = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const from = Math.max(0, i - radiusS);
    const to = Math.min(length, i + radiusS + 1);
    const count = (counts[to] as number) - (counts[from] as number);
    means[i] = ((sums[to] as number) - (sums[from] as number)) / count;
  }
  return means;
}
