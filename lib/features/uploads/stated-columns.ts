import type { FileActivity } from '../../core/ports/uploads.ts';
import type { StatedFigure } from '../../recording/recording.ts';

/** The columns of the device's figures. */
export const STATED_COLUMNS = {
  elapsedTimeS: 'elapsed_time_s',
  timerTimeS: 'timer_time_s',
  movingTimeS: 'moving_time_s',
  distanceM: 'distance_m',
  elevationGainM: 'elevation_gain_m',
  averageSpeedMps: 'average_speed_mps',
  maxSpeedMps: 'max_speed_mps',
  averageHeartRateBpm: 'average_heart_rate_bpm',
  maxHeartRateBpm: 'max_heart_rate_bpm',
  averagePowerW: 'average_power_w',
  maxPowerW: 'max_power_w',
  weightedPowerW: 'weighted_power_w',
  workKj: 'work_kj',
  averageCadenceRpm: 'average_cadence_rpm',
  caloriesKcal: 'calories_kcal',
} as const satisfies Record<StatedFigure, keyof FileActivity>;
