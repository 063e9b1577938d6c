import type { Recording, RecordingPlan, ScalarChannel } from '../model.ts';
import { between, gaussian, type Random, randomOf } from '../random.ts';
import type { Course } from './course.ts';
import { heartOf } from './heart.ts';
import { cyclist, walker } from './motion.ts';
import { recordingOf, roomForSamples, type Samples } from './samples.ts';
import { type Block, blocksOf } from './workout.ts';

const longestS = 10 * 3600;

function isCycling(plan: RecordingPlan): boolean {
  return plan.kind === 'ride' || plan.kind === 'virtual' || plan.kind === 'ebike';
}

function channelsOf(plan: RecordingPlan): (ScalarChannel | 'latlng')[] {
  const present: (ScalarChannel | 'latlng')[] = ['distance', 'velocity_smooth'];
  // A trainer has neither position nor height.
  if (plan.kind !== 'virtual') present.push('latlng', 'altitude', 'grade_smooth');
  if (plan.heartRate) present.push('heartrate');
  if (plan.cadence) present.push('cadence');
  if (plan.power !== 'none') present.push('watts');
  if (plan.temperatureC !== undefined) present.push('temp');
  return present;
}

/** Where the athlete is on the loop, with the few metres a receiver is off. */
function positioner(
  course: Course,
  random: Random,
): (samples: Samples, i: number, distanceM: number) => void {
  let northM = 0;
  let eastM = 0;
  const count = course.lat.length;
  return (samples, i, distanceM) => {
    const along = (distanceM % course.lengthM) / course.stepM;
    const a = Math.min(count - 1, Math.floor(along));
    const b = (a + 1) % count;
    const share = along - a;
    northM = 0.995 * northM + 0.12 * gaussian(random);
    eastM = 0.995 * eastM + 0.12 * gaussian(random);
    samples.lat[i] = course.lat[a]! + (course.lat[b]! - course.lat[a]!) * share + northM / 111_195;
    samples.lng[i] = course.lng[a]! + (course.lng[b]! - course.lng[a]!) * share + eastM / 75_000;
    samples.scalars.altitude[i] =
      course.altitudeM[a]! + (course.altitudeM[b]! - course.altitudeM[a]!) * share;
    samples.scalars.grade_smooth[i] =
      (100 * (course.altitudeM[b]! - course.altitudeM[a]!)) / course.stepM;
  };
}

function lapTimes(plan: RecordingPlan, random: Random): 'blocks' | 'distance' | 'none' {
  if (plan.workout === 'intervals' || plan.workout === 'test') return 'blocks';
  if (plan.kind === 'virtual' || random() < 0.5) return 'none';
  return 'distance';
}

function isOver({ until, forS }: Block, progress: number, lastsS: number): boolean {
  return forS === undefined ? progress > until : lastsS >= forS;
}

/**
 * A ride, run or hike around a loop. Ends after the plan's laps of the loop or, if it has one,
 * exactly at its duration, and then without pauses so that elapsed time is that duration.
 */
export function courseRecording(plan: RecordingPlan, course: Course): Recording {
  const random = randomOf(plan.seed, 'motion');
  const cycling = isCycling(plan);
  const move = cycling ? cyclist(plan, random) : walker(plan, random);
  const heart = heartOf(plan.fitness, randomOf(plan.seed, 'heart'));
  const place = positioner(course, randomOf(plan.seed, 'position'));
  const blocks = blocksOf(plan.workout, randomOf(plan.seed, 'blocks'));
  const targetM =
    plan.durationS === undefined ? course.lengthM * plan.laps : Number.POSITIVE_INFINITY;
  const endS = Math.min(plan.durationS ?? longestS, longestS);
  const samples = roomForSamples(endS + 1);
  const { distance, velocity_smooth, heartrate, cadence, watts, temp, grade_smooth } =
    samples.scalars;
  const lapMode = lapTimes(plan, random);
  const autoLapM = cycling ? 5000 : 1000;
  const stopEveryS = cycling ? 1500 : plan.kind === 'hike' ? 2400 : 1800;
  const indoors = plan.kind === 'virtual';
  let distanceM = 0;
  let clockS = 0;
  let stopS = 0;
  let pausedS = 0;
  let block = 0;
  let blockFromS = 0;
  let i = 0;
  while (distanceM < targetM && clockS <= endS && i <= endS) {
    const progress = plan.durationS === undefined ? distanceM / targetM : clockS / plan.durationS;
    while (
      isOver(blocks[block] as Block, progress, clockS - blockFromS) &&
      block < blocks.length - 1
    ) {
      block += 1;
      blockFromS = clockS;
      if (lapMode === 'blocks') samples.lapTimesS.push(clockS);
    }
    const gradeRatio = indoors || i === 0 ? 0 : grade_smooth[i - 1]! / 100;
    const motion = move({ gradeRatio, intensity: stopS > 0 ? 0 : blocks[block]!.intensity });
    if (i > 0) distanceM += motion.speedMps;
    place(samples, i, distanceM);
    samples.timeS[i] = clockS;
    // The interval after an automatic pause was spent standing.
    samples.moving[i] = pausedS > 0 || motion.speedMps < 0.4 ? 0 : 1;
    distance[i] = distanceM;
    velocity_smooth[i] = motion.speedMps;
    heartrate[i] = heart(motion.effort);
    cadence[i] = motion.cadenceRpm;
    watts[i] = motion.powerW;
    temp[i] = (plan.temperatureC ?? 0) + clockS / 3000;
    if (
      lapMode === 'distance' &&
      Math.floor(distanceM / autoLapM) > Math.floor((distanceM - motion.speedMps) / autoLapM)
    ) {
      samples.lapTimesS.push(clockS);
    }
    pausedS = 0;
    clockS += 1;
    i += 1;
    if (stopS > 0) {
      stopS -= 1;
      if (stopS === 0 && plan.autoPause) {
        pausedS = Math.round(between(random, 12, 240));
        clockS += pausedS;
        for (let s = 0; s < Math.min(pausedS, 180); s += 1) heart(0.1);
      }
    } else if (
      !indoors &&
      plan.durationS === undefined &&
      random() < 1 / stopEveryS &&
      // nobody stops in the middle of a test
      blocks[block]?.forS === undefined
    ) {
      // With auto-pause only the braking is recorded, else the whole wait.
      stopS = plan.autoPause ? 8 : Math.round(between(random, 15, 60));
    }
  }
  samples.count = i;
  return recordingOf(samples, plan, channelsOf(plan));
}
