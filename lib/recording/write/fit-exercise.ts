import { EXERCISE_NAMES } from '../fit/exercise-names.gen.ts';

/** By their numbers in the profile, `-` where none is given out. */
const CATEGORIES =
  'bench_press calf_raise cardio carry chop core crunch curl deadlift flye hip_raise hip_stability hip_swing hyperextension lateral_raise leg_curl leg_raise lunge olympic_lift plank plyo pull_up push_up row shoulder_press shoulder_stability shrug sit_up squat total_body triceps_extension warm_up run bike cardio_sensors move pose banded_exercises battle_rope elliptical floor_climb indoor_bike indoor_row ladder sandbag sled sledge_hammer stair_stepper - suspension tire - run_indoor bike_outdoor'.split(
    ' ',
  );

let exercises: Map<string, { category: number; category_subtype: number | undefined }> | undefined;

/** The numbers of an exercise in FIT, by the standard name of it or of its kind; none for another name. */
export function fitExercise(name: string | undefined) {
  exercises ??= numbersByName();
  return name === undefined || name === '-' ? undefined : exercises.get(name);
}

/** Of a name that several kinds have the first; a kind goes before an exercise of its name. */
function numbersByName(): NonNullable<typeof exercises> {
  const numbers: NonNullable<typeof exercises> = new Map();
  for (const [category, kind] of CATEGORIES.entries()) {
    numbers.set(kind, { category, category_subtype: undefined });
  }
  for (const [category, kind] of CATEGORIES.entries()) {
    for (const [number, name] of (EXERCISE_NAMES[kind]?.split(' ') ?? []).entries()) {
      if (!numbers.has(name)) {
        numbers.set(name, { category, category_subtype: number });
      }
    }
  }
  return numbers;
}
