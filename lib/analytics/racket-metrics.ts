import type { AnalysisContext } from './analysis-context.ts';
import { from } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { type MatchByHeartRate, matchByHeartRate } from './racket/heart-rate-breaks.ts';
import { none, type Result } from './result.ts';

export const RACKET_SPORTS = ['squash', 'tennis', 'padel', 'badminton'] as const;

const RACKET = {
  sports: RACKET_SPORTS,
  version: 1,
  source: 'house',
  status: 'house',
  needs: ['heartRateBpm'],
} as const;

/** What heart rate tells of a match: games and breaks, never rallies. */
export const RACKET_METRICS: readonly Metric[] = [
  {
    ...RACKET,
    id: 'games',
    title: 'Games',
    definition:
      'Stretches of play between breaks, a break being a fall of heart rate by 25 bpm for 40 s or more.',
    unit: '',
    precision: 0,
    range: [1, 50],
    compute: (context) => fromMatch(context, ({ games }) => games.length),
  },
  {
    ...RACKET,
    id: 'break_time_s',
    title: 'Time in breaks',
    definition: 'The breaks between games, told from heart rate to about 15 s each.',
    unit: 's',
    precision: 0,
    range: [0, 86_400],
    compute: (context) =>
      fromMatch(context, ({ breaks }) =>
        breaks.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0),
      ),
  },
  {
    ...RACKET,
    id: 'longest_game_s',
    title: 'Longest game',
    definition: 'The longest stretch of play between breaks, told from heart rate.',
    unit: 's',
    precision: 0,
    range: [0, 86_400],
    compute: (context) =>
      fromMatch(context, ({ games }) => Math.max(...games.map(({ fromS, toS }) => toS - fromS))),
  },
];

function matchOf(context: AnalysisContext): Result<MatchByHeartRate> {
  return from(context, 'heartRateBpm', (heartRateBpm) => matchByHeartRate({ heartRateBpm }));
}

function fromMatch(context: AnalysisContext, compute: (match: MatchByHeartRate) => number): Result {
  const { value, reason } = context.once(matchOf);
  return value === undefined ? none(reason) : { value: compute(value) };
}
