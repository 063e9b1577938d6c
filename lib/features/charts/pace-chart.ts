import type * as z from 'zod';
import { distanceOf } from '../../analytics/intermediates.ts';
import { runningSpeedOf } from '../../analytics/running-speeds.ts';
import { prefixSums } from '../../analytics/statistics/prefix-sums.ts';
import { centredMean } from '../../analytics/statistics/rolling-mean.ts';
import type { paceChart as schema } from '../../contract/charts.ts';
import { shownAnnotations } from './annotations-of.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { drawnSamples, pick, rounded } from './drawn-samples.ts';

/** Slower is standing, and has no pace. */
const STANDING_MPS = 0.5;
/** Where speed is distance second by second, its noise is drawn away. */
const SMOOTH_RADIUS_S = 5;

/** Speed and pace over time. */
export function paceChart(input: ChartInput): z.input<typeof schema> {
  const { context, points } = input;
  const { recording, series } = context;
  const paceDistanceM = recording.sport === 'swimming' ? 100 : 1000;
  const raw = context.once(runningSpeedOf);
  if (raw === undefined) {
    const empty = { times_s: [], distances_m: [], speeds_mps: [], paces_s: [] };
    return {
      ...frame('pace', input, 'no_speed'),
      ...empty,
      pace_distance_m: paceDistanceM,
      annotations: shownAnnotations(context),
    };
  }
  const speedMps = series.speedMps ?? centredMean(prefixSums(raw), { radiusS: SMOOTH_RADIUS_S });
  const drawn = drawnSamples(series, { values: speedMps, points });
  const distanceM = context.once(distanceOf) ?? new Float64Array(series.timerS).fill(NaN);
  const speeds = pick(speedMps, drawn, { decimals: 3 });
  return {
    ...frame('pace', input, undefined),
    times_s: drawn.timesS,
    distances_m: pick(distanceM, drawn, { decimals: 1 }),
    speeds_mps: speeds,
    paces_s: speeds.map((speed) =>
      speed === null || speed < STANDING_MPS ? null : rounded(paceDistanceM / speed, 1),
    ),
    pace_distance_m: paceDistanceM,
    annotations: shownAnnotations(context),
  };
}
