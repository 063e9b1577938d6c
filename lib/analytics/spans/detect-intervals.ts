import { prefixSums, type Span } from '../statistics/prefix-sums.ts';
import { centredMean } from '../statistics/rolling-mean.ts';

/** What makes a session one of intervals. */
const RULE = {
  smoothRadiusS: 5,
  /** Share of the variance between work and rest. Of a bell curve it is 0.64. */
  leastSeparation: 0.7,
  leastContrast: 1.2,
  shortestS: 15,
  longestDipS: 10,
  leastCount: 2,
} as const;

const BINS = 256;

/**
 * The work intervals of a session, from output (power or speed): stretches above the level that best parts the
 * session in two.
 *
 * House rule. The 11-s mean of output is parted by Otsu's threshold, zeros (coasting) left out. There are intervals
 * only where the two parts are clearly two (the threshold explains 70 % of the variance, work is 1.2 times rest);
 * dips up to 10 s are bridged, less than 15 s is none, and one alone is none. Scaling output changes nothing.
 * Timer time, O(n).
 */
export function detectIntervals(output: Float64Array): Span[] {
  const smooth = centredMean(prefixSums(output), { radiusS: RULE.smoothRadiusS });
  const level = workLevel(smooth);
  if (level === undefined) {
    return [];
  }
  const spans: Span[] = [];
  for (let i = 0; i < smooth.length; i += 1) {
    if ((smooth[i] as number) > level) {
      const last = spans.at(-1);
      if (last !== undefined && i - last.to <= RULE.longestDipS) {
        last.to = i + 1;
      } else {
        spans.push({ from: i, to: i + 1 });
      }
    }
  }
  const long = spans.filter(({ from, to }) => to - from >= RULE.shortestS);
  return long.length >= RULE.leastCount ? long : [];
}

/** Otsu 1979: the level with the largest variance between the two sides; undefined where they are not two. */
function workLevel(values: Float64Array): number | undefined {
  const highest = values.reduce((most, value) => (value > most ? value : most), 0);
  const counts = new Float64Array(BINS);
  const sums = new Float64Array(BINS);
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    if (value > 0) {
      const bin = Math.min(BINS - 1, Math.floor((value / highest) * BINS));
      const share = value / highest;
      counts[bin] = (counts[bin] as number) + 1;
      sums[bin] = (sums[bin] as number) + share;
      count += 1;
      sum += share;
      squares += share * share;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  let below = 0;
  let sumBelow = 0;
  let best = { between: 0, bin: 0, contrast: 0 };
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    below += counts[bin] as number;
    sumBelow += sums[bin] as number;
    const rest = sumBelow / below;
    const work = (sum - sumBelow) / (count - below);
    const between = ((below * (count - below)) / count ** 2) * (work - rest) ** 2;
    if (between > best.between) {
      best = { between, bin, contrast: work / rest };
    }
  }
  const parted =
    best.between >= RULE.leastSeparation * variance && best.contrast >= RULE.leastContrast;
  return parted ? midOfEmpty({ counts, bin: best.bin }) * (highest / BINS) : undefined;
}

/** The threshold may lie anywhere in the empty bins between the two sides: their middle favours neither. */
function midOfEmpty({ counts, bin }: { counts: Float64Array; bin: number }): number {
  let next = bin + 1;
  while (next < BINS - 1 && counts[next] === 0) {
    next += 1;
  }
  return (bin + 1 + next) / 2;
}
