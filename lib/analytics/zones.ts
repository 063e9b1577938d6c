import type { AnalysisContext } from './analysis-context.ts';
import { isFor } from './registry.ts';
import { none, type Reason } from './result.ts';
import { ZONE_SCHEMES, type ZoneScheme, zoneBounds } from './zone-schemes.ts';
import { zoneSeconds } from './zone-seconds.ts';

/** Time in the zones of one scheme, or why there is none. */
export type ZoneTimes = { scheme: ZoneScheme['id'] } & (
  | {
      /** In the channel's unit. */
      lowerBounds: Float64Array;
      /** s of timer time; with `belowS` and `missingS` they make up all of it. */
      seconds: Float64Array;
      belowS: number;
      missingS: number;
      reason?: never;
    }
  | { reason: Reason }
);

/** Time in zones by every scheme for the sport whose channel is there. */
export function zoneTimes({ recording, series, thresholds }: AnalysisContext): ZoneTimes[] {
  return Object.values<ZoneScheme>(ZONE_SCHEMES)
    .filter(({ sports }) => isFor(recording.sport, { sports: sports ?? 'any' }))
    .flatMap((scheme): ZoneTimes[] => {
      const values = scheme.of === 'power' ? series.powerW : series.heartRateBpm;
      const bounds = zoneBounds(scheme, thresholds);
      if (values === undefined) {
        return [];
      }
      if (bounds.value === undefined) {
        return [{ scheme: scheme.id, ...none(bounds.reason) }];
      }
      const lowerBounds = bounds.value;
      const { inclusive } = scheme;
      return [
        { scheme: scheme.id, lowerBounds, ...zoneSeconds(values, { lowerBounds, inclusive }) },
      ];
    });
}
