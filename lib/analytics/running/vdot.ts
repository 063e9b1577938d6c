/**
 * VDOT, ml·kg⁻¹·min⁻¹: the oxygen uptake that an all-out race implies, and its inverses.
 *
 * VO₂(v) = −4.60 + 0.182258·v + 0.000104·v² (v in m/min); the share of VO₂max that can be held for t minutes is
 * 0.8 + 0.1894393·e^(−0.012778·t) + 0.2989558·e^(−0.1932605·t); VDOT = VO₂/share. It holds for efforts of about
 * 3.5 to 240 minutes run as hard as possible: training runs give figures that are too low.
 *
 * `undefined` for a distance or time that is not positive and finite, a time outside 3.5…240 min unless
 * `anyDuration`, or a pace too slow for the formula (VO₂ ≤ 0).
 * Source: Daniels & Gilbert 1979, Oxygen Power. A copy with 0.182253 in place of 0.182258 is about.
 */
export function vdotOf({ distanceM, timeS, anyDuration = false }: Race): number | undefined {
  const minutes = timeS / 60;
  const isInRange = anyDuration || (minutes >= SHORTEST_MIN && minutes <= LONGEST_MIN);
  if (!(distanceM > 0 && timeS > 0 && Number.isFinite(distanceM) && isInRange)) {
    return undefined;
  }
  const vdot = oxygenCost(distanceM / minutes) / sustainableShare(minutes);
  return vdot > 0 && Number.isFinite(vdot) ? vdot : undefined;
}

/** The race: all-out over `distanceM` in `timeS`. */
export interface Race {
  distanceM: number;
  timeS: number;
  /** Compute outside 3.5…240 min too. */
  anyDuration?: boolean;
}

/** VO₂ in ml·kg⁻¹·min⁻¹ of running at `speedMPerMin` on the flat. */
export function oxygenCost(speedMPerMin: number): number {
  return -4.6 + 0.182258 * speedMPerMin + 0.000104 * speedMPerMin ** 2;
}

/** The share of VO₂max that can be held for so many minutes; above 1 under about 11 minutes. */
export function sustainableShare(minutes: number): number {
  return (
    0.8 + 0.1894393 * Math.exp(-0.012778 * minutes) + 0.2989558 * Math.exp(-0.1932605 * minutes)
  );
}

/** The speed in m/min that takes `share` of a VDOT: 1 for the speed at VO₂max, about 0.88 for threshold pace. */
export function speedAtVdot({
  vdot,
  share = 1,
}: {
  vdot: number;
  share?: number;
}): number | undefined {
  const root = 0.182258 ** 2 + 4 * 0.000104 * (4.6 + vdot * share);
  const speed = (-0.182258 + Math.sqrt(root)) / (2 * 0.000104);
  return vdot > 0 && share > 0 && Number.isFinite(speed) ? speed : undefined;
}

/** The time in seconds for a distance at a VDOT, by bisection: VDOT falls strictly as the time grows. */
export function timeAtVdot({
  vdot,
  distanceM,
}: {
  vdot: number;
  distanceM: number;
}): number | undefined {
  if (!(vdot > 0 && distanceM > 0 && Number.isFinite(vdot) && Number.isFinite(distanceM))) {
    return undefined;
  }
  // from faster than anyone to a stroll below the speed where the oxygen formula reaches zero (25 m/min)
  let fast = distanceM / 20;
  let slow = distanceM / 0.4;
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (fast + slow) / 2;
    const at = vdotOf({ distanceM, timeS: middle, anyDuration: true }) ?? 0;
    if (at > vdot) {
      fast = middle;
    } else {
      slow = middle;
    }
  }
  return (fast + slow) / 2;
}

const SHORTEST_MIN = 3.5;
const LONGEST_MIN = 240;
const BISECTIONS = 100;
