/**
 * Of which metrics more is better for an athlete, and of which less. Of all others neither is: more distance, load
 * or heart rate is another session, no better one.
 */
export const BETTER: ReadonlyMap<string, 'less' | 'more'> = new Map([
  ['average_speed_mps', 'more'],
  ['max_speed_mps', 'more'],
  ['average_power_w', 'more'],
  ['max_power_w', 'more'],
  ['weighted_power_w', 'more'],
  ['exponential_power_w', 'more'],
  ['efficiency_factor', 'more'],
  ['decoupling_pct', 'less'],
  ['decoupling_after_warm_up_pct', 'less'],
  ['ftp_from_20_min_w', 'more'],
  ['ftp_from_8_min_w', 'more'],
  ['ftp_from_60_min_w', 'more'],
  ['vo2max_from_5_min', 'more'],
  ['average_pace_s_per_km', 'less'],
  ['grade_adjusted_pace_s_per_km', 'less'],
  ['energy_adjusted_pace_s_per_km', 'less'],
  ['pace_decoupling_pct', 'less'],
  ['metres_per_heartbeat', 'more'],
  ['heart_rate_drift_pct', 'less'],
  ['heart_rate_recovery_bpm', 'more'],
  ['swim_pace_s_per_100m', 'less'],
  ['swolf', 'less'],
  ['distance_per_stroke_m', 'more'],
  ['stroke_index', 'more'],
  ['length_variation_pct', 'less'],
]);
