import type { Output } from '../../contract/operation.ts';
import type { listPoints as operation } from '../../contract/points.ts';
import type { PointChanges, PointRow } from '../../core/ports/live.ts';
import { inPlayOrder } from './in-play-order.ts';

export type Point = Output<typeof operation>['items'][number];

/** All points of an activity as the API shows them: in order, numbered by it, each held against the one before. */
export function toPoints(rows: readonly PointRow[]): Point[] {
  const ordered = inPlayOrder(rows);
  return ordered.map((row, index) => ({
    id: row.id,
    point_number: index + 1,
    timestamp: row.timestamp,
    winner: row.winner as Point['winner'],
    score_after: scoreOf(row),
    game_number: row.game_number,
    heart_rate_at_end_bpm: row.heart_rate_at_end_bpm,
    warnings: warningsOf(row, ordered[index - 1]),
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }));
}

export function scoreOf({
  score_me: me,
  score_opponent: opponent,
}: Pick<PointRow, 'score_me' | 'score_opponent'>): Point['score_after'] {
  return me === null || opponent === null ? null : { me, opponent };
}

/** A written point as it is stored; what is left out is null. */
export function toChanges(body: {
  timestamp: string;
  winner: 'me' | 'opponent';
  score_after?: Point['score_after'] | undefined;
  game_number?: number | null | undefined;
  heart_rate_at_end_bpm?: number | null | undefined;
}): PointChanges {
  return {
    timestamp: body.timestamp,
    winner: body.winner,
    score_me: body.score_after?.me ?? null,
    score_opponent: body.score_after?.opponent ?? null,
    game_number: body.game_number ?? null,
    heart_rate_at_end_bpm: body.heart_rate_at_end_bpm ?? null,
  };
}

/** By rally scoring, where every point is somebody's; the first of a game starts from nil. */
function warningsOf(row: PointRow, before: PointRow | undefined): Point['warnings'] {
  const score = scoreOf(row);
  const isSameGame = before !== undefined && before.game_number === row.game_number;
  const last = isSameGame ? scoreOf(before) : { me: 0, opponent: 0 };
  const follows =
    score === null ||
    last === null ||
    (score.me === last.me + (row.winner === 'me' ? 1 : 0) &&
      score.opponent === last.opponent + (row.winner === 'me' ? 0 : 1));
  const goesBack =
    before !== undefined &&
    before.game_number !== null &&
    row.game_number !== null &&
    row.game_number < before.game_number;
  return [
    ...(follows ? [] : (['score_does_not_follow'] as const)),
    ...(goesBack ? (['game_goes_back'] as const) : []),
  ];
}
