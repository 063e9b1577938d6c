import { isSet } from '../recording.ts';
import { finite, none, type Result } from '../result.ts';
import { estimatedOneRepMax, type LiftedSet } from './one-rep-max.ts';

export interface StrengthSet extends LiftedSet {
  exercise: string;
  /** What it trains, one entry per muscle group. */
  muscles?: readonly string[] | undefined;
  /** The share of the body's weight that is lifted beside `weightKg` (a pull-up about 1, a push-up about 0.64). */
  bodyWeightShare?: number | undefined;
}

export interface StrengthVolume {
  /** Sum of weight × repetitions, kg. */
  volumeLoadKg: number;
  reps: number;
  sets: number;
  /** Sets of an effort of 7 or more, in all and by muscle group. Sets without an effort are not counted. */
  hardSets: number;
  hardSetsByMuscle: Record<string, number>;
}

/**
 * How much was lifted: volume load in kg, repetitions, sets, and hard sets.
 *
 * Sets with a weight outside 0…1000 kg or repetitions outside 1…1000 are left out; a weight of 0 counts only with a
 * share of the body's weight, which needs `bodyWeightKg`.
 * Reasons: `too_few` where no set is left.
 * Source: volume load by custom; hard sets after Israetel.
 */
export function strengthVolume({
  sets,
  bodyWeightKg,
}: {
  sets: readonly StrengthSet[];
  bodyWeightKg?: number | undefined;
}): Result<StrengthVolume> {
  const volume = { volumeLoadKg: 0, reps: 0, sets: 0, hardSets: 0 };
  const byMuscle = new Map<string, number>();
  for (const set of sets) {
    const weightKg = liftedKg(set, bodyWeightKg);
    if (!(weightKg > 0 && weightKg <= 1000 && set.reps >= 1 && set.reps <= 1000)) {
      continue;
    }
    volume.volumeLoadKg += weightKg * set.reps;
    volume.reps += set.reps;
    volume.sets += 1;
    if ((set.effort ?? 0) >= HARD && (set.effort ?? 0) <= 10) {
      volume.hardSets += 1;
      for (const muscle of new Set(set.muscles)) {
        byMuscle.set(muscle, (byMuscle.get(muscle) ?? 0) + 1);
      }
    }
  }
  return volume.sets === 0
    ? none('too_few')
    : { value: { ...volume, hardSetsByMuscle: Object.fromEntries(byMuscle) } };
}

/**
 * Mean weight per repetition over the one-repetition maximum, %, of sets of one exercise.
 * Reasons: `too_few` without a set, `no_threshold` without a maximum.
 */
export function meanIntensity({
  sets,
  oneRepMaxKg,
  bodyWeightKg,
}: {
  sets: readonly StrengthSet[];
  oneRepMaxKg: number | undefined;
  bodyWeightKg?: number | undefined;
}): Result {
  const { value, reason } = strengthVolume({ sets, bodyWeightKg });
  if (value === undefined) {
    return none(reason);
  }
  return isSet(oneRepMaxKg)
    ? finite((value.volumeLoadKg / value.reps / oneRepMaxKg) * 100)
    : none('no_threshold');
}

/** The highest estimated one-repetition maximum of sets of one exercise, kg. Reasons: `too_few`. */
export function bestOneRepMax(sets: readonly LiftedSet[]): Result {
  const all = sets.flatMap((set) => estimatedOneRepMax({ set }).value?.oneRepMaxKg ?? []);
  return all.length === 0 ? none('too_few') : { value: Math.max(...all) };
}

/**
 * How much more was lifted than in the week before that is compared, %. Reasons: `too_few` where either is nothing.
 */
export function overload({ nowKg, beforeKg }: { nowKg: number; beforeKg: number }): Result {
  const percent = (nowKg / beforeKg - 1) * 100;
  return nowKg > 0 && beforeKg > 0 && Number.isFinite(percent)
    ? { value: percent }
    : none('too_few');
}

const HARD = 7;

function liftedKg(set: StrengthSet, bodyWeightKg: number | undefined): number {
  const share = set.bodyWeightShare ?? 0;
  return share === 0 ? set.weightKg : set.weightKg + share * (bodyWeightKg ?? Number.NaN);
}
