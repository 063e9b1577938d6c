import type { Recording, RecordingPlan, ScalarChannel } from '../model.ts';
import { between, randomOf } from '../random.ts';
import { heartOf } from './heart.ts';
import { recordingOf, roomForSamples } from './samples.ts';

/** Work and rest of one bout, and the longer break after so many bouts; s. */
interface Rhythm {
  workS: readonly [number, number];
  restS: readonly [number, number];
  breakEveryS: number;
  breakS: readonly [number, number];
  workEffort: number;
  restEffort: number;
}

/** A squash match: rallies of ten-odd seconds, games of ten-odd minutes. */
const racketRhythm: Rhythm = {
  workS: [6, 26],
  restS: [8, 16],
  breakEveryS: 660,
  breakS: [90, 150],
  workEffort: 1.12,
  restEffort: 0.45,
};

/** Sets and the rests between them. */
const gymRhythm: Rhythm = {
  workS: [25, 55],
  restS: [60, 130],
  breakEveryS: 1200,
  breakS: [100, 200],
  workEffort: 0.62,
  restEffort: 0.18,
};

/** Heart rate only, in bouts of work and rest; the breaks between games are paused out. */
export function boutRecording(plan: RecordingPlan): Recording {
  const random = randomOf(plan.seed, 'bouts');
  const heart = heartOf(plan.fitness, randomOf(plan.seed, 'heart'));
  const vigour = between(random, 0.82, 1.1);
  const rhythm = plan.kind === 'racket' ? racketRhythm : gymRhythm;
  const endS = plan.durationS ?? Math.round(between(random, 2100, 4200));
  const samples = roomForSamples(endS + 1);
  const { heartrate } = samples.scalars;
  const draw = ([low, high]: readonly [number, number]): number =>
    Math.round(between(random, low, high));
  let phaseEndS = draw(rhythm.workS);
  let working = true;
  let nextBreakS = rhythm.breakEveryS;
  let paused = false;
  for (let clockS = 0; clockS <= endS; clockS += 1) {
    if (clockS >= phaseEndS) {
      working = !working;
      phaseEndS = clockS + draw(working ? rhythm.workS : rhythm.restS);
    }
    const i = samples.count;
    samples.timeS[i] = clockS;
    samples.moving[i] = paused ? 0 : 1;
    heartrate[i] = heart(vigour * (working ? rhythm.workEffort : rhythm.restEffort));
    samples.count = i + 1;
    paused = false;
    if (plan.autoPause && plan.durationS === undefined && clockS >= nextBreakS) {
      const breakS = draw(rhythm.breakS);
      // The heart recovers during the break although nothing is recorded.
      for (let s = 0; s < breakS; s += 1) heart(0.05);
      clockS += breakS;
      nextBreakS = clockS + rhythm.breakEveryS;
      samples.lapTimesS.push(clockS + 1);
      paused = true;
    }
  }
  const present: ScalarChannel[] = plan.heartRate ? ['heartrate'] : [];
  return recordingOf(samples, plan, present);
}
