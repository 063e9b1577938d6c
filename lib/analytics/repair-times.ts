import { BRIDGE_S, type QualityFlag, SLOWEST_STEP_S } from './series.ts';

/** The samples of a recording that have a usable time, in stretches without a pause. */
export interface Timeline {
  /** Index of every kept sample in the recording. */
  samples: Uint32Array;
  /** Its time, s since the start of the recording, strictly ascending. */
  timesS: Float64Array;
  stretches: readonly Stretch[];
  flags: readonly QualityFlag[];
}

/** Kept samples `from` until before `to`, and the grid's seconds `at` until before `at` + `seconds`. */
export interface Stretch {
  from: number;
  to: number;
  at: number;
  seconds: number;
  /** Whether every sample lies on the grid and every second has one. */
  even: boolean;
}

/**
 * Which samples' times can be used, and where the clock stood.
 *
 * A sample without a finite time of at least 0, with the time of the last kept one, or before it, is left out; so
 * is one that is ahead of the next although the next fits (one wrong time must not cost all that follow).
 * A pause is a step longer than 10 s and than 4 times the median step; of sparse recordings, than 40 s.
 * O(samples).
 */
export function repairTimes(times: readonly (number | null)[] | undefined): Timeline {
  const count = times?.length ?? 0;
  const samples = new Uint32Array(count);
  const timesS = new Float64Array(count);
  let kept = 0;
  let repeated = 0;
  let backwards = 0;
  let last = -Infinity;
  for (let i = 0; i < count; i += 1) {
    const time = times?.[i];
    const next = times?.[i + 1];
    if (typeof time !== 'number' || !(time >= 0 && time < Infinity)) {
      backwards += 1;
    } else if (time === last) {
      repeated += 1;
    } else if (time < last || (typeof next === 'number' && next < time && next > last)) {
      backwards += 1;
    } else {
      samples[kept] = i;
      timesS[kept] = time;
      kept += 1;
      last = time;
    }
  }
  const usable = timesS.subarray(0, kept);
  const stepS = medianStep(usable);
  const stretches = stretchesOf(usable, pauseAboveS(stepS));
  const end = stretches.at(-1);
  const toS = end === undefined ? 0 : end.at + end.seconds;
  const flags: QualityFlag[] = [];
  const say = (code: QualityFlag['code'], detail: string) =>
    flags.push({ code, detail, fromS: 0, toS });
  if (kept === 0) {
    say('no_time', 'no sample has a usable time');
  }
  if (repeated > 0) {
    say('time_repeated', `${repeated} of ${count} samples`);
  }
  if (backwards > 0 && kept > 0) {
    say('time_backwards', `${backwards} of ${count} samples`);
  }
  if (stepS > SLOWEST_STEP_S) {
    say('sampled_sparsely', `a sample every ${stepS.toFixed(1)} s`);
  }
  return { samples: samples.subarray(0, kept), timesS: usable, stretches, flags };
}

/** Of sparse recordings the factor is capped, so that no two samples can ask for years of grid. */
function pauseAboveS(medianStepS: number): number {
  return Math.max(BRIDGE_S, 4 * Math.min(medianStepS, SLOWEST_STEP_S));
}

/** The median step, s; of a recording that is not sparse, any number that leads to the same pauses. */
function medianStep(timesS: Float64Array): number {
  const steps = timesS.length - 1;
  if (steps < 1) {
    return 1;
  }
  let short = 0;
  for (let i = 1; i <= steps; i += 1) {
    short += (timesS[i] as number) - (timesS[i - 1] as number) <= BRIDGE_S / 4 ? 1 : 0;
  }
  if (short * 2 > steps) {
    return 1;
  }
  const sorted = timesS.subarray(1).map((time, i) => time - (timesS[i] as number));
  sorted.sort();
  return sorted[steps >> 1] as number;
}

function stretchesOf(timesS: Float64Array, pauseS: number): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  let at = 0;
  let even = true;
  for (let i = 1; i <= timesS.length; i += 1) {
    const stepS = (timesS[i] ?? Infinity) - (timesS[i - 1] as number);
    if (stepS <= pauseS) {
      even &&= stepS === 1;
    } else {
      const lastsS = (timesS[i - 1] as number) - (timesS[from] as number);
      // a hair of tolerance: 0.1 s steps do not add up to whole seconds in binary
      const seconds = Math.floor(lastsS + 1e-6) + 1;
      stretches.push({ from, to: i, at, seconds, even });
      at += seconds;
      from = i;
      even = true;
    }
  }
  return stretches;
}
