/**
 * What a metric answers: a value, or why there is none. Never NaN, never an infinity, never an exception for
 * any data. The one convention of this folder.
 */
export type Result<T = number> =
  | { readonly value: T; readonly reason?: never }
  | { readonly value?: never; readonly reason: Reason };

/** Why a metric has no value, in words for the athlete. */
export const REASONS = {
  too_short: 'The recording is too short for this.',
  too_few: 'There are too few measurements for this.',
  no_power: 'There is no power.',
  no_heart_rate: 'There is no heart rate.',
  no_speed: 'There is no speed.',
  no_distance: 'There is no distance.',
  no_altitude: 'There is no altitude.',
  no_cadence: 'There is no cadence.',
  no_temperature: 'There is no temperature.',
  no_motion: 'There is no motion of the wrist.',
  no_points: 'No points were logged.',
  no_lengths: 'There are no lengths of a pool.',
  no_sets: 'There are no sets.',
  no_effort: 'How hard it felt is not recorded.',
  no_threshold: 'The athlete’s threshold this rests on is not set.',
  no_sex: 'The constants differ by sex, and the athlete’s is not set.',
  no_weight: 'The athlete’s weight is not set.',
  thresholds_contradict: 'The athlete’s thresholds contradict each other.',
  too_variable: 'The effort was not steady enough.',
  too_much_missing: 'Too much of the recording is missing.',
  too_many_artifacts: 'Too many beats were not read reliably.',
  not_reached: 'What this looks for did not happen.',
  poor_fit: 'The efforts do not fit the model.',
  measured: 'It was measured, so nothing is estimated.',
  not_plausible: 'The numbers lead to nothing plausible.',
} as const satisfies Record<string, string>;

export type Reason = keyof typeof REASONS;

export function none(reason: Reason): { readonly reason: Reason } {
  return { reason };
}

/** The value if it is a finite number, else the reason. */
export function finite(value: number, reason: Reason = 'not_plausible'): Result {
  return Number.isFinite(value) ? { value } : { reason };
}

/** Applies arithmetic to values, all of which must be there: the first reason wins. */
export function combine<T extends Result[]>(
  results: readonly [...T],
  compute: (...values: { [K in keyof T]: number }) => number,
): Result {
  const values: number[] = [];
  for (const { value, reason } of results) {
    if (value === undefined) {
      return none(reason ?? 'not_plausible');
    }
    values.push(value);
  }
  return finite(compute(...(values as { [K in keyof T]: number })));
}
