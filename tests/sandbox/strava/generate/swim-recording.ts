import type { Recording, RecordingPlan, ScalarChannel } from '../model.ts';
import { between, gaussian, randomOf } from '../random.ts';
import { heartOf } from './heart.ts';
import { recordingOf, roomForSamples } from './samples.ts';

/**
 * A pool swim: one sample at the end of each length and of each rest, so that time is irregular
 * and distance comes in whole lengths. No position, no height.
 */
export function swimRecording(plan: RecordingPlan): Recording {
  const random = randomOf(plan.seed, 'swim');
  const heart = heartOf(plan.fitness, randomOf(plan.seed, 'heart'));
  const samples = roomForSamples(1200);
  const { distance, velocity_smooth, heartrate, cadence, temp } = samples.scalars;
  const repLengths = Math.max(1, Math.round(between(random, 2, 9))) * 2;
  const totalLengths = Math.round(between(random, 1200, 3000) / plan.poolLengthM / 2) * 2;
  const endS = plan.durationS ?? Number.POSITIVE_INFINITY;
  const vigour = between(random, 0.8, 1.08);
  let bpm = heart(0.3);
  const add = (s: {
    timeS: number;
    moving: number;
    distanceM: number;
    speedMps: number;
    strokes: number;
  }): void => {
    const i = samples.count;
    samples.timeS[i] = s.timeS;
    samples.moving[i] = s.moving;
    distance[i] = s.distanceM;
    velocity_smooth[i] = s.speedMps;
    cadence[i] = s.strokes;
    heartrate[i] = bpm;
    temp[i] = 27;
    samples.count = i + 1;
  };
  let clockS = 0;
  let distanceM = 0;
  let lengths = 0;
  add({ timeS: 0, moving: 0, distanceM: 0, speedMps: 0, strokes: 0 });
  while (samples.count < 1190) {
    const tired = 1 - 0.06 * (lengths / totalLengths);
    const speedMps = plan.fitness.swimSpeedMps * tired * (1 + 0.035 * gaussian(random));
    const takesS = Math.max(10, Math.round(plan.poolLengthM / speedMps));
    if (clockS + takesS > endS || (plan.durationS === undefined && lengths >= totalLengths)) break;
    for (let s = 0; s < takesS; s += 1) bpm = heart(0.82 * vigour);
    clockS += takesS;
    distanceM += plan.poolLengthM;
    lengths += 1;
    add({
      timeS: clockS,
      moving: 1,
      distanceM,
      speedMps: plan.poolLengthM / takesS,
      strokes: 27 + 2 * gaussian(random),
    });
    const restS = Math.round(between(random, 15, 45));
    if (lengths % repLengths === 0 && clockS + restS < endS && lengths < totalLengths) {
      for (let s = 0; s < restS; s += 1) bpm = heart(0.1);
      clockS += restS;
      add({ timeS: clockS, moving: 0, distanceM, speedMps: 0, strokes: 0 });
    }
  }
  // An exact duration ends standing at the wall.
  if (plan.durationS !== undefined && clockS < plan.durationS) {
    add({ timeS: plan.durationS, moving: 0, distanceM, speedMps: 0, strokes: 0 });
  }
  const present: ScalarChannel[] = ['distance', 'velocity_smooth'];
  if (plan.heartRate) present.push('heartrate');
  if (plan.cadence) present.push('cadence');
  if (plan.temperatureC !== undefined) present.push('temp');
  return recordingOf(samples, { ...plan, sampling: 'second' }, present);
}
