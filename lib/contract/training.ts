import * as z from 'zod';
import type { Operation } from './operation.ts';
import { date, dateInput } from './schemas.ts';
import { sport } from './sports.ts';
import { powerCurve, trainingRecords } from './training-records.ts';

const from = dateInput
  .optional()
  .meta({ description: 'First day; default 364 days before the last.' });
const to = dateInput
  .optional()
  .meta({ description: 'Last day; default today where the athlete is.' });

const model = z
  .object({
    version: z.string(),
    fitness_days: z.number().meta({ description: 'Time constant of fitness.' }),
    fatigue_days: z.number().meta({ description: 'Time constant of fatigue.' }),
    smoothing: z.enum(['exponential', 'reciprocal']),
    form: z.enum(['previous_day', 'same_day']).meta({ description: 'Whose fitness less fatigue.' }),
    status: z.enum(['contested', 'established']),
    building_until: date.nullable().meta({
      description: 'Until this day the curve is too low: it starts from nothing.',
    }),
  })
  .meta({ id: 'FitnessModel', description: 'Bookkeeping of load; it predicts no performance.' });

const curve = {
  fitness: z.number().meta({ description: 'Slow mean of the load, points a day.' }),
  fatigue: z.number().meta({ description: 'Fast mean.' }),
  form: z.number().meta({ description: 'Fitness less fatigue, as the model says.' }),
};

export const getLoad = {
  id: 'getLoad',
  method: 'GET',
  path: '/training/load',
  tag: 'training',
  summary: 'Load, fitness, fatigue and form, day by day',
  description:
    'Every calendar day, at most 20 years. The curve begins with the first activity there is.',
  auth: 'athlete',
  query: z.strictObject({ from, to }),
  success: {
    status: 200,
    description: 'The days, oldest first.',
    schema: z
      .object({
        days: z.array(
          z.object({
            date,
            load: z.number().nullable().meta({
              description: '0 at rest; null where something was done of which no load is known.',
            }),
            ...curve,
            ramp: z.number().nullable().meta({ description: 'Rise of fitness in 7 days.' }),
          }),
        ),
        model,
      })
      .meta({ id: 'TrainingLoad' }),
  },
  errors: ['not_found'],
} as const satisfies Operation;

const sums = {
  activities: z.int(),
  elapsed_time_s: z.number(),
  moving_time_s: z.number(),
  distance_m: z.number(),
  elevation_gain_m: z.number(),
  load: z.number().nullable().meta({ description: 'Null where none is known.' }),
  zones: z
    .array(
      z.object({
        of: z.enum(['heart_rate', 'power']),
        scheme: z.string(),
        seconds: z.array(z.number()).meta({ description: 'Zone by zone, s.' }),
        below_s: z.number().meta({ description: 'Below the first zone.' }),
      }),
    )
    .meta({
      description:
        'Time in the zones the athlete had then. Of an activity one scheme of power and one of heart rate: threshold heart rate’s, else the reserve’s, else the maximum’s.',
    }),
};

export const getStatistics = {
  id: 'getStatistics',
  method: 'GET',
  path: '/training/statistics',
  tag: 'training',
  summary: 'What training adds up to by week, month or year',
  description:
    'Every period between the first and the last day, empty ones too; the outer ones count only days asked for. At most 20 years.',
  auth: 'athlete',
  query: z.strictObject({
    period: z.enum(['week', 'month', 'year']).default('week').meta({
      description: 'Weeks begin on Monday.',
    }),
    sport: sport.optional(),
    from,
    to,
  }),
  success: {
    status: 200,
    description: 'The periods, oldest first.',
    schema: z
      .object({
        period: z.enum(['week', 'month', 'year']),
        buckets: z.array(
          z.object({
            starts_on: date,
            ends_on: date,
            active_days: z.int(),
            ...sums,
          }),
        ),
        total: z.object({ active_days: z.int(), ...sums }),
      })
      .meta({ id: 'TrainingStatistics' }),
  },
  errors: ['not_found'],
} as const satisfies Operation;

const slope = z.object({
  metric: z.enum(['moving_time_s', 'load', 'average_speed_mps', 'fitness']),
  slope_per_week: z.number().nullable().meta({
    description: 'Of a straight line through the weeks; null under three that have a value.',
  }),
  r2: z.number().nullable().meta({ description: 'Share of the variance the line explains.' }),
});

