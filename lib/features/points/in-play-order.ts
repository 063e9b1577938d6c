import type { PointRow } from '../../core/ports/live.ts';

/** Points by time; at the same time by game, then score, then id, so that their order is never in doubt. */
export function inPlayOrder(rows: readonly PointRow[]): PointRow[] {
  const score = ({ score_me, score_opponent }: PointRow) => (score_me ?? 0) + (score_opponent ?? 0);
  return rows.toSorted(
    (a, b) =>
      Date.parse(a.timestamp) - Date.parse(b.timestamp) ||
      (a.game_number ?? 0) - (b.game_number ?? 0) ||
      score(a) - score(b) ||
      (a.id < b.id ? -1 : 1),
  );
}
