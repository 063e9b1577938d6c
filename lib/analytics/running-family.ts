import type { AnalysisContext } from './analysis-context.ts';
import type { BestEffort, Family } from './family.ts';
import { distanceOf } from './intermediates.ts';
import { bestEffortOf, unbrokenTrack } from './running/best-effort.ts';
import { RUNNING_METRICS } from './running-metrics.ts';
import { comparableSpeedOf } from './running-speeds.ts';
import { detectIntervals } from './spans/detect-intervals.ts';

/** 400 m to the marathon, with the mile, 5 and 10 miles. */
const RUNNING_DISTANCES_M = [
  400, 800, 1000, 1609.344, 3000, 5000, 8046.72, 10_000, 16_093.44, 21_097.5, 42_195,
] as const;

export const RUNNING: Family = {
  sports: ['running'],
  metrics: RUNNING_METRICS,
  intervals: (context) => {
    const speeds = context.once(comparableSpeedOf);
    return speeds === undefined ? [] : detectIntervals(speeds);
  },
  bestEfforts,
};

/** The fastest over the distances people race, elapsed time. */
function bestEfforts(context: AnalysisContext): BestEffort[] {
  const distanceM = context.once(distanceOf);
  const { elapsedS } = context.series;
  if (distanceM === undefined) {
    return [];
  }
  const parts = unbrokenTrack({ distanceM, timeS: elapsedS });
  return RUNNING_DISTANCES_M.flatMap((targetM): BestEffort[] => {
    const { value } = bestEffortOf(parts, { targetM });
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
}
