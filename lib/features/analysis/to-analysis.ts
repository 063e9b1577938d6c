import { changesSince } from '../../analytics/algorithm-changes.ts';
import { METRICS } from '../../analytics/registry.ts';
import { ZONE_SCHEMES, type ZoneScheme } from '../../analytics/zone-schemes.ts';
import type { getAnalysis as operation } from '../../contract/analysis.ts';
import type { Output } from '../../contract/operation.ts';
import type { AnalysisRow, KnownThresholds } from '../../core/ports/analyses.ts';
import { explainMetric } from './explain-metric.ts';
import { roundedMetric } from './to-new-analysis.ts';

type Body = Output<typeof operation>;

interface StoredZones {
  scheme: string;
  reason: string | null;
  lower_bounds: number[];
  seconds_s: number[];
  below_s: number | null;
  missing_s: number | null;
}

/** A stored analysis as the API shows it, with what the registry tells of its metrics. */
export function toAnalysis(row: AnalysisRow, options: { explain: boolean }): Body {
  const thresholds = row.thresholds as unknown as KnownThresholds;
  const inputs = row.inputs as { from: 'samples' | 'summary'; channels: string[] };
  const quality = row.quality as Body['quality'];
  const metrics = row.metrics as { id: string; value: number | null; reason: string | null }[];
  return {
    activity_id: row.activity_id,
    algorithm_version: row.algorithm_version,
    computed_at: row.computed_at,
    algorithm_changes: changesSince(row.algorithm_version).map(({ version, what }) => ({
      version,
      what,
    })),
    computed_from: inputs.from,
    thresholds,
    quality,
    metrics: metrics.flatMap(({ id, value, reason }) => {
      const metric = METRICS.get(id);
      // one that a newer version of this program does not have any more
      if (metric === undefined) {
        return [];
      }
      const shown = {
        id,
        value: roundedMetric(id, value),
        unit: metric.unit,
        status: value === null ? ('not_computable' as const) : ('ok' as const),
        reason,
        contested: metric.status === 'contested',
        definition_url: `/reference/metrics#${id}`,
      };
      const method = id === 'load' ? row.load_method : null;
      return options.explain
        ? [
            {
              ...shown,
              explain: explainMetric(metric, { reason, method, inputs, thresholds, quality }),
            },
          ]
        : [shown];
    }),
    laps: row.laps as Body['laps'],
    intervals: row.intervals as Body['intervals'],
    climbs: row.climbs as Body['climbs'],
    best_efforts: row.best_efforts as Body['best_efforts'],
    zones: (row.zones as unknown as StoredZones[]).map(toZones),
  };
}

function toZones({ scheme, reason, lower_bounds, seconds_s, below_s, missing_s }: StoredZones) {
  const { of } = (ZONE_SCHEMES as Record<string, ZoneScheme>)[scheme] ?? { of: 'heart_rate' };
  return {
    scheme,
    of,
    reason,
    zones: lower_bounds.map((from, index) => ({
      zone: index + 1,
      from,
      to: lower_bounds[index + 1] ?? null,
      seconds_s: seconds_s[index] ?? 0,
    })),
    below_s,
    missing_s,
  };
}
