/**
 * Energy cost of running or walking on a slope, J·kg⁻¹·m⁻¹, by Minetti's quintics of the grade (rise over run).
 *
 * Measured on treadmills from −0.45 to +0.45; grades beyond are taken as the nearest end, where the quintic
 * would explode. A grade that is not a number answers NaN. The level cost of the fit, 3.6, is above the 3.40
 * ± 0.24 measured: use ratios to the level cost, not the cost itself.
 * Source: Minetti et al. 2002 (J. Appl. Physiol. 93:1039), ten trained mountain runners.
 */
export function minettiCost({
  gradeRatio,
  gait = 'run',
}: {
  gradeRatio: number;
  gait?: 'run' | 'walk';
}): number {
  const i = Math.min(Math.max(gradeRatio, -STEEPEST), STEEPEST);
  return gait === 'run'
    ? ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6
    : ((((280.5 * i - 58.7) * i - 76.8) * i + 51.9) * i + 19.6) * i + 2.5;
}

const STEEPEST = 0.45;
