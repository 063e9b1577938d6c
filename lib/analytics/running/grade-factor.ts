import { minettiCost } from './minetti-cost.ts';

/** How slopes are made comparable to the flat: equal heart rate, or equal energy by Minetti. */
export type GradeModel = 'heart_rate' | 'minetti';

/**
 * By what a running speed on a grade (rise over run) is multiplied to get the speed on the flat that costs as
 * much. 1 on the flat, above uphill, dimensionless; NaN for a grade that is not a number.
 *
 * `heart_rate`, the default: what runners' heart rates show over millions of runs, read off the published
 * chart and interpolated in a straight line; lowest, 0.875, at −9…−10 %, above 1 again below −18 %. Grades
 * beyond ±40 % count as ±40 %. `minetti`: the energy cost over the level cost, lowest, 0.50, at −20 %.
 * Contested: the two disagree by 30–50 % on steep descents, where energy is cheap and legs are not.
 * Source: Strava Engineering 2017, An improved GAP model; Minetti et al. 2002.
 */
export function gradeFactor({
  gradeRatio,
  model = 'heart_rate',
}: {
  gradeRatio: number;
  model?: GradeModel;
}): number {
  if (model === 'minetti') {
    return minettiCost({ gradeRatio }) / minettiCost({ gradeRatio: 0 });
  }
  return interpolated(gradeRatio * 100);
}

/** Grade in % and factor, ascending. */
const CHART: readonly (readonly [gradePercent: number, factor: number])[] = [
  [-40, 1.937],
  [-34, 1.665],
  [-25, 1.2775],
  [-18, 1.02],
  [-10, 0.875],
  [-9, 0.875],
  [-6, 0.885],
  [-5, 0.9],
  [-1, 0.98],
  [0, 1],
  [1, 1.02],
  [2.5, 1.075],
  [5, 1.19],
  [6, 1.24],
  [10, 1.48],
  [11, 1.54],
  [15, 1.85],
  [20, 2.28],
  [34, 3.47],
  [40, 3.739],
];

function interpolated(gradePercent: number): number {
  const last = CHART.length - 1;
  const lowest = CHART[0] as readonly [number, number];
  const highest = CHART[last] as readonly [number, number];
  const grade = Math.min(Math.max(gradePercent, lowest[0]), highest[0]);
  if (Number.isNaN(grade)) {
    return Number.NaN;
  }
  const next = Math.max(
    1,
    CHART.findIndex(([knot]) => knot >= grade),
  );
  const [fromGrade, fromFactor] = CHART[next - 1] as readonly [number, number];
  const [toGrade, toFactor] = CHART[next] as readonly [number, number];
  return fromFactor + ((toFactor - fromFactor) * (grade - fromGrade)) / (toGrade - fromGrade);
}
