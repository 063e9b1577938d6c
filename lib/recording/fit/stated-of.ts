import type { StatedFigure } from '../recording.ts';
import { type FitMessage, numberIn } from './fit-message.ts';

/** What a session says of itself. */
export function statedOf(session: FitMessage): Partial<Record<StatedFigure, number>> {
  const read = (...fields: string[]) =>
    fields.map((field) => numberIn(session, field)).find((value) => value !== undefined);
  const sum = (whole: string, fraction: string) => {
    const value = read(whole);
    return value === undefined ? undefined : value + (read(fraction) ?? 0);
  };
  const workJ = read('total_work');
  const figures: Record<StatedFigure, number | undefined> = {
    elapsedTimeS: read('total_elapsed_time'),
    timerTimeS: read('total_timer_time'),
    movingTimeS: read('total_moving_time'),
    distanceM: read('total_distance'),
    elevationGainM: sum('total_ascent', 'total_fractional_ascent'),
    averageSpeedMps: read('enhanced_avg_speed', 'avg_speed'),
    maxSpeedMps: read('enhanced_max_speed', 'max_speed'),
    averageHeartRateBpm: read('avg_heart_rate'),
    maxHeartRateBpm: read('max_heart_rate'),
    averagePowerW: read('avg_power'),
    maxPowerW: read('max_power'),
    weightedPowerW: read('normalized_power'),
    workKj: workJ === undefined ? undefined : workJ / 1000,
    averageCadenceRpm: sum('avg_cadence', 'avg_fractional_cadence'),
    caloriesKcal: read('total_calories'),
  };
  const said = Object.entries(figures).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}
