/**
 * What several metrics of a recording rest on. Taken through `context.once(…)`, so that each is computed at most
 * once an analysis. `undefined` where the channel is not there.
 */
import type { AnalysisContext } from './analysis-context.ts';
import { distanceTravelled } from './course/distance-travelled.ts';
import { elevationProfile } from './course/elevation-profile.ts';
import { smoothAltitude } from './course/smooth-altitude.ts';
import { curveDurations } from './cycling/curve-durations.ts';
import { type MeanMaxCurve, meanMaxCurve } from './cycling/mean-max.ts';
import { WEIGHTED_POWER_WINDOW_S, weightedPowerOfMeansW } from './cycling/weighted-power.ts';
import { none, type Reason, type Result } from './result.ts';
import type { SeriesChannel } from './series.ts';
import { movingMask } from './spans/moving-time.ts';
import { type Half, steadyHalves } from './spans/steady-halves.ts';
import { meanOf, type PrefixSums, prefixSums, wholeOf } from './statistics/prefix-sums.ts';
import { rollingMean } from './statistics/rolling-mean.ts';

/** Why there is no value where a channel is not there. */
export const WITHOUT = {
  powerW: 'no_power',
  heartRateBpm: 'no_heart_rate',
  cadenceRpm: 'no_cadence',
  speedMps: 'no_speed',
  distanceM: 'no_distance',
  altitudeM: 'no_altitude',
  temperatureC: 'no_temperature',
  motion: 'no_motion',
} as const satisfies Partial<Record<SeriesChannel, Reason>>;

/** Computes from a channel, or says that it is not there. */
export function from<T>(
  { series }: Pick<AnalysisContext, 'series'>,
  channel: keyof typeof WITHOUT,
  compute: (values: Float64Array) => Result<T>,
): Result<T> {
  const values = series[channel];
  return values === undefined ? none(WITHOUT[channel]) : compute(values);
}

const sumsOf =
  (channel: SeriesChannel) =>
  ({ series }: AnalysisContext): PrefixSums | undefined =>
    series[channel] && prefixSums(series[channel]);

export const powerSums = sumsOf('powerW');
export const heartRateSums = sumsOf('heartRateBpm');
export const cadenceSums = sumsOf('cadenceRpm');
export const temperatureSums = sumsOf('temperatureC');

export function wholeMean(sums: PrefixSums | undefined): number {
  return sums === undefined ? NaN : meanOf(sums, wholeOf(sums));
}

/** 30-s means of power. */
export function powerMeansW(context: AnalysisContext): Float64Array | undefined {
  const sums = context.once(powerSums);
  return sums && rollingMean(sums, { windowS: WEIGHTED_POWER_WINDOW_S });
}

export function weightedPower(context: AnalysisContext): Result {
  const means = context.once(powerMeansW);
  return means === undefined ? none('no_power') : weightedPowerOfMeansW(means);
}

export function powerCurve({ series }: AnalysisContext): MeanMaxCurve | undefined {
  return (
    series.powerW &&
    meanMaxCurve(series.powerW, {
      durationsS: curveDurations(series.timerS),
      pauses: series.pauses,
    })
  );
}

/** What the athlete put out: power, else speed. */
export function outputOf({ series }: AnalysisContext): Float64Array | undefined {
  return series.powerW ?? series.speedMps;
}

/** The halves of the whole recording, by output and heart rate. */
export function halvesOf(context: AnalysisContext): Result<readonly [Half, Half]> {
  const output = context.once(outputOf);
  return from(context, 'heartRateBpm', (heartRateBpm) =>
    output === undefined ? none('no_speed') : steadyHalves({ output, heartRateBpm }),
  );
}

export function distanceOf({ series }: AnalysisContext): Float64Array | undefined {
  return distanceTravelled(series);
}

export function altitudeOf({ series }: AnalysisContext): Float64Array | undefined {
  return series.altitudeM && smoothAltitude(series.altitudeM);
}

export function movingOf({ series }: AnalysisContext): Uint8Array {
  return movingMask(series);
}

export function profileOf(context: AnalysisContext): ReturnType<typeof elevationProfile> {
  const altitudeM = context.once(altitudeOf);
  const distanceM = context.once(distanceOf);
  if (altitudeM === undefined) {
    return none('no_altitude');
  }
  return distanceM === undefined ? none('no_distance') : elevationProfile({ distanceM, altitudeM });
}
