import { none, type Result } from '../result.ts';
import { type DistanceTrack, timeAtDistance, toDistanceTrack } from './distance-track.ts';

export interface DistanceSplit {
  startM: number;
  distanceM: number;
  /** Elapsed, pauses included. */
  timeS: number;
  paceSPerKm: number;
  /** Means over the split of what was given; `undefined` where all of it is missing. */
  heartRateBpm: number | undefined;
  adjustedSpeedMps: number | undefined;
  powerW: number | undefined;
}

/** Further series, sample for sample with the track, to average over each split. */
export interface SplitChannels {
  heartRateBpm?: Float64Array | undefined;
  adjustedSpeedMps?: Float64Array | undefined;
  powerW?: Float64Array | undefined;
}

/**
 * Splits of a fixed length (1 km unless said): elapsed time, pace, and mean effort of each. The ends are
 * interpolated between samples; means are of the samples inside, which are taken to be evenly spaced. The last
 * split is what is left, left out under 1 % of a split.
 *
 * Reasons: `no_distance` under 1 m covered, `not_plausible` for a length that is not positive or
 * would give more than 10,000 splits.
 */
export function distanceSplits({
  track,
  everyM = 1000,
  channels = {},
}: {
  track: DistanceTrack;
  everyM?: number;
  channels?: SplitChannels;
}): Result<DistanceSplit[]> {
  const clean = toDistanceTrack(track);
  const firstM = clean.distanceM[0] ?? 0;
  const totalM = (clean.distanceM.at(-1) ?? 0) - firstM;
  if (!(totalM >= 1)) {
    return none('no_distance');
  }
  if (!(everyM >= 1 && totalM / everyM <= MOST_SPLITS)) {
    return none('not_plausible');
  }
  const splits: DistanceSplit[] = [];
  for (let startM = 0; totalM - startM > everyM * SMALLEST_SHARE; startM += everyM) {
    const endM = Math.min(startM + everyM, totalM);
    const fromS = timeAtDistance(clean, { atM: firstM + startM });
    const toS = timeAtDistance(clean, {
      atM: Math.min(firstM + endM, clean.distanceM.at(-1) ?? 0),
    });
    if (fromS === undefined || toS === undefined) {
      break;
    }
    const inside = { timeS: track.timeS, fromS, toS };
    splits.push({
      startM,
      distanceM: endM - startM,
      timeS: toS - fromS,
      paceSPerKm: ((toS - fromS) / (endM - startM)) * 1000,
      heartRateBpm: meanWithin(channels.heartRateBpm, inside),
      adjustedSpeedMps: meanWithin(channels.adjustedSpeedMps, inside),
      powerW: meanWithin(channels.powerW, inside),
    });
  }
  return { value: splits };
}

const SMALLEST_SHARE = 0.01;
const MOST_SPLITS = 10_000;

function meanWithin(
  values: Float64Array | undefined,
  { timeS, fromS, toS }: { timeS: Float64Array; fromS: number; toS: number },
): number | undefined {
  let sum = 0;
  let count = 0;
  for (
    let i = firstAtOrAfter(timeS, fromS);
    i < timeS.length && (timeS[i] as number) < toS;
    i += 1
  ) {
    const value = values?.[i] ?? Number.NaN;
    if (Number.isFinite(value)) {
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? undefined : sum / count;
}

/** Time ascends, so the splits of a long recording need not each read it from the start. */
function firstAtOrAfter(timeS: Float64Array, atS: number): number {
  let low = 0;
  let high = timeS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timeS[middle] as number) < atS) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
