import { none, type Result } from '../result.ts';
import { effortShare } from './effort-table.ts';

/** Published formulas of the weight (kg) and the repetitions to failure. */
export const ONE_REP_MAX_FORMULAS = {
  epley: (w, r) => w * (1 + r / 30),
  brzycki: (w, r) => (36 * w) / (37 - r),
  lander: (w, r) => (100 * w) / (101.3 - 2.67123 * r),
  lombardi: (w, r) => w * r ** 0.1,
  mayhew: (w, r) => (100 * w) / (52.2 + 41.9 * Math.exp(-0.055 * r)),
  oconner: (w, r) => w * (1 + 0.025 * r),
  wathan: (w, r) => (100 * w) / (48.8 + 53.8 * Math.exp(-0.075 * r)),
} as const satisfies Record<string, (weightKg: number, reps: number) => number>;

export type OneRepMaxFormula = keyof typeof ONE_REP_MAX_FORMULAS;

export interface LiftedSet {
  weightKg: number;
  reps: number;
  /** How hard, 6–10 on the scale of repetitions in reserve (10 is to failure). Taken as 10 where unknown. */
  effort?: number | undefined;
}

export interface OneRepMax {
  oneRepMaxKg: number;
  /** `low` beyond ten repetitions to failure, or where no effort says how near failure was. */
  confidence: 'good' | 'low';
  method: OneRepMaxFormula | 'effort_table';
}

/**
 * Estimated one-repetition maximum, kg, from one set.
 *
 * One repetition to failure is its own weight. With an effort, repetitions left in reserve (10 − effort) count as
 * done; the effort table is used where asked for and where it has the set. Formulas underestimate a trained bench
 * press by 1–4 %.
 *
 * Reasons: `not_plausible` for a weight outside 0…1000 kg, repetitions that are not positive or, with those in
 * reserve, beyond 12, where the formulas part (Brzycki's has a pole at 37), or an effort outside 0…10;
 * `not_reached` for an effort under 6, too far from failure.
 * Source: Epley 1985, Brzycki 1993, Lander 1985, Lombardi 1989, Mayhew 1992, O'Conner 1989, Wathan 1994;
 * compared by LeSuer 1997.
 */
export function estimatedOneRepMax({
  set: { weightKg, reps, effort },
  method = 'epley',
}: {
  set: LiftedSet;
  method?: OneRepMaxFormula | 'effort_table';
}): Result<OneRepMax> {
  const reserve = 10 - (effort ?? 10);
  const toFailure = reps + reserve;
  const isReal = weightKg > 0 && weightKg <= 1000 && reps >= 1 && reserve >= 0 && reserve <= 10;
  if (!isReal) {
    return none('not_plausible');
  }
  if (reserve > 4) {
    return none('not_reached');
  }
  if (toFailure > MOST_REPS) {
    return none('not_plausible');
  }
  const confidence = toFailure > 10 || effort === undefined ? 'low' : 'good';
  if (method === 'effort_table') {
    const share = effortShare({ reps, effort: effort ?? 10 });
    return share === undefined
      ? none('not_plausible')
      : { value: { oneRepMaxKg: weightKg / share, confidence, method } };
  }
  const oneRepMaxKg =
    toFailure === 1 ? weightKg : ONE_REP_MAX_FORMULAS[method](weightKg, toFailure);
  return { value: { oneRepMaxKg, confidence, method } };
}

const MOST_REPS = 12;
