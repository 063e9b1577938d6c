import type { Recording } from '../model.ts';

/**
 * What Strava says about a stretch of samples. Not rounded. Averages are over moving time, each
 * sample weighing the interval that ends at it; `undefined` where the channel is absent.
 */
export interface Numbers {
  distanceM: number;
  movingTimeS: number;
  elapsedTimeS: number;
  elevationGainM: number;
  elevationHighM: number | undefined;
  elevationLowM: number | undefined;
  averageSpeedMps: number;
  maxSpeedMps: number;
  averageHeartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
  averageCadenceRpm: number | undefined;
  averageTemperatureC: number | undefined;
  averagePowerW: number | undefined;
  maxPowerW: number | undefined;
  weightedPowerW: number | undefined;
  workKj: number | undefined;
}

interface Stretch {
  recording: Recording;
  /** First sample, counted in; the interval before it is not. */
  from: number;
  /** Last sample, counted in. */
  to: number;
}

/** Mean and greatest value; `undefined` if no sample has one. */
function statisticsOf(
  { recording, from, to }: Stretch,
  channel: Float64Array | undefined,
): { mean: number; max: number; min: number } | undefined {
  if (channel === undefined) return undefined;
  let weightS = 0;
  let total = 0;
  let plainTotal = 0;
  let plainCount = 0;
  let max = Number.NEGATIVE_INFINITY;
  let min = Number.POSITIVE_INFINITY;
  for (let i = from; i <= to; i += 1) {
    const value = channel[i]!;
    if (Number.isNaN(value)) continue;
    plainTotal += value;
    plainCount += 1;
    if (value > max) max = value;
    if (value < min) min = value;
    if (i === from || recording.moving[i] === 0) continue;
    const spanS = recording.timeS[i]! - recording.timeS[i - 1]!;
    weightS += spanS;
    total += spanS * value;
  }
  if (plainCount === 0) return undefined;
  // Nobody moved: the plain mean of what there is.
  return { mean: weightS > 0 ? total / weightS : plainTotal / plainCount, max, min };
}

/** Sum of the climbs, m; a rise counts once it exceeds 1 m, so that noise adds nothing. */
function elevationGainM(altitude: Float64Array, from: number, to: number): number {
  let gain = 0;
  let low = Number.NaN;
  for (let i = from; i <= to; i += 1) {
    const height = altitude[i]!;
    if (Number.isNaN(height)) continue;
    if (Number.isNaN(low) || height < low) {
      low = height;
    } else if (height - low > 1) {
      gain += height - low;
      low = height;
    }
  }
  return gain;
}

/** Fourth-power mean of the 30 s rolling mean over the moving seconds, W. */
function weightedPowerW({ recording, from, to }: Stretch, watts: Float64Array): number | undefined {
  const windowS = 30;
  const ring = new Float64Array(windowS);
  let seconds = 0;
  let windowTotal = 0;
  let total = 0;
  for (let i = from + 1; i <= to; i += 1) {
    if (recording.moving[i] === 0) continue;
    const spanS = recording.timeS[i]! - recording.timeS[i - 1]!;
    const value = Number.isNaN(watts[i]) ? 0 : watts[i]!;
    for (let s = 0; s < spanS; s += 1) {
      const slot = seconds % windowS;
      windowTotal += value - ring[slot]!;
      ring[slot] = value;
      seconds += 1;
      if (seconds >= windowS) total += (windowTotal / windowS) ** 4;
    }
  }
  if (seconds < windowS) return undefined;
  return (total / (seconds - windowS + 1)) ** 0.25;
}

function lastFinite(channel: Float64Array, from: number, to: number): number {
  for (let i = to; i >= from; i -= 1) if (!Number.isNaN(channel[i])) return channel[i]!;
  return 0;
}

/** The numbers of a stretch of a recording. */
export function numbersOf(stretch: Stretch): Numbers {
  const { recording, from, to } = stretch;
  const { timeS, moving, channels } = recording;
  let movingTimeS = 0;
  for (let i = from + 1; i <= to; i += 1) {
    if (moving[i] === 1) movingTimeS += timeS[i]! - timeS[i - 1]!;
  }
  const { distance, altitude, watts } = channels;
  const beforeM = distance === undefined || from === 0 ? 0 : lastFinite(distance, 0, from);
  const distanceM = distance === undefined ? 0 : lastFinite(distance, 0, to) - beforeM;
  const heart = statisticsOf(stretch, channels.heartrate);
  const power = statisticsOf(stretch, watts);
  const height = statisticsOf(stretch, altitude);
  return {
    distanceM,
    movingTimeS,
    elapsedTimeS: timeS.length === 0 ? 0 : timeS[to]! - timeS[from]!,
    elevationGainM: altitude === undefined ? 0 : elevationGainM(altitude, from, to),
    elevationHighM: height?.max,
    elevationLowM: height?.min,
    averageSpeedMps: movingTimeS > 0 ? distanceM / movingTimeS : 0,
    maxSpeedMps: statisticsOf(stretch, channels.velocity_smooth)?.max ?? 0,
    averageHeartRateBpm: heart?.mean,
    maxHeartRateBpm: heart?.max,
    averageCadenceRpm: statisticsOf(stretch, channels.cadence)?.mean,
    averageTemperatureC: statisticsOf(stretch, channels.temp)?.mean,
    averagePowerW: power?.mean,
    maxPowerW: power?.max,
    weightedPowerW: watts === undefined ? undefined : weightedPowerW(stretch, watts),
    workKj: power === undefined ? undefined : (power.mean * movingTimeS) / 1000,
  };
}
