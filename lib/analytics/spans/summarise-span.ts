import type { AnalysisContext } from '../analysis-context.ts';
import { distanceIn } from '../course/distance-travelled.ts';
import { ELEVATION_THRESHOLD_M, elevationGain } from '../course/elevation-gain.ts';
import { weightedPowerOfMeansW } from '../cycling/weighted-power.ts';
import {
  altitudeOf,
  cadenceSums,
  distanceOf,
  heartRateSums,
  movingOf,
  powerMeansW,
  powerSums,
} from '../intermediates.ts';
import { extremesOf } from '../statistics/extremes.ts';
import { meanOf, type PrefixSums, type Span, sumOf } from '../statistics/prefix-sums.ts';

/** A lap, an interval or a climb in figures; what is not known is left `undefined`. */
export interface SpanSummary {
  /** Timer time, s: from the second `fromS` until before `toS`. */
  fromS: number;
  toS: number;
  timerTimeS: number;
  /** Pauses included. */
  elapsedTimeS: number;
  movingTimeS: number;
  distanceM: number | undefined;
  /** Distance over moving time. */
  averageSpeedMps: number | undefined;
  elevationGainM: number | undefined;
  averageHeartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
  averagePowerW: number | undefined;
  maxPowerW: number | undefined;
  weightedPowerW: number | undefined;
  workKj: number | undefined;
  averageCadenceRpm: number | undefined;
}

/** A stretch of a recording in figures. O(length), whatever the recording's. */
export function summariseSpan(context: AnalysisContext, span: Span): SpanSummary {
  const { series, recording } = context;
  const { from, to } = span;
  const distance = context.once(distanceOf);
  const distanceM = distance && known(distanceIn(distance, span));
  const movingTimeS = context
    .once(movingOf)
    .subarray(from, to)
    .reduce((sum, moves) => sum + moves, 0);
  const altitude = context.once(altitudeOf)?.subarray(from, to);
  const thresholdM = ELEVATION_THRESHOLD_M[recording.altitudeSource ?? 'barometric'];
  const power = context.once(powerSums);
  const means = context.once(powerMeansW);
  // only windows that lie in the span
  const windows = means?.subarray(Math.min(to, from + 29), to);
  const elapsedEnd = (series.elapsedS[to - 1] ?? NaN) + 1;
  return {
    fromS: from,
    toS: to,
    timerTimeS: to - from,
    elapsedTimeS: known(elapsedEnd - (series.elapsedS[from] ?? NaN)) ?? 0,
    movingTimeS,
    distanceM,
    averageSpeedMps: distanceM === undefined ? undefined : known(distanceM / movingTimeS),
    elevationGainM: altitude && elevationGain(altitude, { thresholdM }).value?.gainM,
    averageHeartRateBpm: meanIn(context.once(heartRateSums), span),
    maxHeartRateBpm: highestIn(series.heartRateBpm, span),
    averagePowerW: meanIn(power, span),
    maxPowerW: highestIn(series.powerW, span),
    weightedPowerW: windows && weightedPowerOfMeansW(windows).value,
    workKj: meanIn(power, span) === undefined || !power ? undefined : sumOf(power, span) / 1000,
    averageCadenceRpm: meanIn(context.once(cadenceSums), span),
  };
}

function known(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function meanIn(sums: PrefixSums | undefined, span: Span): number | undefined {
  return sums && known(meanOf(sums, span));
}

function highestIn(values: Float64Array | undefined, span: Span): number | undefined {
  return values && extremesOf(values, span)?.highest;
}
