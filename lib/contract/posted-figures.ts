import * as z from 'zod';

const upTo = (most: number) => z.number().min(0).max(most).optional();
const heartRate = z.number().min(20).max(250).optional();

/** What an app may say of the whole of an activity, for where no sample tells. As the policy in Postgres has it. */
export const postedFigures = {
  moving_time_s: upTo(1e7),
  distance_m: upTo(1e8),
  elevation_gain_m: upTo(1e5),
  average_speed_mps: upTo(100),
  max_speed_mps: upTo(100),
  average_heart_rate_bpm: heartRate,
  max_heart_rate_bpm: heartRate,
  average_power_w: upTo(3000),
  max_power_w: upTo(5000),
  average_cadence_rpm: upTo(300),
  calories_kcal: upTo(50_000),
};

/** Whether what started then can end then. */
export function canEnd(startedAt: string, endedAt: string): boolean {
  const lastsMs = Date.parse(endedAt) - Date.parse(startedAt);
  return lastsMs >= 0 && lastsMs <= 31 * 86_400_000;
}
