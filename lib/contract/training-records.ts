import * as z from 'zod';
import { date, uuid } from './schemas.ts';
import { sport } from './sports.ts';

const held = {
  value: z.number(),
  activity_id: uuid,
  date: date.meta({ description: 'The day there.' }),
};

const record = {
  sport,
  ...held,
  unit: z.string(),
  previous: z
    .object(held)
    .nullable()
    .meta({ description: 'The best before it; null where there was none.' }),
};

export const trainingRecords = z
  .object({
    best_efforts: z.array(
      z.object({
        of: z.enum(['power', 'distance']).meta({
          description: 'power: the most W held for a time; distance: the least s, elapsed.',
        }),
        duration_s: z.number().nullable().meta({ description: 'Of power.' }),
        distance_m: z.number().nullable().meta({ description: 'Of distance.' }),
        ...record,
      }),
    ),
    most: z
      .array(
        z.object({
          metric: z.enum(['distance_m', 'moving_time_s', 'elevation_gain_m', 'load']),
          ...record,
        }),
      )
      .meta({ description: 'Of whole activities.' }),
  })
  .meta({ id: 'TrainingRecords' });

export const powerCurve = z
  .object({
    from: date,
    to: date,
    durations_s: z.array(z.int()),
    watts: z.array(z.number()),
    activity_ids: z.array(uuid),
    dates: z.array(date),
    critical_power: z
      .object({
        cp_w: z.number(),
        w_prime_j: z.number(),
        se_cp_w: z.number().meta({ description: 'Standard error.' }),
        se_w_prime_j: z.number(),
        r2: z.number().meta({ description: 'Share of the variance the model explains.' }),
        model: z.enum(['work_time', 'inverse_time', 'nonlinear_time', 'three_parameter']),
        durations_s: z.array(z.int()).meta({ description: 'Of the efforts it is fitted to.' }),
        contested: z.literal(true),
      })
      .nullable()
      .meta({ description: 'null where no fit can be trusted: see the reason.' }),
    critical_power_reason: z.string().nullable().meta({
      description: 'too_few, too_short (efforts of too like a length) or poor_fit.',
    }),
  })
  .meta({ id: 'PowerCurve' });
