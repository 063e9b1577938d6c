/**
 * What is known of a match, from points that were logged, from motion and from heart rate. Taken through
 * `context.once(…)`. Timer time, s.
 */
import type { AnalysisContext } from '../analysis-context.ts';
import { from } from '../intermediates.ts';
import { none, type Result } from '../result.ts';
import type { Span } from '../statistics/prefix-sums.ts';
import { matchByHeartRate } from './heart-rate-breaks.ts';
import { compareWonLost, ratesAfter, type ScoredPoint, type WonLost } from './points-heart-rate.ts';
import { type Rallies, ralliesFromMotion } from './rallies.ts';

/** A point with the rally it ended; without motion it has no length. */
export interface MatchPoint extends ScoredPoint {
  game: number | undefined;
  /** Of the 5 s after the rally; where there is no such channel, what the device said at its end. */
  heartRateBpm: number | undefined;
  rallyS: number | undefined;
}

interface Stretch {
  fromS: number;
  toS: number;
}

export interface Match {
  /** What it was told from. */
  by: 'points' | 'motion' | 'heart_rate';
  games: Stretch[];
  /** Between games. */
  breaks: Stretch[];
}

export function ralliesOf(context: AnalysisContext): Result<Rallies> {
  return from(context, 'motion', (activity) => ralliesFromMotion({ activity }));
}

/**
 * Points by time. A point ended the last rally that began after the point before was logged: the button comes
 * after the rally.
 */
export function pointsOf(context: AnalysisContext): MatchPoint[] {
  const { heartRateBpm, elapsedS } = context.series;
  const rallies = context.once(ralliesOf).value?.rallies ?? [];
  const logged = (context.recording.points ?? [])
    .filter(({ atS }) => Number.isFinite(atS))
    .map((point) => ({ ...point, atS: timerTimeS(elapsedS, point.atS) }))
    .sort((a, b) => a.atS - b.atS);
  const points = logged.map(({ atS, won, game }, i): ScoredPoint & Pick<MatchPoint, 'game'> => {
    const afterS = logged[i - 1]?.atS ?? -Infinity;
    const rally = rallies.findLast(({ from }) => from > afterS && from <= atS);
    return { won, game, fromS: rally?.from ?? atS, toS: rally?.to ?? atS };
  });
  const rates = heartRateBpm && ratesAfter({ heartRateBpm, points });
  return points.map((point, i) => {
    const bpm = rates === undefined ? logged[i]?.heartRateBpm : rates[i];
    return {
      ...point,
      heartRateBpm: bpm !== undefined && bpm >= 20 && bpm <= 250 ? bpm : undefined,
      rallyS: point.toS > point.fromS ? point.toS - point.fromS : undefined,
    };
  });
}

/** Games by the numbers of their points, else by pauses of the wrist, else by falls of heart rate. */
export function matchOf(context: AnalysisContext): Result<Match> {
  const byPoints = gamesOf(context.once(pointsOf));
  if (byPoints.length > 0) {
    return { value: { by: 'points', games: byPoints, breaks: between(byPoints) } };
  }
  const { value: rallies } = context.once(ralliesOf);
  if (rallies !== undefined) {
    const games = gamesOfRallies(rallies);
    return { value: { by: 'motion', games, breaks: between(games) } };
  }
  return from(context, 'heartRateBpm', (heartRateBpm) => {
    const { value, reason } = matchByHeartRate({ heartRateBpm });
    return value === undefined ? none(reason) : { value: { by: 'heart_rate', ...value } };
  });
}

/** Heart rate of points won against points lost. */
export function wonLostOf(context: AnalysisContext): Result<WonLost> {
  const points = context.once(pointsOf);
  if (points.length === 0) {
    return none('no_points');
  }
  const known = points.filter(({ heartRateBpm }) => heartRateBpm !== undefined);
  const side = (isWon: boolean) =>
    known.filter(({ won }) => won === isWon).map(({ heartRateBpm }) => heartRateBpm as number);
  return known.length === 0
    ? none('no_heart_rate')
    : compareWonLost({ won: side(true), lost: side(false) });
}

/** The clock's time of an elapsed time; within a pause, when the pause began. */
function timerTimeS(elapsedS: Float64Array, atS: number): number {
  let low = 0;
  let high = elapsedS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elapsedS[middle] as number) <= atS) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? 0 : low - 1 + Math.min(1, atS - (elapsedS[low - 1] as number));
}

/** From the first rally to the last point of each game, by time; empty where no point has a game. */
function gamesOf(points: readonly MatchPoint[]): Stretch[] {
  const games = new Map<number, Stretch>();
  for (const { game, fromS, toS } of points) {
    if (game !== undefined) {
      const known = games.get(game) ?? { fromS, toS };
      games.set(game, {
        fromS: Math.min(known.fromS, fromS),
        toS: Math.max(known.toS, toS),
      });
    }
  }
  return [...games.values()].sort((a, b) => a.fromS - b.fromS);
}

function gamesOfRallies({ rallies, games }: Rallies): Stretch[] {
  let next = 0;
  return games.map((count) => {
    const first = rallies[next] as Span;
    const last = rallies[next + count - 1] as Span;
    next += count;
    return { fromS: first.from, toS: last.to };
  });
}

function between(games: readonly Stretch[]): Stretch[] {
  return games
    .slice(1)
    .map(({ fromS }, i) => ({ fromS: (games[i] as Stretch).toS, toS: fromS }))
    .filter(({ fromS, toS }) => toS > fromS);
}
