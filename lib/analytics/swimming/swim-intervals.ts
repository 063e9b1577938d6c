import { none, type Result } from '../result.ts';
import { isPool, isSwum, type SwimLength } from './swim-length.ts';

interface SwimInterval {
  startS: number;
  lengths: number;
  distanceM: number;
  swimS: number;
  /** Until the next interval; 0 after the last. */
  restAfterS: number;
}

export interface SwimSession {
  distanceM: number;
  swimS: number;
  restS: number;
  elapsedS: number;
  /** Time swum over time rested; `undefined` without a rest. */
  workRestRatio: number | undefined;
  intervals: SwimInterval[];
}

/**
 * A pool session out of its lengths: distance, time swum and rested, and the intervals. m and s.
 *
 * An interval is an unbroken run of lengths; a rest of 5 s or more, marked by the watch or left between two
 * lengths, ends it, and a shorter one is part of the turn. Lengths under 3 s are a turn seen twice: they are not
 * counted as distance, their time goes to the length after, which they were cut from.
 *
 * Reasons: `too_few` without a length swum, `not_plausible` for a pool outside 10–200 m.
 * Source: FIT `length` messages; the 5 s are a house choice (watches split by themselves after 15 s).
 */
export function swimSession({
  lengths,
  poolM,
}: {
  lengths: readonly SwimLength[];
  poolM: number;
}): Result<SwimSession> {
  if (!isPool(poolM)) {
    return none('not_plausible');
  }
  const intervals: SwimInterval[] = [];
  let endS = Number.NaN;
  for (const length of swumLengths(lengths)) {
    const restS = length.startS - endS;
    const last = intervals.at(-1);
    if (last === undefined || restS >= SHORTEST_REST_S) {
      if (last !== undefined) {
        last.restAfterS = restS;
      }
      intervals.push({ startS: length.startS, lengths: 0, distanceM: 0, swimS: 0, restAfterS: 0 });
    }
    const interval = intervals.at(-1) as SwimInterval;
    interval.lengths += 1;
    interval.distanceM += poolM;
    interval.swimS += length.durationS;
    endS = length.startS + length.durationS;
  }
  const [first] = intervals;
  if (first === undefined) {
    return none('too_few');
  }
  const sum = (of: (interval: SwimInterval) => number) =>
    intervals.reduce((total, interval) => total + of(interval), 0);
  const restS = sum(({ restAfterS }) => restAfterS);
  const swimS = sum((interval) => interval.swimS);
  return {
    value: {
      distanceM: sum(({ distanceM }) => distanceM),
      swimS,
      restS,
      elapsedS: endS - first.startS,
      workRestRatio: restS > 0 ? swimS / restS : undefined,
      intervals,
    },
  };
}

/** Shorter is a turn. */
export const SHORTEST_REST_S = 5;
const SHORTEST_LENGTH_S = 3;

/** The lengths that were swum, in order of time, a turn seen twice taken as one. */
export function swumLengths(lengths: readonly SwimLength[]): SwimLength[] {
  return withoutCrumbs(lengths).filter(isSwum);
}

/** In order of time, without broken entries, the crumbs joined to the length after. */
function withoutCrumbs(lengths: readonly SwimLength[]): SwimLength[] {
  const kept: SwimLength[] = [];
  const real = lengths.filter(
    ({ startS, durationS }) => Number.isFinite(startS) && durationS > 0 && durationS < Infinity,
  );
  let crumb: SwimLength | undefined;
  for (const length of real.toSorted((a, b) => a.startS - b.startS)) {
    const extraS = crumb === undefined || length.stroke === 'idle' ? 0 : crumb.durationS;
    const whole =
      crumb === undefined || extraS === 0
        ? length
        : { ...length, startS: crumb.startS, durationS: length.durationS + extraS };
    const isCrumb = length.stroke !== 'idle' && whole.durationS < SHORTEST_LENGTH_S;
    crumb = isCrumb ? whole : undefined;
    if (!isCrumb) {
      kept.push(whole);
    }
  }
  return kept;
}
