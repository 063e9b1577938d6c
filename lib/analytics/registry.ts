import { ANY_METRICS } from './any-metrics.ts';
import { CYCLING } from './cycling-family.ts';
import { DISTANCE_FAMILIES } from './distance-efforts.ts';
import type { Family } from './family.ts';
import { HEART_RATE_METRICS } from './heart-rate-metrics.ts';
import { LOAD_METRICS } from './load-metrics.ts';
import type { Metric } from './metric.ts';
import { RACKET_METRICS, RACKET_SPORTS } from './racket-metrics.ts';
import type { Sport } from './recording.ts';
import { RUNNING } from './running-family.ts';
import { SERIES_VERSION } from './series.ts';
import { STRENGTH_METRICS } from './strength-metrics.ts';
import { SWIMMING_METRICS } from './swimming-metrics.ts';

/** All there is to compute. A sport is added by its family. */
export const FAMILIES: readonly Family[] = [
  { sports: 'any', metrics: ANY_METRICS },
  { sports: 'any', metrics: HEART_RATE_METRICS },
  { sports: 'any', metrics: LOAD_METRICS },
  CYCLING,
  RUNNING,
  { sports: ['swimming'], metrics: SWIMMING_METRICS },
  { sports: RACKET_SPORTS, metrics: RACKET_METRICS },
  { sports: ['strength', 'hiit'], metrics: STRENGTH_METRICS },
  ...DISTANCE_FAMILIES,
];

/** Every metric there is, by id: what the API explains and the reference lists. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  FAMILIES.flatMap(({ metrics }) => metrics).map((metric) => [metric.id, metric]),
);

/** Goes up with every change of laps, intervals, climbs, best efforts, zones or curves. */
const PARTS_VERSION = 1;

/** Of the whole: goes up when any metric does, or one is added, or series or parts are made otherwise. */
export const ANALYSIS_VERSION: number = FAMILIES.flatMap(({ metrics }) => metrics).reduce(
  (sum, { version }) => sum + version,
  SERIES_VERSION + PARTS_VERSION,
);

export function isFor(sport: Sport, { sports }: Pick<Metric, 'sports'>): boolean {
  return sports === 'any' || sports.includes(sport);
}
