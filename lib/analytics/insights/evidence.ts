/** Evidence from the facts, by name. */
import { METRICS } from '../registry.ts';
import type { Evidence, InsightFacts, SpanFacts } from './insight.ts';

/** A metric of the activity; undefined where it could not be computed. */
export function metric({ metrics }: InsightFacts, id: string): Evidence | undefined {
  const value = metrics.get(id);
  return value === undefined ? undefined : { metric: id, value, unit: unitOf(id) };
}

/** A threshold that the analysis took. */
export function threshold(
  { thresholds }: InsightFacts,
  id: string,
  unit: string,
): Evidence | undefined {
  const value = thresholds.get(id);
  return value === undefined ? undefined : { metric: `thresholds.${id}`, value, unit };
}

const SPAN_FIELDS = {
  timerTimeS: ['timer_time_s', 's'],
  averagePowerW: ['average_power_w', 'W'],
  averageSpeedMps: ['average_speed_mps', 'm/s'],
  averageHeartRateBpm: ['average_heart_rate_bpm', 'bpm'],
} as const satisfies Partial<Record<keyof SpanFacts, readonly [string, string]>>;

/** A figure of an interval or climb, by its place in the analysis. */
export function ofSpan(
  { list, index, span }: { list: 'climbs' | 'intervals'; index: number; span: SpanFacts },
  field: keyof typeof SPAN_FIELDS,
): Evidence | undefined {
  const value = span[field];
  const [name, unit] = SPAN_FIELDS[field];
  return value === undefined ? undefined : { metric: `${list}[${index}].${name}`, value, unit };
}

/** By how much a value differs from another, %: `change.<of>`. */
export function change(of: string, from: Evidence, to: Evidence): Evidence {
  return { metric: `change.${of}`, value: (to.value / from.value - 1) * 100, unit: '%' };
}

/** What parts make of a whole, %: `share.<of>`. */
export function share(of: string, parts: readonly Evidence[], whole: Evidence): Evidence {
  return { metric: `share.${of}`, value: (total(parts) / whole.value) * 100, unit: '%' };
}

/** Parts together, in the unit of the first: `sum.<of>`. */
export function sum(of: string, parts: readonly Evidence[]): Evidence {
  return { metric: `sum.${of}`, value: total(parts), unit: parts[0]?.unit ?? '' };
}

function total(parts: readonly Evidence[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

export function unitOf(id: string): string {
  return METRICS.get(id)?.unit ?? '';
}
