import type { AnalysisContext } from './analysis-context.ts';
import type { BestEffort, Family } from './family.ts';
import { distanceOf } from './intermediates.ts';
import { bestEffortOf, unbrokenTrack } from './running/best-effort.ts';

/**
 * The fastest over the distances people race in sports without metrics of speed of their own. Faster than
 * `ceilingMps`, which is beyond the world's best, is an error of position, or another sport.
 */
const DISTANCES: {
  sport: 'swimming' | 'rowing' | 'walking' | 'hiking';
  ceilingMps: number;
  distancesM: number[];
}[] = [
  { sport: 'swimming', ceilingMps: 2.5, distancesM: [50, 100, 200, 400, 800, 1500, 1900, 3800] },
  { sport: 'rowing', ceilingMps: 6.6, distancesM: [500, 1000, 2000, 5000, 6000, 10_000, 21_097.5] },
  { sport: 'walking', ceilingMps: 4.6, distancesM: [1000, 5000, 10_000, 21_097.5, 42_195] },
  { sport: 'hiking', ceilingMps: 4.6, distancesM: [5000, 10_000, 20_000, 42_195] },
];

export const DISTANCE_FAMILIES: readonly Family[] = DISTANCES.map(
  ({ sport, ceilingMps, distancesM }) => ({
    sports: [sport],
    metrics: [],
    bestEfforts: fastestOver(distancesM, { ceilingMps }),
  }),
);

/** The fastest over each distance, elapsed time; without a ceiling that of running. */
export function fastestOver(
  distancesM: readonly number[],
  { ceilingMps }: { ceilingMps?: number } = {},
): (context: AnalysisContext) => BestEffort[] {
  return (context) => {
    const distanceM = context.once(distanceOf);
    const { elapsedS } = context.series;
    if (distanceM === undefined) {
      return [];
    }
    const parts = unbrokenTrack({ distanceM, timeS: elapsedS });
    return distancesM.flatMap((targetM): BestEffort[] => {
      const { value } = bestEffortOf(parts, { targetM, ceilingMps });
      return value === undefined
        ? []
        : [
            {
              of: 'distance',
              distanceM: targetM,
              durationS: value.timeS,
              fromS: Math.max(
                0,
                elapsedS.findLastIndex((time) => time <= value.startS),
              ),
            },
          ];
    });
  };
}
