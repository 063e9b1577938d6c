import type * as z from 'zod';
import { zoneSeconds } from '../../analytics/zone-seconds.ts';
import type { zoneChart } from '../../contract/charts.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { chartZones, shownZones, type ZoneOf, zoneChannel } from './chart-zones.ts';

const UNITS = { heart_rate: 'bpm', power: 'w', pace: 'mps' } as const;

/** Seconds in each zone of one channel. */
export function zoneDistributionChart(input: ChartInput, of: ZoneOf): z.input<typeof zoneChart> {
  const { context } = input;
  const { timerS } = context.series;
  const channel = zoneChannel(context, of);
  const zones = chartZones(context, of);
  const about = { of, unit: UNITS[of], timer_time_s: timerS };
  if (channel.value === undefined || zones.value === undefined) {
    const said = frame('zone-distribution', input, channel.reason ?? zones.reason);
    const missing =
      channel.value?.reduce((sum, value) => sum + (isNaN(value) ? 1 : 0), 0) ?? timerS;
    return { ...said, ...about, scheme: null, zones: [], missing_s: missing };
  }
  const { seconds, belowS, missingS } = zoneSeconds(channel.value, zones.value);
  return {
    ...frame('zone-distribution', input, undefined),
    ...about,
    scheme: zones.value.scheme,
    zones: shownZones(zones.value).map(({ zone, ...bounds }) => ({
      zone,
      ...bounds,
      seconds: zone === 0 ? belowS : (seconds[zone - 1] as number),
    })),
    missing_s: missingS,
  };
}
