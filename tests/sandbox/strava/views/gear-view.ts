import type { Athlete, Gear } from '../model.ts';
import { type Json, rounded } from './activity-view.ts';

const metresPerMile = 1609.344;

/** Gear as it stands in an athlete or an activity. Its distance is that planned by the history. */
export function gearSummary(gear: Gear, athlete: Athlete): Json {
  const distanceM = Math.round(gear.odometerM + (athlete.gearDistanceM.get(gear.id) ?? 0));
  return {
    id: gear.id,
    primary: gear.primary,
    name: gear.name,
    nickname: gear.nickname,
    resource_state: 2,
    retired: gear.retired,
    distance: distanceM,
    converted_distance: rounded(distanceM / metresPerMile, 1),
  };
}

/** Gear as its own resource; bikes and shoes have different keys. */
export function gearDetail(gear: Gear, athlete: Athlete): Json {
  return {
    ...gearSummary(gear, athlete),
    resource_state: 3,
    brand_name: gear.brandName,
    model_name: gear.modelName,
    ...(gear.id.startsWith('b')
      ? { frame_type: 3, description: '', weight: gear.weightKg ?? 0 }
      : { description: '', notification_distance: 0 }),
  };
}
