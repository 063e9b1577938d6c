import * as z from 'zod';
import type { Operation } from './operation.ts';
import { queryInteger, time, uuid } from './schemas.ts';

const numbers = z.array(z.number());
const gappy = z.array(z.number().nullable());

const common = {
  activity_id: uuid,
  reason: z.string().nullable().meta({
    description:
      'Why arrays are empty, such as no_heart_rate or no_threshold; null: nothing lacks.',
    example: 'no_threshold',
  }),
};

const timesS = numbers.meta({ description: 'Since the start, pauses included; ascending.' });

const annotationType = z.enum(['pause', 'warm_up', 'interval', 'climb', 'break']).meta({
  description: 'break: between the games of a match.',
});

/** What happened meanwhile, where time is counted from the start. */
const annotations = z.array(
  z.object({ type: annotationType, start_s: z.number(), end_s: z.number() }),
);

const zoneBounds = {
  zone: z.int().meta({ description: 'From 1; 0 is below the first.' }),
  from: z.number(),
  to: z.number().nullable().meta({ description: 'null: no upper end.' }),
};

export const heartRateChart = z
  .object({
    chart: z.literal('hr-over-time'),
    ...common,
    timestamps: z.array(time),
    times_s: timesS,
    heart_rates: gappy.meta({ description: 'bpm; null breaks the line.' }),
    zones: z.array(z.int().nullable()).meta({
      description: 'The zone of each heart rate, 0 below the first; empty without a threshold.',
    }),
    zone_bounds: z.array(z.object(zoneBounds)).meta({ description: 'In bpm.' }),
    annotations: z.array(
      z.object({
        type: annotationType,
        start: time,
        end: time,
      }),
    ),
  })
  .meta({ id: 'HeartRateChart' });

export const zoneChart = z
  .object({
    chart: z.literal('zone-distribution'),
    ...common,
    of: z.enum(['heart_rate', 'power', 'pace']),
    unit: z.enum(['bpm', 'w', 'mps']).meta({ description: 'Of from and to; pace is in m/s.' }),
    scheme: z.string().nullable(),
    zones: z.array(z.object({ ...zoneBounds, seconds: z.int() })),
    missing_s: z
      .int()
      .meta({ description: 'Without a value; with the zones it makes timer time.' }),
    timer_time_s: z.int(),
  })
  .meta({ id: 'ZoneChart' });

export const powerCurveChart = z
  .object({
    chart: z.literal('power-curve'),
    ...common,
    durations_s: numbers,
    watts: numbers.meta({ description: 'The highest mean power held for each duration.' }),
    starts_s: numbers.meta({ description: 'When each began, since the start.' }),
  })
  .meta({ id: 'PowerCurveChart' });

export const paceChart = z
  .object({
    chart: z.literal('pace'),
    ...common,
    times_s: timesS,
    distances_m: gappy,
    speeds_mps: gappy.meta({ description: 'null breaks the line.' }),
    paces_s: gappy.meta({ description: 'For pace_distance_m; null where the athlete stood.' }),
    pace_distance_m: z.int().meta({ description: '100 for swims, else 1000.' }),
    annotations,
  })
  .meta({ id: 'PaceChart' });

export const elevationChart = z
  .object({
    chart: z.literal('elevation'),
    ...common,
    distances_m: numbers,
    altitudes_m: numbers,
    times_s: numbers.meta({ description: 'When each was reached, since the start.' }),
    climbs: z.array(
      z.object({
        start_m: z.number(),
        end_m: z.number(),
        gain_m: z.number(),
        average_grade_pct: z.number(),
        category: z.enum(['HC', '1', '2', '3', '4']).nullable(),
      }),
    ),
  })
  .meta({ id: 'ElevationChart' });

export const wPrimeChart = z
  .object({
    chart: z.literal('w-prime-balance'),
    ...common,
    times_s: timesS,
    balance_j: gappy.meta({ description: 'Left of W′; below 0 the threshold is set too low.' }),
    critical_power_w: z.number().nullable(),
    w_prime_j: z.number().nullable(),
    annotations,
  })
  .meta({ id: 'WPrimeChart' });

export const swimLengthsChart = z
  .object({
    chart: z.literal('swim-lengths'),
    ...common,
    pool_m: z.number().nullable(),
    lengths: z
      .array(
        z.object({
          number: z.int().meta({ description: 'From 1.' }),
          interval: z.int().meta({ description: 'The number of its interval.' }),
          start_s: z.number(),
          duration_s: z.number(),
          stroke: z.enum(['free', 'back', 'breast', 'fly', 'mixed', 'drill']),
          strokes: z.int().nullable().meta({ description: 'As the device counts them.' }),
          swolf: z.number().nullable().meta({ description: 'Seconds plus strokes.' }),
          pace_s: z.number().meta({ description: 'For 100 m.' }),
          rest_before_s: z.number().meta({ description: '0 for a turn, of under 5 s.' }),
        }),
      )
      .meta({ description: 'All that were swum, whatever `points` says.' }),
    intervals: z.array(
      z.object({
        number: z.int(),
        start_s: z.number(),
        lengths: z.int(),
        distance_m: z.number(),
        swim_s: z.number(),
        rest_after_s: z.number(),
        pace_s: z.number().meta({ description: 'For 100 m.' }),
      }),
    ),
  })
  .meta({ id: 'SwimLengthsChart' });
export const pointChart = z
  .object({
    chart: z.literal('point-by-point'),
    ...common,
    points: z.array(
      z.object({
        point_number: z.int(),
        game_number: z.int().nullable(),
        winner: z.enum(['me', 'opponent']),
        average_heart_rate_bpm: z.number().nullable().meta({
          description:
            'Over the 5 s after the rally, which shows the rally just played; where there is no heart rate, what the device said at its end.',
        }),
        rally_duration_s: z.number().nullable().meta({ description: 'null without motion.' }),
        score_after: z.object({ me: z.int(), opponent: z.int() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'PointChart' });

export const getChart = {
  id: 'getChart',
  method: 'GET',
  path: '/activities/{activity_id}/charts/{chart}',
  tag: 'activities',
  summary: 'A chart of an activity, ready to draw',
  description:
    'Arrays of a chart have the same length, at most `points`; the shape and the extremes are kept. A chart ' +
    'without its data has empty arrays and a `reason`. point-by-point has every point.',
  auth: 'athlete',
  cachedForS: 60,
  params: z.strictObject({
    activity_id: uuid,
    chart: z.enum([
      'hr-over-time',
      'zone-distribution',
      'power-curve',
      'pace',
      'elevation',
      'w-prime-balance',
      'swim-lengths',
      'point-by-point',
    ]),
  }),
  query: z.strictObject({
    points: queryInteger({
      min: 10,
      max: 2000,
      default: 300,
      description: 'The most points to draw.',
    }),
    of: z.enum(['heart_rate', 'power', 'pace']).default('heart_rate').meta({
      description: 'Of zone-distribution; the other charts pass over it.',
    }),
  }),
  success: {
    status: 200,
    description: 'The chart.',
    schema: z
      .discriminatedUnion('chart', [
        heartRateChart,
        zoneChart,
        powerCurveChart,
        paceChart,
        elevationChart,
        wPrimeChart,
        swimLengthsChart,
        pointChart,
      ])
      .meta({ id: 'Chart' }),
  },
  errors: ['source_not_connected', 'source_rate_limited', 'source_unavailable', 'forbidden'],
} as const satisfies Operation;
