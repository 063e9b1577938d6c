/** Elapsed seconds over metres along the way: metres never fall, seconds always grow. */
export interface DistanceTrack {
  distanceM: Float64Array;
  timeS: Float64Array;
}

/**
 * A track from recorded distance and time. Samples with either missing are left out, and so are those that fall
 * behind the highest distance so far (a device correcting itself) or do not advance in time. Pauses stay: time
 * passes while the distance stands.
 */
export function toDistanceTrack(recorded: DistanceTrack): DistanceTrack {
  const count = Math.min(recorded.distanceM.length, recorded.timeS.length);
  const distanceM = new Float64Array(count);
  const timeS = new Float64Array(count);
  let kept = 0;
  let highest = -Infinity;
  let latest = -Infinity;
  for (let i = 0; i < count; i += 1) {
    const distance = recorded.distanceM[i] as number;
    const time = recorded.timeS[i] as number;
    const isReal = Number.isFinite(distance) && Number.isFinite(time);
    if (isReal && distance >= highest && time > latest) {
      distanceM[kept] = distance;
      timeS[kept] = time;
      kept += 1;
      highest = distance;
      latest = time;
    }
  }
  return { distanceM: distanceM.subarray(0, kept), timeS: timeS.subarray(0, kept) };
}

/**
 * When a distance was reached, interpolated; where the athlete stood there, on arrival (`first`, the default) or
 * on leaving (`last`). `undefined` outside the track. O(log samples).
 */
export function timeAtDistance(
  track: DistanceTrack,
  { atM, at = 'first' }: { atM: number; at?: 'first' | 'last' },
): number | undefined {
  const { distanceM, timeS } = track;
  const count = distanceM.length;
  if (
    count === 0 ||
    !(atM >= (distanceM[0] as number) && atM <= (distanceM[count - 1] as number))
  ) {
    return undefined;
  }
  // the first sample at or beyond the distance, or, for `last`, beyond it
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = distanceM[middle] as number;
    if (at === 'first' ? value < atM : value <= atM) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (at === 'first' && distanceM[low] === atM) {
    return timeS[low];
  }
  const before = low - 1;
  if (before >= 0 && distanceM[before] === atM) {
    return timeS[before];
  }
  const fromM = distanceM[before] as number;
  const share = (atM - fromM) / ((distanceM[low] as number) - fromM);
  const fromS = timeS[before] as number;
  return fromS + share * ((timeS[low] as number) - fromS);
}
