/** What evidence may say: where its numbers are from, and how a text may write them. */
import type { Evidence, InsightFacts } from '../../lib/analytics/insights/insight.ts';

const SPAN_FIELDS: Record<string, string> = {
  timer_time_s: 'timerTimeS',
  average_power_w: 'averagePowerW',
  average_speed_mps: 'averageSpeedMps',
  average_heart_rate_bpm: 'averageHeartRateBpm',
  gain_m: 'gainM',
  average_grade_pct: 'averageGradePct',
};

/** Evidence made from what is beside it, or from the past: it is in no place of the analysis. */
export const isDerived = ({ metric }: Evidence) =>
  /^(change|share|sum|count|usual|history|record)\./.test(metric);

/** What the facts have at the place that evidence names. */
export function valueAt(facts: InsightFacts, metric: string): number | undefined {
  const span = /^(intervals|climbs)\[(\d+)\]\.(\w+)$/.exec(metric);
  if (span !== null) {
    const [, list = '', index = '', name = ''] = span;
    const found = facts[list as 'intervals' | 'climbs'][Number(index)];
    return found?.[(SPAN_FIELDS[name] ?? '') as 'timerTimeS'];
  }
  const zone = /^zones\.(\w+)(?:\[(\d+)\]\.seconds_s|\.below_s)$/.exec(metric);
  if (zone !== null) {
    const [, scheme, index] = zone;
    const found = facts.zones.find((zones) => zones.scheme === scheme);
    return index === undefined ? found?.belowS : found?.secondsS[Number(index)];
  }
  return metric.startsWith('thresholds.')
    ? facts.thresholds.get(metric.slice('thresholds.'.length))
    : facts.metrics.get(metric);
}

/** The numbers a text holds, as written; that of a unit is none. */
export const numbersIn = (text: string): string[] =>
  text.replaceAll(/per 100 (m|yd)/g, '').match(/\d+(?:[.,:]\d+)*/g) ?? [];

/** Every way to write a number in SI or in imperial units, rounded. */
export function writingsOf({ value }: Evidence): Set<string> {
  const size = Math.abs(value);
  const lengths = [1, 1000, 1609.344, 0.9144, 0.3048, 0.45359237].flatMap((one) => [
    size / one,
    size * one,
  ]);
  const paces = [1, 1000, 1609.344].map((metres) => metres / size);
  const all = [...lengths, ...paces, (value * 9) / 5 + 32];
  return new Set([
    ...all.flatMap((number) => [0, 1, 2].flatMap((decimals) => rounded(number, decimals))),
    ...[...all, size * 1.609344].flatMap(clockings),
    ...hoursAndMinutes(size),
    ...[30.4, 365].map((days) => (size / days).toFixed(0)),
    ...(NAMED[size] ?? []),
  ]);
}

const NAMED: Record<number, string[]> = { 8046.72: ['5'], 16093.44: ['10'] };

function rounded(number: number, decimals: number): string[] {
  const text = number.toFixed(decimals);
  const grouped = Number(text).toLocaleString('en', { maximumFractionDigits: decimals });
  return [text, grouped];
}

function clockings(seconds: number): string[] {
  const s = Math.round(seconds);
  const two = (number: number) => String(number).padStart(2, '0');
  return [
    `${Math.floor(s / 60)}:${two(s % 60)}`,
    `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`,
  ];
}

function hoursAndMinutes(seconds: number): string[] {
  const minutes = Math.round(seconds / 60);
  return [
    String(Math.round(seconds)),
    String(minutes),
    String(Math.floor(minutes / 60)),
    String(minutes % 60).padStart(2, '0'),
  ];
}
