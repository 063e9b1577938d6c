import { none, type Result } from '../result.ts';

/** What a device counts: strides of one leg (FIT, Strava) or steps of both. */
export type CadenceUnit = 'strides' | 'steps';

/**
 * Cadence in steps per minute from a cadence that may count one leg only.
 *
 * Strides are doubled. Without a unit it is told from the median of the values above 30: nobody runs at under
 * 120 steps a minute, so a median under 120 is of one leg. Zeros and missing values stay as they are.
 * Source: FIT SDK, `cadence` and `fractional_cadence` of running records.
 */
export function stepsPerMinute({
  cadence,
  unit = cadenceUnit(cadence),
}: {
  cadence: Float64Array;
  unit?: CadenceUnit | undefined;
}): Float64Array {
  return cadence.map((value) => (unit === 'strides' ? value * 2 : value));
}

/** Which unit a running cadence is most likely in; steps where nothing tells. */
function cadenceUnit(cadence: Float64Array): CadenceUnit {
  const turning = cadence.filter((value) => value > 30).sort();
  const median = turning[turning.length >> 1];
  return median !== undefined && median < SLOWEST_RUN_SPM ? 'strides' : 'steps';
}

export interface RunCadence {
  /** Mean while running. */
  stepsPerMinute: number;
  /** Ground covered per step; a stride is two. `undefined` without speed. */
  stepLengthM: number | undefined;
  strideLengthM: number | undefined;
  runningS: number;
}

/**
 * Mean cadence while running (120 steps a minute or more, below is walking) and step length, speed·60/cadence,
 * as ground covered over steps taken.
 *
 * Reasons: `no_cadence` where all is missing, `not_reached` where nothing reaches 120, `too_short` under 30 s of
 * it. Values above 300 are errors and left out.
 */
export function runCadence({
  stepsPerMinute,
  speedMps,
}: {
  stepsPerMinute: Float64Array;
  speedMps?: Float64Array | undefined;
}): Result<RunCadence> {
  let present = 0;
  let runningS = 0;
  let steps = 0;
  let measuredSteps = 0;
  let groundM = 0;
  for (const [i, cadence] of stepsPerMinute.entries()) {
    present += Number.isNaN(cadence) ? 0 : 1;
    if (!(cadence >= SLOWEST_RUN_SPM && cadence <= FASTEST_RUN_SPM)) {
      continue;
    }
    runningS += 1;
    steps += cadence / 60;
    const speed = speedMps?.[i] ?? Number.NaN;
    if (speed >= 0 && speed <= FASTEST_MPS) {
      measuredSteps += cadence / 60;
      groundM += speed;
    }
  }
  if (present === 0) {
    return none('no_cadence');
  }
  if (runningS === 0) {
    return none('not_reached');
  }
  if (runningS < SHORTEST_S) {
    return none('too_short');
  }
  const stepLengthM = groundM > 0 ? groundM / measuredSteps : undefined;
  return {
    value: {
      stepsPerMinute: (steps * 60) / runningS,
      stepLengthM,
      strideLengthM: stepLengthM === undefined ? undefined : stepLengthM * 2,
      runningS,
    },
  };
}

const SLOWEST_RUN_SPM = 120;
const FASTEST_RUN_SPM = 300;
const FASTEST_MPS = 12.5;
const SHORTEST_S = 30;
