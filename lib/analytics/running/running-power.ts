import { minettiCost } from './minetti-cost.ts';

/**
 * Running power, W, estimated from speed, grade and body mass where no device measured it.
 *
 * There is no agreed definition: devices differ by 20–30 %. Two public forms:
 * - `proportional`, the default: 1.04 · mass · grade-adjusted speed (give the speed already adjusted).
 * - `mechanical`: (½ρ·CdA·v²/m + Cr(grade)·efficiency(v))·v·m, with Minetti's cost, efficiency
 *   (0.25 + 0.054·v)·(1 − 0.5·v/8.33), ρ 1.2 kg/m³ and the frontal area 0.266 × Du Bois' body surface.
 *
 * Mark what is computed from it as estimated, and never mix it with a device's power in one curve.
 * `undefined` for a mass outside 20…300 kg, a speed outside 0…12.5 m/s, or, for `mechanical`, a height outside
 * 1…2.5 m or a missing grade.
 * Source: Skiba 2006 (GOVSS) for `mechanical`; Stryd's published proportionality for the other.
 */
export function estimatedRunningPower(
  input:
    | { form?: 'proportional'; massKg: number; adjustedSpeedMps: number }
    | { form: 'mechanical'; massKg: number; heightM: number; speedMps: number; gradeRatio: number },
): number | undefined {
  const { massKg } = input;
  const speed = input.form === 'mechanical' ? input.speedMps : input.adjustedSpeedMps;
  if (!(massKg >= 20 && massKg <= 300 && speed >= 0 && speed <= 12.5)) {
    return undefined;
  }
  if (input.form !== 'mechanical') {
    return 1.04 * massKg * speed;
  }
  const { heightM, gradeRatio } = input;
  if (!(heightM >= 1 && heightM <= 2.5) || Number.isNaN(gradeRatio)) {
    return undefined;
  }
  const dragArea = DRAG_COEFFICIENT * FRONTAL_SHARE * bodySurface({ massKg, heightM });
  const air = (0.5 * AIR_DENSITY * dragArea * speed ** 2) / massKg;
  const efficiency = (0.25 + 0.054 * speed) * (1 - (0.5 * speed) / 8.33);
  return (air + minettiCost({ gradeRatio }) * efficiency) * speed * massKg;
}

/** Body surface, m². Source: Du Bois & Du Bois 1916. */
export function bodySurface({ massKg, heightM }: { massKg: number; heightM: number }): number {
  return 0.2025 * heightM ** 0.725 * massKg ** 0.425;
}

/**
 * Oxygen uptake of running, ml·kg⁻¹·min⁻¹: 0.2·v + 0.9·v·grade + 3.5, v in m/min. Level and uphill only.
 * Source: American College of Sports Medicine, Guidelines for Exercise Testing; for speeds above about 8 km/h.
 */
export function runningOxygenUptake({
  speedMps,
  gradeRatio,
}: {
  speedMps: number;
  gradeRatio: number;
}): number {
  const speed = speedMps * 60;
  return 0.2 * speed + 0.9 * speed * gradeRatio + 3.5;
}

const DRAG_COEFFICIENT = 0.9;
const FRONTAL_SHARE = 0.266;
const AIR_DENSITY = 1.2;
