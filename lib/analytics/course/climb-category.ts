export type ClimbCategory = '1' | '2' | '3' | '4' | 'HC';

/** Scores a category lies above, by the two texts Strava has published. */
export const CLIMB_CATEGORIES = {
  current: { '4': 8_000, '3': 16_000, '2': 32_000, '1': 64_000, HC: 80_000 },
  older: { '4': 8_000, '3': 16_000, '2': 32_000, '1': 48_000, HC: 64_000 },
} as const satisfies Record<string, Record<ClimbCategory, number>>;

const HARDEST_FIRST = ['HC', '1', '2', '3', '4'] as const satisfies ClimbCategory[];

/** Score of a climb: length in m times mean grade in %, which is 100 times the gain. */
export function climbScore(of: { lengthM: number; averageGradePct: number }): number {
  return of.lengthM * of.averageGradePct;
}

/**
 * Category of a climb by its score; a score on a bound is in the easier one. Status: diverging: an older text has
 * other bounds for 1 and HC, and both are quoted. Source: support.strava.com, Climb categorization.
 */
export function climbCategory(
  score: number,
  { bounds = 'current' }: { bounds?: keyof typeof CLIMB_CATEGORIES } = {},
): ClimbCategory | undefined {
  return HARDEST_FIRST.find((category) => score > CLIMB_CATEGORIES[bounds][category]);
}
