import { none, type Result } from '../result.ts';

/** Points a game goes to, where the sport counts by points alone. */
const GAME_TO: Partial<Record<string, number>> = { squash: 11, badminton: 21 };
/** Late in a game: both sides are so near its end. */
const FROM_END = 3;

/**
 * Points played late in close games: both sides had come within three points of winning the game, by the points
 * logged of it. How many were won and lost.
 *
 * Reasons: `no_points` where none with a game was logged, `not_plausible` in a sport that counts otherwise.
 * House heuristic.
 */
export function pressurePoints(
  points: readonly { won: boolean; game?: number | undefined }[],
  { sport }: { sport: string },
): Result<{ won: number; lost: number }> {
  const gameTo = GAME_TO[sport];
  const logged = points.filter(({ game }) => game !== undefined);
  if (gameTo === undefined) {
    return none('not_plausible');
  }
  if (logged.length === 0) {
    return none('no_points');
  }
  const scores = new Map<number, { won: number; lost: number }>();
  const late = { won: 0, lost: 0 };
  for (const { won, game = 0 } of logged) {
    const score = scores.get(game) ?? { won: 0, lost: 0 };
    const side = won ? 'won' : 'lost';
    late[side] += Math.min(score.won, score.lost) >= gameTo - FROM_END ? 1 : 0;
    score[side] += 1;
    scores.set(game, score);
  }
  return { value: late };
}
