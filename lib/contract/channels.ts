import * as z from 'zod';

/** Channels an app can ask for; `time` always comes along. */
export const channel = z.enum([
  'time',
  'distance',
  'speed',
  'heart_rate',
  'power',
  'cadence',
  'altitude',
  'grade',
  'temperature',
  'latlng',
  'moving',
  'motion',
  'vertical_oscillation',
  'stance_time',
  'step_length',
  'respiration_rate',
  'core_body_temperature',
  'left_right_balance',
]);

const numbers = z.array(z.number().nullable());

/** All as long as `time`. */
export const channels = z.object({
  time: numbers.optional(),
  distance: numbers.optional(),
  speed: numbers.optional(),
  heart_rate: numbers.optional(),
  power: numbers.optional(),
  cadence: numbers.optional(),
  altitude: numbers.optional(),
  grade: numbers.optional(),
  temperature: numbers.optional(),
  latlng: z.array(z.tuple([z.number(), z.number()]).nullable()).optional(),
  moving: z.array(z.boolean().nullable()).optional(),
  motion: numbers.optional().meta({
    description: 'How much the wrist moved in each second: its changes of acceleration, m/s².',
  }),
  vertical_oscillation: numbers.optional(),
  stance_time: numbers.optional(),
  step_length: numbers.optional(),
  respiration_rate: numbers.optional(),
  core_body_temperature: numbers.optional(),
  left_right_balance: numbers.optional(),
});
