import type { Metric } from '../../analytics/metric.ts';
import { REASONS } from '../../analytics/result.ts';
import type { getAnalysis as operation } from '../../contract/analysis.ts';
import type { Output } from '../../contract/operation.ts';
import { type KnownThresholds, THRESHOLD_FIELDS } from '../../core/ports/analyses.ts';
import { channelsFor, isChannel } from './depends-on.ts';
import { ENGINE_NAMES } from './resolve-thresholds.ts';

type Explanation = NonNullable<Output<typeof operation>['metrics'][number]['explain']>;

/** The load is chosen among loads: what it rests on is told by the method taken. */
const LOAD_NEEDS: Record<string, readonly string[]> = {
  power: ['powerW', 'ftpW'],
  pace: ['speedMps|distanceM', 'thresholdSpeedMps|cssMps'],
  heart_rate: ['heartRateBpm', 'lthrBpm', 'maxHeartRateBpm', 'restingHeartRateBpm'],
  heart_rate_average: ['lthrBpm', 'maxHeartRateBpm', 'restingHeartRateBpm'],
};

/** How a metric came about: its definition, what it rests on, and what limits it. */
export function explainMetric(
  metric: Metric,
  of: {
    reason: string | null;
    method: string | null;
    inputs: { channels: string[] };
    thresholds: KnownThresholds;
    quality: { code: string }[];
  },
): Explanation {
  const needs = LOAD_NEEDS[of.method ?? ''] ?? metric.needs;
  const series = channelsFor(of.inputs.channels);
  const names = needs.flatMap((need) => need.split('|'));
  return {
    title: metric.title,
    definition: metric.definition,
    source: metric.source,
    version: metric.version,
    agreement: metric.status,
    range: [...metric.range],
    inputs: needs
      .filter((need) => need.split('|').some(isChannel))
      .map((need) => ({
        name: need.split('|').map(publicName).join('|'),
        available: need.split('|').some((name) => series.has(name)),
      })),
    thresholds: THRESHOLD_FIELDS.filter((field) => names.includes(ENGINE_NAMES[field])).map(
      (field) => ({
        name: field,
        value: of.thresholds[field]?.value ?? null,
        effective_from: of.thresholds[field]?.effective_from ?? null,
      }),
    ),
    method: of.method,
    reason_detail:
      of.reason === null ? null : ((REASONS as Record<string, string>)[of.reason] ?? null),
    quality: [...new Set(of.quality.map(({ code }) => code))],
  };
}

/** `heartRateBpm` -> `heart_rate_bpm` */
function publicName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
