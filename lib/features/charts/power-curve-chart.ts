import type * as z from 'zod';
import { downsampleIndexes } from '../../analytics/downsample.ts';
import { powerCurve } from '../../analytics/intermediates.ts';
import type { powerCurveChart as schema } from '../../contract/charts.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { rounded } from './drawn-samples.ts';

/** The highest mean power for each duration, from a second to the whole. */
export function powerCurveChart(input: ChartInput): z.input<typeof schema> {
  const { context, points } = input;
  const curve = context.once(powerCurve);
  if (curve === undefined) {
    const empty = { durations_s: [], watts: [], starts_s: [] };
    return { ...frame('power-curve', input, 'no_power'), ...empty };
  }
  const { durationsS, means, startsS } = curve;
  // drawn over a logarithmic axis, so that is where its shape is
  const time = Float64Array.from(durationsS, Math.log);
  const kept = Array.from(downsampleIndexes({ time, channels: [means], limit: points }));
  const { elapsedS } = context.series;
  return {
    ...frame('power-curve', input, undefined),
    durations_s: kept.map((i) => durationsS[i] as number),
    watts: kept.map((i) => rounded(means[i] as number, 1)),
    starts_s: kept.map((i) => elapsedS[startsS[i] as number] as number),
  };
}
