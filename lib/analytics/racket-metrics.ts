import type { AnalysisContext } from './analysis-context.ts';
import { from } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { breakRecoveries } from './racket/break-recovery.ts';
import { type Match, matchOf, pointsOf, ralliesOf, wonLostOf } from './racket/match.ts';
import type { WonLost } from './racket/points-heart-rate.ts';
import { pressurePoints } from './racket/pressure-points.ts';
import { BREAK_S, type Rallies } from './racket/rallies.ts';
import { finite, none, type Result } from './result.ts';

export const RACKET_SPORTS = ['squash', 'tennis', 'padel', 'badminton'] as const;

const RACKET = { sports: RACKET_SPORTS, version: 1, source: 'house', status: 'house' } as const;

const GAMES = { ...RACKET, version: 2, needs: ['points|motion|heartRateBpm'] } as const;
const RALLIES = { ...RACKET, needs: ['motion'] } as const;
const SCORE = { ...RACKET, status: 'settled', needs: ['points'], unit: '', precision: 0 } as const;
const WON_LOST = { ...RACKET, status: 'contested', needs: ['points', 'heartRateBpm'] } as const;

const OF_GAMES =
  'Games are those of the points that were logged, else stretches of rallies with less than a minute between them, else stretches between falls of heart rate by 25 bpm for 40 s or more.';
const OF_RALLIES =
  'A rally is a stretch of 3 s or more in which the wrist is busy rather than quiet, by two groups of its seconds.';
const OF_POINT = 'the mean heart rate of the 5 s after a point’s rally ended';

