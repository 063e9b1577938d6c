import { bodySurface } from '../running/running-power.ts';

export interface WindOnRunning {
  dragAreaM2: number;
  /** Of the own speed in still air, N. */
  stillDragN: number;
  /** What the wind adds, N, and in % of body weight. */
  extraForceN: number;
  extraBodyWeightPercent: number;
  metabolicPercent: number;
  speedPercent: number;
}

/**
 * What a head- or tailwind does to a runner: force, metabolic cost and speed. Headwind positive.
 *
 * Drag ½ρ·CdA·(v + w)·|v + w| with CdA 0.9 · 0.266 · body surface; 6.13 % of metabolic cost per 1 % of body weight; speed
 * changes by −2/3 of that, which holds near 5.5 m/s and is nearer to all of it at 3 m/s. Crude and contested; of a
 * tailwind only about half is got back.
 * `undefined` for a mass outside 20…300 kg, a height outside 1…2.5 m, a speed outside 0…12.5 or wind beyond 60 m/s.
 * Source: da Silva, Kram & Hoogkamer 2021 (preprint); Kipp et al. 2019; Davies 1980.
 */
export function windOnRunning({
  massKg,
  heightM,
  speedMps,
  headwindMps,
}: {
  massKg: number;
  heightM: number;
  speedMps: number;
  headwindMps: number;
}): WindOnRunning | undefined {
  const isBody = massKg >= 20 && massKg <= 300 && heightM >= 1 && heightM <= 2.5;
  if (!(isBody && speedMps >= 0 && speedMps <= 12.5 && Math.abs(headwindMps) <= 60)) {
    return undefined;
  }
  const dragAreaM2 = DRAG_COEFFICIENT * FRONTAL_SHARE * bodySurface({ massKg, heightM });
  const drag = (airMps: number) => 0.5 * AIR_DENSITY * dragAreaM2 * airMps * Math.abs(airMps);
  const stillDragN = drag(speedMps);
  const extraForceN = drag(speedMps + headwindMps) - stillDragN;
  const extraBodyWeightPercent = (extraForceN / (massKg * GRAVITY)) * 100;
  const metabolicPercent = 6.13 * extraBodyWeightPercent;
  return {
    dragAreaM2,
    stillDragN,
    extraForceN,
    extraBodyWeightPercent,
    metabolicPercent,
    speedPercent: (-2 / 3) * metabolicPercent,
  };
}

const DRAG_COEFFICIENT = 0.9;
const FRONTAL_SHARE = 0.266;
const AIR_DENSITY = 1.2;
const GRAVITY = 9.81;
