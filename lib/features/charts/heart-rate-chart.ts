import type * as z from 'zod';
import { zoneOf } from '../../analytics/zone-seconds.ts';
import type { heartRateChart as schema } from '../../contract/charts.ts';
import { annotationsOf } from './annotations-of.ts';
import { type ChartInput, frame, timestampOf } from './chart-input.ts';
import { chartZones, shownZones } from './chart-zones.ts';
import { drawnSamples, pick } from './drawn-samples.ts';

/** Heart rate over time, each point with its zone, and what happened meanwhile. */
export function heartRateChart(input: ChartInput): z.input<typeof schema> {
  const { context, points } = input;
  const { heartRateBpm } = context.series;
  const annotations = annotationsOf(context).map(({ type, startS, endS }) => ({
    type,
    start: timestampOf(input, startS),
    end: timestampOf(input, endS),
  }));
  const { value: zones, reason } = chartZones(context, 'heart_rate');
  const zone_bounds = zones === undefined ? [] : shownZones(zones);
  if (heartRateBpm === undefined) {
    const empty = { timestamps: [], times_s: [], heart_rates: [], zones: [] };
    return { ...frame('hr-over-time', input, 'no_heart_rate'), ...empty, zone_bounds, annotations };
  }
  const drawn = drawnSamples(context.series, { values: heartRateBpm, points });
  const zoneAt = (i: number | undefined) =>
    i === undefined || zones === undefined ? null : zoneOf(heartRateBpm[i] as number, zones);
  return {
    ...frame('hr-over-time', input, reason),
    timestamps: drawn.timesS.map((timeS) => timestampOf(input, timeS)),
    times_s: drawn.timesS,
    heart_rates: pick(heartRateBpm, drawn, { decimals: 1 }),
    zones: zones === undefined ? [] : drawn.at.map(zoneAt),
    zone_bounds,
    annotations,
  };
}
