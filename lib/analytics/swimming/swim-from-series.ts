import { none, type Result } from '../result.ts';

/**
 * What can be said of a swim without lengths (open water, or a watch that gave none): distance and time, and time
 * moving against time at rest by the speed. m and s. No lengths, strokes, turns or intervals are made up.
 *
 * Rest is 10 s or more below 0.2 m/s, or a paused clock. Wrist positions drop out under water: gaps of
 * distance are bridged by the total, so this is coarse; `restS` is `undefined` where over a fifth of the speed is
 * missing.
 *
 * Reasons: `no_distance` where nothing was covered, `too_short` under 30 s, `not_plausible` above 3 m/s.
 */
export function swimFromSeries({
  distanceM,
  speedMps,
  pausedS = 0,
}: {
  /** Cumulative, one sample per second. */
  distanceM: Float64Array;
  speedMps?: Float64Array | undefined;
  pausedS?: number;
}): Result<{ distanceM: number; swimS: number; restS: number | undefined }> {
  const reached = distanceM.filter(Number.isFinite);
  const covered = (reached.at(-1) ?? 0) - (reached[0] ?? 0);
  if (!(covered > 0)) {
    return none('no_distance');
  }
  const slackS = speedMps === undefined ? undefined : slackSeconds(speedMps);
  const swimS = distanceM.length - (slackS ?? 0);
  if (swimS < SHORTEST_S) {
    return none('too_short');
  }
  return covered / swimS <= FASTEST_MPS
    ? {
        value: {
          distanceM: covered,
          swimS,
          restS: slackS === undefined ? undefined : slackS + Math.max(0, pausedS),
        },
      }
    : none('not_plausible');
}

const SHORTEST_S = 30;
const FASTEST_MPS = 3;
const STANDING_MPS = 0.2;
const SHORTEST_REST_S = 10;
const MOST_MISSING = 0.2;

function slackSeconds(speedMps: Float64Array): number | undefined {
  let missing = 0;
  let total = 0;
  let run = 0;
  for (let i = 0; i <= speedMps.length; i += 1) {
    const speed = speedMps[i] ?? Infinity;
    missing += Number.isNaN(speed) ? 1 : 0;
    if (speed < STANDING_MPS) {
      run += 1;
    } else {
      total += run >= SHORTEST_REST_S ? run : 0;
      run = 0;
    }
  }
  return missing > speedMps.length * MOST_MISSING ? undefined : total;
}
