import { none, type Result } from '../result.ts';
import { prefixSums, type Span } from '../statistics/prefix-sums.ts';
import { centredMean } from '../statistics/rolling-mean.ts';

export interface Rallies {
  /** Seconds, from until before. */
  rallies: Span[];
  /** Rallies of each game. */
  games: number[];
  /** Time in rallies. */
  playS: number;
  /** Before every rally but the first, breaks included. */
  restsS: number[];
}

/**
 * Rallies, rests and games from how much the wrist moved each second (`motionActivity`). Seconds.
 *
 * The 3-s centred mean switches on above `on` and off below `off`; gaps of up to 3 s are bridged, rallies under 3 s
 * dropped, and a gap of 60 s or more is a break between games. Unless given, the seconds are parted
 * into busy and quiet ones by 2-means, and the thresholds lie 55 % and 35 % of the way between their means.
 *
 * House heuristic: detectors of strokes are published, of squash rallies none. Walking to fetch the ball looks like a
 * slow rally: let the athlete correct it, and say so.
 *
 * Reasons: `too_few` where nothing is there or no rally is found, `too_short` under a minute, `too_much_missing` above a
 * fifth, `not_plausible` where the thresholds do not separate (`on` not above `off`).
 */
export function ralliesFromMotion({
  activity,
  thresholds = thresholdsOf(activity),
}: {
  activity: Float64Array;
  thresholds?: { on: number; off: number };
}): Result<Rallies> {
  const sums = prefixSums(activity);
  const present = sums.counts[activity.length] as number;
  if (present === 0) {
    return none('too_few');
  }
  if (activity.length < 60) {
    return none('too_short');
  }
  if (present < 0.8 * activity.length) {
    return none('too_much_missing');
  }
  if (!(thresholds.on > thresholds.off && thresholds.on < Infinity)) {
    return none('not_plausible');
  }
  const smooth = centredMean(sums, { radiusS: 1 });
  const rallies = bridged(switched(smooth, thresholds)).filter(
    ({ from, to }) => to - from >= SHORTEST_RALLY_S,
  );
  if (rallies.length === 0) {
    return none('too_few');
  }
  const restsS = rallies.slice(1).map(({ from }, i) => from - (rallies[i] as Span).to);
  const games = [1];
  for (const restS of restsS) {
    if (restS >= BREAK_S) {
      games.push(0);
    }
    games[games.length - 1] = (games.at(-1) as number) + 1;
  }
  const playS = rallies.reduce((sum, { from, to }) => sum + to - from, 0);
  return { value: { rallies, games, playS, restsS } };
}

const BRIDGED_S = 3;
const SHORTEST_RALLY_S = 3;
/** A pause of so long ends a game, s. */
export const BREAK_S = 60;
const ROUNDS = 100;
const ON_SHARE = 0.55;
const OFF_SHARE = 0.35;

function switched(values: Float64Array, { on, off }: { on: number; off: number }): Span[] {
  const spans: Span[] = [];
  let from = -1;
  for (const [i, value] of values.entries()) {
    if (from < 0 && value >= on) {
      from = i;
    } else if (from >= 0 && value < off) {
      spans.push({ from, to: i });
      from = -1;
    }
  }
  return from < 0 ? spans : [...spans, { from, to: values.length }];
}

function bridged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && span.from - last.to <= BRIDGED_S) {
      out[out.length - 1] = { from: last.from, to: span.to };
    } else {
      out.push(span);
    }
  }
  return out;
}

/** Between the two levels that the seconds gather around, by 2-means. */
function thresholdsOf(activity: Float64Array): { on: number; off: number } {
  const values = activity.filter(Number.isFinite);
  let quiet = values.reduce((least, value) => Math.min(least, value), Infinity);
  let busy = values.reduce((most, value) => Math.max(most, value), -Infinity);
  for (let round = 0; round < ROUNDS && busy > quiet; round += 1) {
    const middle = quiet + (busy - quiet) / 2;
    const below = meanWhere(values, (value) => value < middle);
    const above = meanWhere(values, (value) => value >= middle);
    if (below === quiet && above === busy) {
      break;
    }
    quiet = below;
    busy = above;
  }
  const gap = busy - quiet;
  return { on: quiet + ON_SHARE * gap, off: quiet + OFF_SHARE * gap };
}

function meanWhere(values: Float64Array, holds: (value: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (holds(value)) {
      sum += value;
      count += 1;
    }
  }
  return sum / count;
}
