import { fitLine } from '../../analytics/statistics/fit-line.ts';

/** Under this many values a line says nothing. */
const FEWEST = 3;

/** The straight line through values by week, as the API says it. */
export function lineThrough(points: { week: number; value: number }[]): {
  slope_per_week: number | null;
  r2: number | null;
} {
  if (points.length < FEWEST) {
    return { slope_per_week: null, r2: null };
  }
  const { slope, r2 } = fitLine({
    x: Float64Array.from(points, ({ week }) => week),
    y: Float64Array.from(points, ({ value }) => value),
  });
  // where all are alike there is nothing to explain
  return { slope_per_week: slope, r2: Number.isFinite(r2) ? r2 : null };
}
