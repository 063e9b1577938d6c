import type { RecordedPause } from './recording.ts';
import { BRIDGE_S } from './series.ts';

/** Kept samples `from` until before `to`, and the grid's seconds `at` until before `at` + `seconds`. */
export interface Stretch {
  from: number;
  to: number;
  at: number;
  seconds: number;
  /** The elapsed time at which its first second starts, s. */
  startS: number;
  /** Whether every sample lies on the grid and every second has one. */
  even: boolean;
}

/** In all; beyond it a gap is taken as a pause, so that no file can ask for years of grid. */
const MOST_MISSING_S = 86_400;

/** A hair of tolerance: 0.1 s steps do not add up to whole seconds in binary. */
const HAIR_S = 1e-6;

/** Where the clock stood between two samples: the grid ends at `untilS` and goes on at `startS`. */
interface Break {
  untilS: number;
  startS: number;
}

/**
 * The stretches between pauses, of ascending times: pauses as told (in order, apart, no sample inside), or steps
 * longer than `pauseAboveS`. A stretch ends when the clock was stopped, so a sample at that moment has no second of
 * its own; without a word of it the last sample has one. O(samples + pauses).
 */
export function findStretches(
  timesS: Float64Array,
  { pauseAboveS, pauses }: { pauseAboveS: number; pauses: readonly RecordedPause[] | undefined },
): Stretch[] {
  const stretches: Stretch[] = [];
  const breakBetween =
    pauses === undefined ? guessed(pauseAboveS) : toldBy(pauses, { pauseAboveS });
  let from = 0;
  let at = 0;
  let even = true;
  let startS = timesS[0] ?? 0;
  for (let i = 1; i <= timesS.length; i += 1) {
    const before = timesS[i - 1] as number;
    const after = timesS[i];
    const stop =
      after === undefined ? { untilS: before + 1, startS: NaN } : breakBetween(before, after);
    if (stop === undefined) {
      even &&= (after as number) - before === 1;
      continue;
    }
    const seconds = Math.floor(stop.untilS - startS + HAIR_S);
    // the clock ran for less than a second
    if (seconds > 0) {
      even &&= seconds === i - from && startS === timesS[from];
      stretches.push({ from, to: i, at, seconds, startS, even });
      at += seconds;
    }
    from = i;
    startS = stop.startS;
    even = true;
  }
  return stretches;
}

type BreakBetween = (before: number, after: number) => Break | undefined;

function guessed(pauseAboveS: number): BreakBetween {
  return (before, after) =>
    after - before <= pauseAboveS ? undefined : { untilS: before + 1, startS: after };
}

function toldBy(
  pauses: readonly RecordedPause[],
  { pauseAboveS }: { pauseAboveS: number },
): BreakBetween {
  const guess = guessed(pauseAboveS);
  let missingS = 0;
  let next = 0;
  /** Whether nothing was recorded for so long, and there is still room for it. */
  const isMissing = (lastsS: number) => {
    if (lastsS <= BRIDGE_S) {
      return true;
    }
    if (missingS + lastsS > MOST_MISSING_S) {
      return false;
    }
    missingS += lastsS;
    return true;
  };
  return (before, after) => {
    while ((pauses[next]?.fromS ?? Infinity) < before) {
      next += 1;
    }
    const first = pauses[next];
    if (first === undefined || first.fromS >= after) {
      return isMissing(after - before) ? undefined : guess(before, after);
    }
    let { toS } = first;
    for (; (pauses[next]?.fromS ?? Infinity) < after; next += 1) {
      toS = pauses[next]?.toS ?? toS;
    }
    return {
      untilS: isMissing(first.fromS - before) ? first.fromS : before + 1,
      startS: isMissing(after - toS) ? toS : after,
    };
  };
}
