import { seededRandom } from './seeded-random.ts';

/**
 * Permutation probability of a mean difference at least as large (either sign) when the labels are shuffled, 0…1.
 *
 * Exact over all splits while there are at most `maxExact`; beyond, `rounds` random splits from `seed`, with
 * the observed one counted in, so that the answer is never 0. Assumes exchangeable observations: values of one
 * match follow each other, so the probability is optimistic.
 * Source: Fisher 1935; Phipson & Smyth 2010 for the counted-in split. `undefined` for an empty side or a value
 * that is not finite.
 */
export function permutationTest({
  a,
  b,
  seed = 1,
  rounds = 20_000,
  maxExact = 20_000,
}: {
  a: readonly number[];
  b: readonly number[];
  seed?: number;
  rounds?: number;
  maxExact?: number;
}): { p: number; exact: boolean } | undefined {
  const all = [...a, ...b];
  if (a.length === 0 || b.length === 0 || !all.every(Number.isFinite)) {
    return undefined;
  }
  const total = sumOf(all);
  const difference = (sum: number) => Math.abs(sum / a.length - (total - sum) / b.length);
  const observed = difference(sumOf(a));
  // equal splits must count as equal although they are summed in another order
  const threshold = observed - 1e-9 * Math.max(1, ...all.map(Math.abs));
  const reaches = (sum: number) => difference(sum) >= threshold;
  return splitCount(all.length, a.length) <= maxExact
    ? { p: exactShare({ all, take: a.length, reaches }), exact: true }
    : { p: randomShare({ all, take: a.length, reaches, seed, rounds }), exact: false };
}

interface Splits {
  all: readonly number[];
  take: number;
  reaches: (sum: number) => boolean;
}

function exactShare({ all, take, reaches }: Splits): number {
  let splits = 0;
  let extreme = 0;
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      splits += 1;
      extreme += reaches(sum) ? 1 : 0;
      return;
    }
    for (let i = from; i <= all.length - left; i += 1) {
      choose(i + 1, left - 1, sum + (all[i] as number));
    }
  };
  choose(0, take, 0);
  return extreme / splits;
}

function randomShare({
  all,
  take,
  reaches,
  seed,
  rounds,
}: Splits & { seed: number; rounds: number }): number {
  const random = seededRandom(seed);
  const deck = [...all];
  let extreme = 1;
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    for (let i = 0; i < take; i += 1) {
      const j = i + Math.floor(random() * (deck.length - i));
      const drawn = deck[j] as number;
      deck[j] = deck[i] as number;
      deck[i] = drawn;
      sum += drawn;
    }
    extreme += reaches(sum) ? 1 : 0;
  }
  return extreme / (rounds + 1);
}

/** Binomial coefficient. */
function splitCount(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(k, n - k); i += 1) {
    count = (count * (n - Math.min(k, n - k) + i)) / i;
  }
  return count;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
