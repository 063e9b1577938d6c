import type { RecordingPlan } from '../model.ts';
import { gaussian, type Random } from '../random.ts';

/** State after one more second of moving. */
interface Motion {
  speedMps: number;
  /** NaN where the sport has no power. */
  powerW: number;
  /** rpm; on foot, strides of one leg per minute, as devices record it. */
  cadenceRpm: number;
  /** Work the body does, as a share of threshold. */
  effort: number;
}

/** One second on this grade at this intensity; 0 is "stop". The object returned is reused. */
export type Mover = (input: { gradeRatio: number; intensity: number }) => Motion;

/** A bicycle: power against rolling, climbing and air resistance, with inertia. */
export function cyclist(plan: RecordingPlan, random: Random): Mover {
  const massKg = plan.fitness.weightKg + (plan.kind === 'ebike' ? 22 : 9);
  const assistW = plan.kind === 'ebike' ? 110 : 0;
  const rollingN = massKg * 9.80665 * 0.005;
  const motion: Motion = { speedMps: 2, powerW: 0, cadenceRpm: 0, effort: 0 };
  let unsteady = 0;
  let pedalling = 0;
  return ({ gradeRatio, intensity }) => {
    unsteady = 0.9 * unsteady + 0.055 * gaussian(random);
    const coasting =
      intensity === 0 || (gradeRatio < -0.025 && motion.speedMps > 10.5) || unsteady < -0.24;
    const uphill = Math.max(-0.35, Math.min(0.35, gradeRatio * 6));
    const target = coasting
      ? 0
      : Math.max(20, plan.fitness.ftpW * intensity * (1 + uphill) * (1 + unsteady));
    pedalling += (target - pedalling) * (coasting ? 0.7 : 0.35);
    const powerW = pedalling < 5 ? 0 : pedalling;
    if (intensity === 0) {
      motion.speedMps = Math.max(0, motion.speedMps - 2.2);
    } else {
      const v = Math.max(motion.speedMps, 1.4);
      const assist = v < 6.9 && powerW > 0 ? assistW : 0;
      const resistanceN = rollingN + massKg * 9.80665 * gradeRatio + 0.2 * v * v;
      const driveN = (0.97 * (powerW + assist)) / v;
      motion.speedMps = Math.min(19, Math.max(1.4, v + (driveN - resistanceN) / (massKg * 1.02)));
    }
    motion.powerW = powerW;
    motion.cadenceRpm = powerW === 0 ? 0 : 84 + 10 * unsteady - uphill * 30;
    motion.effort = powerW / plan.fitness.ftpW;
    return motion;
  };
}

/** A runner or walker: speed follows intensity, slowed by climbs and a little helped by descents. */
export function walker(plan: RecordingPlan, random: Random): Mover {
  const hiking = plan.kind === 'hike';
  const motion: Motion = { speedMps: 1, powerW: Number.NaN, cadenceRpm: 0, effort: 0 };
  let unsteady = 0;
  return ({ gradeRatio, intensity }) => {
    unsteady = 0.95 * unsteady + 0.02 * gaussian(random);
    const terrain = Math.max(0.45, Math.min(1.12, 1 - gradeRatio * (gradeRatio > 0 ? 3.2 : 1.4)));
    const threshold = plan.fitness.thresholdSpeedMps * (hiking ? 0.55 : 1);
    // a runner's minute is nearer to their hour than a cyclist's
    const share = 0.32 + 0.68 * Math.min(intensity, 1.55);
    const target = intensity === 0 ? 0 : threshold * share * terrain;
    const wanted = target * (1 + unsteady);
    motion.speedMps += (wanted - motion.speedMps) * (intensity === 0 ? 0.6 : 0.2);
    if (intensity === 0 && motion.speedMps < 0.3) motion.speedMps = 0;
    const still = motion.speedMps === 0;
    motion.cadenceRpm = still ? 0 : (hiking ? 54 : 79) + 5 * (intensity - 0.7) + 40 * unsteady;
    motion.effort = still ? 0 : (motion.speedMps / terrain / threshold - 0.32) / 0.68;
    if (hiking) motion.effort *= 0.62;
    return motion;
  };
}
