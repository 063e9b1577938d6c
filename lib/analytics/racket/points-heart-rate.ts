import { none, type Result } from '../result.ts';
import { hedgesG } from '../statistics/hedges-g.ts';
import { permutationTest } from '../statistics/permutation-test.ts';
import { meanOf, type PrefixSums, prefixSums } from '../statistics/prefix-sums.ts';
import { studentTCritical } from '../statistics/student-t.ts';
import { summarise, welchTTest } from '../statistics/welch-t-test.ts';

/** A point of a score log. Timer time, s. */
export interface ScoredPoint {
  fromS: number;
  toS: number;
  won: boolean;
}

export interface WonLost {
  won: { count: number; meanBpm: number };
  lost: { count: number; meanBpm: number };
  /** Won less lost, bpm, and its 95 % confidence interval. */
  differenceBpm: number;
  interval95: { low: number; high: number };
  t: number;
  df: number;
  p: number;
  /** Of shuffled labels, as a check of `p`. */
  permutationP: number;
  hedgesG: number;
  /** The smallest |g| that so many points would show four times out of five. */
  detectableG: number;
  /** Whether the interval leaves 0 out. All that may be put into words. */
  isClear: boolean;
}

/**
 * Heart rate of points won against points lost: Welch's t test, Hedges' g, and a permutation check.
 *
 * What heart rate shows in the seconds after a point is the rally just played: a difference is of rally length,
 * time elapsed and serve as much as of winning, never a reason for it. Points of a match follow each other, so p is
 * optimistic. With an interval that holds 0 there is no clear difference.
 *
 * Reasons: `too_few` under eight points a side, `not_plausible` for a value that is not finite or no spread.
 * Source: Welch 1947; Hedges 1981; Fisher 1935.
 */
export function compareWonLost({
  won,
  lost,
  seed = 1,
}: {
  /** bpm, one per point. */
  won: readonly number[];
  lost: readonly number[];
  seed?: number;
}): Result<WonLost> {
  if (won.length < FEWEST || lost.length < FEWEST) {
    return none('too_few');
  }
  const groups = { a: summarise(won), b: summarise(lost) };
  const welch = welchTTest(groups);
  const effect = hedgesG(groups);
  const permutation = permutationTest({ a: won, b: lost, seed });
  if (welch === undefined || effect === undefined || permutation === undefined) {
    return none('not_plausible');
  }
  const { low, high } = welch.interval95;
  return {
    value: {
      won: { count: won.length, meanBpm: groups.a.mean },
      lost: { count: lost.length, meanBpm: groups.b.mean },
      differenceBpm: welch.difference,
      interval95: welch.interval95,
      t: welch.t,
      df: welch.df,
      p: welch.p,
      permutationP: permutation.p,
      hedgesG: effect.g,
      detectableG: detectableEffect({ a: won.length, b: lost.length }),
      isClear: low > 0 || high < 0,
    },
  };
}

/**
 * Heart rate of each point, bpm: the mean of the 5 s after it ended, which with a lag of about 6 s is of the rally just
 * played; or, `overBefore`, that less the mean of the 5 s before it began. Points without heart rate there are left out.
 */
export function pointHeartRates({
  heartRateBpm,
  points,
  overBefore = false,
}: {
  heartRateBpm: Float64Array;
  points: readonly ScoredPoint[];
  overBefore?: boolean;
}): { won: number[]; lost: number[] } {
  const rates = ratesAfter({ heartRateBpm, points });
  const before = points.map(({ fromS }) => ({ toS: fromS - WINDOW_S }));
  const base = overBefore ? ratesAfter({ heartRateBpm, points: before }) : rates.map(() => 0);
  const present = points
    .map(({ won }, i) => ({ won, bpm: (rates[i] as number) - (base[i] as number) }))
    .filter(({ bpm }) => Number.isFinite(bpm));
  return {
    won: present.filter(({ won }) => won).map(({ bpm }) => bpm),
    lost: present.filter(({ won }) => !won).map(({ bpm }) => bpm),
  };
}

/** The mean heart rate of the 5 s after each point, bpm; NaN without one. */
export function ratesAfter({
  heartRateBpm,
  points,
}: {
  heartRateBpm: Float64Array;
  points: readonly Pick<ScoredPoint, 'toS'>[];
}): number[] {
  const sums = prefixSums(heartRateBpm.map((bpm) => (bpm >= 20 && bpm <= 250 ? bpm : Number.NaN)));
  return points.map(({ toS }) => meanOver(sums, toS));
}

/** The standardised difference that two groups of these sizes show with 80 % power at 5 %. */
export function detectableEffect({ a, b }: { a: number; b: number }): number {
  const df = a + b - 2;
  const quantiles =
    studentTCritical({ twoSided: 0.05, df }) + studentTCritical({ twoSided: 0.4, df });
  return quantiles * Math.sqrt(1 / a + 1 / b);
}

const FEWEST = 8;
const WINDOW_S = 5;

function meanOver(sums: PrefixSums, atS: number): number {
  const from = Math.round(atS);
  const isInside = from >= 0 && from + WINDOW_S <= sums.counts.length - 1;
  return isInside ? meanOf(sums, { from, to: from + WINDOW_S }) : Number.NaN;
}
