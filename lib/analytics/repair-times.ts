import { findStretches, type Stretch } from './find-stretches.ts';
import type { RecordedPause } from './recording.ts';
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

/**
 * Which samples' times can be used, and where the clock stood.
 *
 * A sample without a finite time of at least 0, with the time of the last kept one, or before it, is left out; so
 * is one that is ahead of the next although the next fits (one wrong time must not cost all that follow).
 * Where `pauses` are told, they are the pauses, and samples inside of them are left out. Where not, a pause is a
 * step longer than 10 s and than 4 times the median step; of sparse recordings, than 40 s.
 * O(samples + pauses log pauses).
 */
export function repairTimes(
  times: readonly (number | null)[] | undefined,
  told?: readonly RecordedPause[],
): Timeline {
  const pauses = told && inOrder(told);
  const count = times?.length ?? 0;
  const samples = new Uint32Array(count);
  const timesS = new Float64Array(count);
  let kept = 0;
  let repeated = 0;
  let backwards = 0;
  let last = -Infinity;
  let pause = 0;
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
      while ((pauses?.[pause]?.toS ?? Infinity) <= time) {
        pause += 1;
      }
      if ((pauses?.[pause]?.fromS ?? Infinity) >= time) {
        samples[kept] = i;
        timesS[kept] = time;
        kept += 1;
      }
      last = time;
    }
  }
  const usable = timesS.subarray(0, kept);
  const stepS = medianStep(usable);
  const stretches = findStretches(usable, { pauseAboveS: pauseAboveS(stepS), pauses });
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

/** By their start, without those that cannot be, those that meet made one. */
function inOrder(pauses: readonly RecordedPause[]): RecordedPause[] {
  const ordered: RecordedPause[] = [];
  for (const { fromS, toS } of pauses.toSorted((a, b) => a.fromS - b.fromS)) {
    const last = ordered.at(-1);
    if (!(fromS > -Infinity && toS > fromS && toS < Infinity)) {
      continue;
    }
    if (last !== undefined && fromS <= last.toS) {
      last.toS = Math.max(last.toS, toS);
    } else {
      ordered.push({ fromS, toS });
    }
  }
  return ordered;
}
