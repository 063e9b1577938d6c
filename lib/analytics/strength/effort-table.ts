/**
 * The share of the one-repetition maximum, 0…1, that is lifted for so many repetitions at an effort of 6–10 (10
 * less the repetitions in reserve).
 *
 * One sequence in steps of half a repetition, read at 2·((reps − 1) + (10 − effort)): a repetition more and one
 * less in reserve weigh the same. `undefined` outside the table: efforts under 6 or over 10, not a whole or
 * half one, repetitions that are not whole or beyond 12.
 * Coaching data, not physiology; other grids go by the same name, so it can be replaced.
 * Source: Tuchscherer, Reactive Training Systems chart (12 repetitions × 9 efforts).
 */
export function effortShare({
  reps,
  effort,
  percents = EFFORT_PERCENTS,
}: {
  reps: number;
  effort: number;
  percents?: readonly number[];
}): number | undefined {
  const isInside = Number.isInteger(reps) && reps >= 1 && reps <= 12 && effort >= 6 && effort <= 10;
  const percent = isInside ? percents[2 * (reps - 1 + 10 - effort)] : undefined;
  return percent === undefined ? undefined : percent / 100;
}

/** From one repetition at 10 to twelve at 6. */
export const EFFORT_PERCENTS: readonly number[] = [
  100, 97.8, 95.5, 93.9, 92.2, 90.7, 89.2, 87.8, 86.3, 85, 83.7, 82.4, 81.1, 79.9, 78.6, 77.4, 76.2,
  75.1, 73.9, 72.8, 71.7, 70.7, 69.6, 68.6, 67.6, 66.6, 65.6, 64.7, 63.7, 62.8, 61.8,
];
