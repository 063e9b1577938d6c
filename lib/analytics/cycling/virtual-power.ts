import { GRAVITY_MPS2 } from '../course/constants.ts';

/** What rider, bicycle and air do to speed. */
export interface VirtualPowerOptions {
  /** Rider, bicycle and load, kg. */
  massKg: number;
  /** Rolling resistance. */
  crr?: number;
  /** Drag area, m². */
  cdaM2?: number;
  /** Density of air, kg/m³. */
  airKgM3?: number;
  /** Share of power lost between legs and wheel, 0 to 1. */
  drivetrainLoss?: number;
}

/** A road bicycle ridden on the hoods on asphalt. */
const DEFAULTS = { crr: 0.005, cdaM2: 0.32, drivetrainLoss: 0.02 } as const;

export interface VirtualPower {
  gravityW: number;
  rollingW: number;
  airW: number;
  inertiaW: number;
  /** Their sum, negative where the hill does the work. */
  wheelW: number;
  /** What the legs gave: never below 0. */
  legsW: number;
}

/**
 * Virtual power: the power that speed, grade and acceleration would take.
 *
 * Unit: W. Range: 0 to 2500. Status: house; wind, draft and position are unknown, 10 to 30 % off is common.
 * Source: Martin et al. 1998: [m·g·sin θ + m·g·cos θ·Crr + ½·ρ·CdA·(v + w)·|v + w| + m·a]·v/(1 − loss).
 * Rules: no drivetrain loss, and 0 from the legs, where the wheel is driven. Always marked as estimated, never
 * in curves, CP or W′.
 */
export function virtualPower(
  at: { speedMps: number; gradeRatio: number; headwindMps?: number; accelerationMps2?: number },
  { massKg, airKgM3 = airDensityKgM3(0), ...asked }: VirtualPowerOptions,
): VirtualPower {
  const { crr, cdaM2, drivetrainLoss } = { ...DEFAULTS, ...asked };
  const { speedMps, gradeRatio, headwindMps = 0, accelerationMps2 = 0 } = at;
  const angle = Math.atan(gradeRatio);
  const airMps = speedMps + headwindMps;
  const gravityW = massKg * GRAVITY_MPS2 * Math.sin(angle) * speedMps;
  const rollingW = massKg * GRAVITY_MPS2 * Math.cos(angle) * crr * speedMps;
  const airW = 0.5 * airKgM3 * cdaM2 * airMps * Math.abs(airMps) * speedMps;
  const inertiaW = massKg * accelerationMps2 * speedMps;
  const wheelW = gravityW + rollingW + airW + inertiaW;
  const legsW = wheelW > 0 ? wheelW / (1 - drivetrainLoss) : 0;
  return { gravityW, rollingW, airW, inertiaW, wheelW, legsW };
}

/** Density of air, kg/m³, in the standard atmosphere at 15 °C. */
export function airDensityKgM3(altitudeM: number): number {
  const molarKg = 0.0289644;
  const gasJ = 8.31446;
  const temperatureK = 288.15;
  return 1.225 * Math.exp((-GRAVITY_MPS2 * molarKg * altitudeM) / (gasJ * temperatureK));
}
