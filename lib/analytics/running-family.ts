import { fastestOver } from './distance-efforts.ts';
import type { Family } from './family.ts';
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
  bestEfforts: fastestOver(RUNNING_DISTANCES_M),
};
