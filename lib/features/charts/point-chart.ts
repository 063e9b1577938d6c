import type * as z from 'zod';
import { pointsOf } from '../../analytics/racket/match.ts';
import type { pointChart as schema } from '../../contract/charts.ts';
import { scoreOf } from '../points/to-point.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { rounded } from './drawn-samples.ts';

/** The points of a match with their rallies and heart rates. */
export function pointChart(input: ChartInput): z.input<typeof schema> {
  // in the same order: by time, and by the order they came in at the same time
  const played = input.context.once(pointsOf);
  const points = input.logged.map((row, index) => {
    const { heartRateBpm, rallyS } = played[index] ?? {};
    return {
      point_number: index + 1,
      game_number: row.game_number,
      winner: row.winner as 'me' | 'opponent',
      average_heart_rate_bpm: heartRateBpm === undefined ? null : rounded(heartRateBpm, 1),
      rally_duration_s: rallyS ?? null,
      score_after: scoreOf(row),
    };
  });
  return {
    ...frame('point-by-point', input, points.length === 0 ? 'no_points' : undefined),
    points,
  };
}
