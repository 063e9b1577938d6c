import type { Thresholds as EngineThresholds } from '../../analytics/recording.ts';
import {
  type AnalysisInput,
  type KnownThreshold,
  type KnownThresholds,
  THRESHOLD_FIELDS,
  type ThresholdsRow,
} from '../../core/ports/analyses.ts';

/**
 * What was known of an athlete at a date (`YYYY-MM-DD`): of each threshold the latest value at or before it.
 * Nothing is guessed: what no row tells is null. Only for weight there is the profile's, which has no date.
 */
export function resolveThresholds(
  rows: readonly ThresholdsRow[],
  at: { date: string; profileWeightKg: number | null },
): KnownThresholds {
  const known = Object.fromEntries(
    THRESHOLD_FIELDS.map((field) => [field, null]),
  ) as KnownThresholds;
  const ascending = rows
    .filter(({ effective_from }) => effective_from <= at.date)
    .toSorted((a, b) => (a.effective_from < b.effective_from ? -1 : 1));
  for (const row of ascending) {
    for (const field of THRESHOLD_FIELDS) {
      const value = row[field];
      if (value !== null) {
        known[field] = { value, effective_from: row.effective_from };
      }
    }
  }
  if (known.weight_kg === null && at.profileWeightKg !== null) {
    known.weight_kg = { value: at.profileWeightKg, effective_from: null };
  }
  return known;
}

/** The day of a time, in the athlete's time zone. */
export function dayOf(time: Date, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(time);
}

/** In the engine's names; what is not known is left out. */
export function toEngine(
  known: KnownThresholds,
  { sex, height_cm }: Pick<AnalysisInput['athlete'], 'sex' | 'height_cm'>,
): EngineThresholds {
  const given: [keyof EngineThresholds, KnownThreshold | null][] = THRESHOLD_FIELDS.map((field) => [
    ENGINE_NAMES[field],
    known[field],
  ]);
  return {
    ...Object.fromEntries(
      given.flatMap(([name, threshold]) => (threshold === null ? [] : [[name, threshold.value]])),
    ),
    ...(sex === 'female' || sex === 'male' ? { sex } : {}),
    ...(height_cm === null ? {} : { heightM: height_cm / 100 }),
  };
}

/** What the engine calls them. */
export const ENGINE_NAMES = {
  ftp_w: 'ftpW',
  critical_power_w: 'criticalPowerW',
  w_prime_j: 'wPrimeJ',
  lthr_bpm: 'lthrBpm',
  max_heart_rate_bpm: 'maxHeartRateBpm',
  resting_heart_rate_bpm: 'restingHeartRateBpm',
  threshold_speed_mps: 'thresholdSpeedMps',
  css_mps: 'cssMps',
  weight_kg: 'weightKg',
} as const satisfies Record<(typeof THRESHOLD_FIELDS)[number], keyof EngineThresholds>;