const measure = z
  .object({
    sport,
    metric: z.enum(['best_power', 'best_speed', 'critical_power', 'efficiency']).meta({
      description:
        'best_…: of the six weeks up to the date; critical_power: of the three months up to it, where the fit is good; efficiency: mean of the week.',
    }),
    duration_s: z.number().nullable().meta({ description: 'Of best_power.' }),
    distance_m: z.number().nullable().meta({ description: 'Of best_speed.' }),
    unit: z.string(),
    points: z.array(z.object({ date, value: z.number() })).meta({ description: 'Ascending.' }),
    slope_per_week: z.number().nullable(),
    r2: z.number().nullable(),
  })
  .meta({
    id: 'TrendMeasure',
    description:
      'Efficiency is output per heartbeat: of cycling weighted power over mean heart rate (W/bpm), of running metres.',
  });

export const getTrends = {
  id: 'getTrends',
  method: 'GET',
  path: '/training/trends',
  tag: 'training',
  summary: 'How performance and fitness go, week by week',
  description: 'At most 20 years. Speed compares only within a sport, on like ground.',
  auth: 'athlete',
  query: z.strictObject({ sport: sport.optional(), from, to }),
  success: {
    status: 200,
    description: 'Weeks, oldest first.',
    schema: z
      .object({
        performance: z.array(
          z.object({
            starts_on: date,
            activities: z.int(),
            moving_time_s: z.number(),
            load: z.number().nullable(),
            average_speed_mps: z.number().nullable(),
          }),
        ),
        fitness: z.array(z.object({ date, ...curve })).meta({
          description:
            'On the last day of each week; of the sport’s load alone, where one is given.',
        }),
        trends: z.array(slope),
        measures: z.array(measure),
        model,
      })
      .meta({ id: 'TrainingTrends' }),
  },
  errors: ['not_found'],
} as const satisfies Operation;

export const getRecords = {
  id: 'getRecords',
  method: 'GET',
  path: '/training/records',
  tag: 'training',
  summary: 'The best efforts, and the longest and hardest activities, by sport',
  description: 'Of equals the first. Power that was estimated does not count.',
  auth: 'athlete',
  query: z.strictObject({ sport: sport.optional() }),
  success: {
    status: 200,
    description: 'By sport and span, ascending.',
    schema: trainingRecords,
  },
} as const satisfies Operation;

export const getPowerCurve = {
  id: 'getPowerCurve',
  method: 'GET',
  path: '/training/power-curve',
  tag: 'training',
  summary: 'The most power held for each duration, and critical power',
  description:
    'Over all rides with measured power in the range. The curve need not fall: nobody rides every duration all out. At most 20 years.',
  auth: 'athlete',
  query: z.strictObject({ from, to }),
  success: {
    status: 200,
    description: 'Durations ascending; the lists are of one length.',
    schema: powerCurve,
  },
  errors: ['not_found'],
} as const satisfies Operation;

const part = z.enum(['heart_rate_variability', 'resting_heart_rate', 'sleep']);

export const getReadiness = {
  id: 'getReadiness',
  method: 'GET',
  path: '/training/readiness',
  tag: 'training',
  summary: 'How near the athlete is to their usual',
  description:
    'From wellness alone, against the athlete’s own last weeks. A construct with its formula, never advice of a doctor.',
  auth: 'athlete',
  query: z.strictObject({
    date: dateInput.optional().meta({ description: 'Default today where the athlete is.' }),
  }),
  success: {
    status: 200,
    description: 'The readiness, or that it is not known.',
    schema: z
      .object({
        date,
        state: z.enum(['ready', 'moderate', 'rest', 'unknown']),
        score: z.number().nullable().meta({ description: '0 to 100, which is as usual.' }),
        components: z.array(
          z.object({
            id: part,
            value: z.number().meta({
              description: 'Week’s mean ln RMSSD in ln ms, resting heart rate in bpm, asleep in s.',
            }),
            baseline: z.number().meta({ description: 'The athlete’s usual, in the same unit.' }),
            deviation: z.number().meta({ description: 'Value less baseline.' }),
            score: z.number().meta({ description: '0 to 100.' }),
            weight: z.number().meta({ description: 'Its share of the score.' }),
          }),
        ),
        missing: z.array(part),
        contested: z.literal(true),
      })
      .meta({ id: 'Readiness' }),
  },
  errors: ['not_found'],
} as const satisfies Operation;