/** Games, rallies and points of a match. Rallies are never told from heart rate. */
export const RACKET_METRICS: readonly Metric[] = [
  {
    ...GAMES,
    id: 'games',
    title: 'Games',
    definition: `How many games were played. ${OF_GAMES}`,
    unit: '',
    precision: 0,
    range: [1, 50],
    compute: (context) => fromMatch(context, ({ games }) => games.length),
  },
  {
    ...GAMES,
    id: 'break_time_s',
    title: 'Time in breaks',
    definition: `Between the end of each game and the first rally of the next; from heart rate to about 15 s each. ${OF_GAMES}`,
    unit: 's',
    precision: 0,
    range: [0, 86_400],
    compute: (context) =>
      fromMatch(context, ({ breaks }) =>
        breaks.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0),
      ),
  },
  {
    ...GAMES,
    id: 'longest_game_s',
    title: 'Longest game',
    definition: `From a game’s first rally, or without motion its first point, to its last. ${OF_GAMES}`,
    unit: 's',
    precision: 0,
    range: [0, 86_400],
    compute: (context) =>
      fromMatch(context, ({ games }) => Math.max(...games.map(({ fromS, toS }) => toS - fromS))),
  },
  {
    ...RALLIES,
    id: 'rallies',
    title: 'Rallies',
    definition: `How many rallies were played. ${OF_RALLIES}`,
    unit: '',
    precision: 0,
    range: [1, 2000],
    compute: (context) => fromRallies(context, ({ rallies }) => rallies.length),
  },
  {
    ...RALLIES,
    id: 'play_time_s',
    title: 'Time in play',
    definition: `Time in rallies. ${OF_RALLIES}`,
    unit: 's',
    precision: 0,
    range: [0, 86_400],
    compute: (context) => fromRallies(context, ({ playS }) => playS),
  },
  {
    ...RALLIES,
    id: 'average_rally_s',
    title: 'Average rally',
    definition: `Mean length of the rallies. ${OF_RALLIES}`,
    unit: 's',
    precision: 1,
    range: [0, 3600],
    compute: (context) => fromRallies(context, ({ rallies, playS }) => playS / rallies.length),
  },
  {
    ...RALLIES,
    id: 'longest_rally_s',
    title: 'Longest rally',
    definition: `Length of the longest rally. ${OF_RALLIES}`,
    unit: 's',
    precision: 0,
    range: [0, 3600],
    compute: (context) =>
      fromRallies(context, ({ rallies }) =>
        rallies.reduce((longest, { from, to }) => Math.max(longest, to - from), 0),
      ),
  },
  {
    ...RALLIES,
    id: 'average_rest_s',
    title: 'Average rest',
    definition: `Mean time between rallies, pauses of a minute or more left out. ${OF_RALLIES}`,
    unit: 's',
    precision: 1,
    range: [0, 60],
    compute: (context) => {
      const rests = context.once(ralliesOf).value?.restsS.filter((restS) => restS < BREAK_S);
      return rests?.length === 0
        ? none('too_few')
        : fromRallies(context, () => sumOf(rests ?? []) / (rests ?? []).length);
    },
  },
  {
    ...RALLIES,
    id: 'play_share_pct',
    title: 'Share of play',
    definition: `Time in rallies over time in rallies and the rests between them, pauses of a minute or more left out. ${OF_RALLIES}`,
    unit: '%',
    precision: 1,
    range: [0, 100],
    compute: (context) =>
      fromRallies(context, ({ playS, restsS }) => {
        const restS = sumOf(restsS.filter((one) => one < BREAK_S));
        return (100 * playS) / (playS + restS);
      }),
  },
  {
    ...SCORE,
    id: 'points_won',
    title: 'Points won',
    definition: 'Points logged as won.',
    range: [0, 2000],
    compute: (context) => countPoints(context, { won: true }),
  },
  {
    ...SCORE,
    id: 'points_lost',
    title: 'Points lost',
    definition: 'Points logged as lost.',
    range: [0, 2000],
    compute: (context) => countPoints(context, { won: false }),
  },
  ...(['won', 'lost'] as const).map(
    (side): Metric => ({
      ...SCORE,
      status: 'house',
      id: `pressure_points_${side}`,
      title: `Pressure points ${side}`,
      definition: `Points ${side} late in close games: both sides were within three of the end, by the points logged.`,
      range: [0, 1000],
      compute: (context) => {
        const { sport } = context.recording;
        const { value, reason } = pressurePoints(context.once(pointsOf), { sport });
        return value === undefined ? none(reason) : { value: value[side] };
      },
    }),
  ),
  ...(['first', 'last'] as const).map(
    (which): Metric => ({
      ...RACKET,
      needs: ['heartRateBpm'],
      id: `${which}_break_recovery_bpm`,
      title: `Recovery in the ${which} break`,
      definition: `By how much heart rate fell in the ${which} break of 40 s or more between games, of two at the least. ${OF_GAMES}`,
      unit: 'bpm',
      precision: 0,
      range: [0, 200],
      compute: (context) => {
        const { value, reason } = context.once(recoveriesOf);
        return value === undefined
          ? none(reason)
          : finite(value.at(which === 'first' ? 0 : -1) ?? NaN);
      },
    }),
  ),
  {
    ...WON_LOST,
    id: 'won_points_heart_rate_bpm',
    title: 'Heart rate on points won',
    definition: `Mean over the points won of ${OF_POINT}; nothing under eight points a side.`,
    unit: 'bpm',
    precision: 1,
    range: [20, 250],
    compute: (context) => fromWonLost(context, ({ won }) => won.meanBpm),
  },
  {
    ...WON_LOST,
    id: 'lost_points_heart_rate_bpm',
    title: 'Heart rate on points lost',
    definition: `Mean over the points lost of ${OF_POINT}; nothing under eight points a side.`,
    unit: 'bpm',
    precision: 1,
    range: [20, 250],
    compute: (context) => fromWonLost(context, ({ lost }) => lost.meanBpm),
  },
  {
    ...WON_LOST,
    id: 'points_heart_rate_difference_bpm',
    title: 'Heart rate, won less lost',
    definition: `Points won less points lost, by ${OF_POINT}, which is the rally’s rather than winning’s; nothing under eight points a side.`,
    unit: 'bpm',
    precision: 1,
    range: [-230, 230],
    compute: (context) => fromWonLost(context, ({ differenceBpm }) => differenceBpm),
  },
  {
    ...WON_LOST,
    id: 'points_heart_rate_t',
    title: 'Welch’s t of won and lost',
    definition: `Welch’s t of points won against points lost, by ${OF_POINT}.`,
    source: 'Welch 1947',
    unit: '',
    precision: 2,
    range: [-1000, 1000],
    compute: (context) => fromWonLost(context, ({ t }) => t),
  },
  {
    ...WON_LOST,
    id: 'points_heart_rate_p',
    title: 'p of won and lost',
    definition:
      'Two-sided p of Welch’s t; points of one match follow each other, so that it is optimistic.',
    source: 'Welch 1947',
    unit: '',
    precision: 4,
    range: [0, 1],
    compute: (context) => fromWonLost(context, ({ p }) => p),
  },
  {
    ...WON_LOST,
    id: 'points_heart_rate_permutation_p',
    title: 'p by shuffling',
    definition: 'The same by shuffling which points were won, as a check of p.',
    source: 'Fisher 1935',
    unit: '',
    precision: 4,
    range: [0, 1],
    compute: (context) => fromWonLost(context, ({ permutationP }) => permutationP),
  },
  {
    ...WON_LOST,
    id: 'points_heart_rate_hedges_g',
    title: 'Effect size of won and lost',
    definition: `Hedges’ g of points won against points lost, by ${OF_POINT}.`,
    source: 'Hedges 1981',
    unit: '',
    precision: 2,
    range: [-100, 100],
    compute: (context) => fromWonLost(context, ({ hedgesG }) => hedgesG),
  },
];

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function recoveriesOf(context: AnalysisContext): Result<number[]> {
  return from(context, 'heartRateBpm', (heartRateBpm) => {
    const { value, reason } = context.once(matchOf);
    return value === undefined
      ? none(reason)
      : breakRecoveries({ heartRateBpm, breaks: value.breaks });
  });
}

function countPoints(context: AnalysisContext, { won: isWon }: { won: boolean }): Result {
  const points = context.once(pointsOf);
  return points.length === 0
    ? none('no_points')
    : { value: points.filter(({ won }) => won === isWon).length };
}

function fromMatch(context: AnalysisContext, compute: (match: Match) => number): Result {
  const { value, reason } = context.once(matchOf);
  return value === undefined ? none(reason) : finite(compute(value));
}

function fromRallies(context: AnalysisContext, compute: (rallies: Rallies) => number): Result {
  const { value, reason } = context.once(ralliesOf);
  return value === undefined ? none(reason) : finite(compute(value));
}

function fromWonLost(context: AnalysisContext, compute: (wonLost: WonLost) => number): Result {
  const { value, reason } = context.once(wonLostOf);
  return value === undefined ? none(reason) : finite(compute(value));
}
