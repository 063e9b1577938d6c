import { none, type Result } from '../result.ts';
import { type DistanceTrack, toDistanceTrack } from './distance-track.ts';
import { fastestRunningSpeed } from './fastest-running-speed.ts';

export interface BestEffort {
  distanceM: number;
  timeS: number;
  /** Where and when it began, from the start of the recording. */
  startM: number;
  startS: number;
}

/** Faster than anyone has sprinted, m/s: a step like this is the satellite's, not the runner's. */
const JUMP_MPS = 12.5;
/** Windows this close are equally fast; the first wins. */
const TIE_S = 1e-9;

/**
 * The fastest time in seconds over a distance anywhere in a recording, elapsed time (pauses count).
 *
 * Time is linear in distance between samples, so a fastest window has one end at a sample: all windows that
 * start at a sample and all that end at one are tried, the other end interpolated. O(samples).
 * Steps faster than 12.5 m/s cut the track in two, and windows faster than `ceilingMps` (the world record's
 * speed over the distance plus 3 %, for runners) are passed over: both are errors of position.
 *
 * Reasons: `no_distance` without two usable samples, `too_short` where no unbroken part is as long,
 * `not_plausible` where every window is too fast or the target is not positive.
 */
export function bestEffort({
  track,
  targetM,
  ceilingMps,
}: {
  track: DistanceTrack;
  targetM: number;
  ceilingMps?: number;
}): Result<BestEffort> {
  return bestEffortOf(unbrokenTrack(track), { targetM, ceilingMps });
}

/** The unbroken parts of a track, to look for several distances in. */
export function unbrokenTrack(track: DistanceTrack): DistanceTrack[] {
  return unbroken(toDistanceTrack(track));
}

/** `bestEffort` in parts that are known. */
export function bestEffortOf(
  parts: readonly DistanceTrack[],
  {
    targetM,
    ceilingMps = fastestRunningSpeed(targetM) * 1.03,
  }: { targetM: number; ceilingMps?: number | undefined },
): Result<BestEffort> {
  if (!(targetM > 0 && targetM < Infinity)) {
    return none('not_plausible');
  }
  if (parts.reduce((sum, { timeS }) => sum + timeS.length, 0) < 2) {
    return none('no_distance');
  }
  const search: Search = { targetM, shortestS: targetM / ceilingMps, tooFast: false };
  for (const part of parts) {
    startAtSamples(part, search);
    endAtSamples(part, search);
  }
  return search.best === undefined
    ? none(search.tooFast ? 'not_plausible' : 'too_short')
    : { value: search.best };
}

interface Search {
  targetM: number;
  shortestS: number;
  tooFast: boolean;
  best?: BestEffort;
}

function startAtSamples({ distanceM, timeS }: DistanceTrack, search: Search): void {
  let end = 0;
  for (let start = 0; start < distanceM.length; start += 1) {
    const startM = distanceM[start] as number;
    const endM = startM + search.targetM;
    while (end < distanceM.length && (distanceM[end] as number) < endM) {
      end += 1;
    }
    if (end === distanceM.length) {
      return;
    }
    const startS = timeS[start] as number;
    const endS = timeBetween({ distanceM, timeS }, { after: end, atM: endM });
    offer(search, { lastsS: endS - startS, startM, startS });
  }
}

function endAtSamples({ distanceM, timeS }: DistanceTrack, search: Search): void {
  // `next` is the first sample beyond the start: standing there is left behind
  let next = 0;
  const firstM = distanceM[0] as number;
  for (let end = 0; end < distanceM.length; end += 1) {
    const startM = (distanceM[end] as number) - search.targetM;
    if (startM < firstM) {
      continue;
    }
    while (next < distanceM.length && (distanceM[next] as number) <= startM) {
      next += 1;
    }
    const startS =
      distanceM[next - 1] === startM
        ? (timeS[next - 1] as number)
        : timeBetween({ distanceM, timeS }, { after: next, atM: startM });
    const endS = timeS[end] as number;
    offer(search, { lastsS: endS - startS, startM, startS });
  }
}

function offer(
  search: Search,
  { lastsS, startM, startS }: { lastsS: number; startM: number; startS: number },
): void {
  if (lastsS < search.shortestS) {
    search.tooFast = true;
    return;
  }
  const { best } = search;
  const gain = best === undefined ? Infinity : best.timeS - lastsS;
  if (gain > TIE_S || (gain >= -TIE_S && best !== undefined && startM < best.startM)) {
    search.best = { distanceM: search.targetM, timeS: lastsS, startM, startS };
  }
}

/** The time at a distance on the step that ends at sample `after`. */
function timeBetween(
  { distanceM, timeS }: DistanceTrack,
  { after, atM }: { after: number; atM: number },
): number {
  const toM = distanceM[after] as number;
  const toS = timeS[after] as number;
  if (toM === atM || after === 0) {
    return toS;
  }
  const fromM = distanceM[after - 1] as number;
  const fromS = timeS[after - 1] as number;
  return fromS + ((atM - fromM) / (toM - fromM)) * (toS - fromS);
}

function unbroken({ distanceM, timeS }: DistanceTrack): DistanceTrack[] {
  const parts: DistanceTrack[] = [];
  let from = 0;
  for (let i = 1; i <= distanceM.length; i += 1) {
    const stepM = (distanceM[i] as number) - (distanceM[i - 1] as number);
    const stepS = (timeS[i] as number) - (timeS[i - 1] as number);
    if (i === distanceM.length || stepM > JUMP_MPS * stepS) {
      parts.push({ distanceM: distanceM.subarray(from, i), timeS: timeS.subarray(from, i) });
      from = i;
    }
  }
  return parts;
}
