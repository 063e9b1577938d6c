import * as z from 'zod';
import type { Operation } from './operation.ts';
import { accepted, date, time, uuid } from './schemas.ts';

const params = z.strictObject({ activity_id: uuid });
const number = z.number().nullable();

const threshold = z
  .object({
    value: z.number(),
    effective_from: date.nullable().meta({ description: 'null: from the profile as it was then.' }),
  })
  .nullable();

/** A lap, an interval or a climb in figures, in timer time. */
const span = {
  from_s: z.number(),
  to_s: z.number(),
  timer_time_s: number,
  elapsed_time_s: number,
  moving_time_s: number,
  distance_m: number,
  average_speed_mps: number,
  elevation_gain_m: number,
  average_heart_rate_bpm: number,
  max_heart_rate_bpm: number,
  average_power_w: number,
  max_power_w: number,
  weighted_power_w: number,
  work_kj: number,
  average_cadence_rpm: number,
};

const qualityFlag = z.object({
  code: z.string(),
  detail: z.string(),
  from_s: z.number(),
  to_s: z.number(),
});

const explanation = z
  .object({
    title: z.string(),
    definition: z.string(),
    source: z.string(),
    version: z.int(),
    agreement: z.enum(['settled', 'diverging', 'contested', 'house']).meta({
      description:
        'settled: one definition; diverging: programs carry it out differently; contested: science disagrees; ' +
        'house: ours, there is no standard.',
    }),
    range: z.array(z.number()).meta({ description: 'What is plausible: lowest and highest.' }),
    inputs: z.array(
      z.object({
        name: z.string().meta({ description: 'Channels; with |, one of them is enough.' }),
        available: z.boolean(),
      }),
    ),
    thresholds: z.array(
      z.object({ name: z.string(), value: number, effective_from: date.nullable() }),
    ),
    method: z.string().nullable().meta({ description: 'Of load: what it is computed from.' }),
    reason_detail: z.string().nullable(),
    quality: z.array(z.string()).meta({ description: 'Codes of what limits the samples.' }),
  })
  .meta({ id: 'Explanation' });

const analysis = z
  .object({
    activity_id: uuid,
    algorithm_version: z.int(),
    algorithm_changes: z.array(z.object({ version: z.int(), what: z.string() })).meta({
      description:
        'What newer versions do otherwise, newest first. Empty where it is computed by the newest; else a newer one comes in the background, or by POST.',
    }),
    computed_at: time,
    computed_from: z.enum(['samples', 'summary']),
    thresholds: z.object({
      ftp_w: threshold,
      critical_power_w: threshold,
      w_prime_j: threshold,
      lthr_bpm: threshold,
      max_heart_rate_bpm: threshold,
      resting_heart_rate_bpm: threshold,
      threshold_speed_mps: threshold,
      css_mps: threshold,
      weight_kg: threshold,
    }),
    quality: z.array(qualityFlag),
    metrics: z.array(
      z.object({
        id: z.string(),
        value: number,
        unit: z.string(),
        status: z.enum(['ok', 'not_computable']),
        reason: z.string().nullable(),
        contested: z.boolean(),
        definition_url: z.string(),
        explain: explanation.optional(),
      }),
    ),
    laps: z.array(z.object({ name: z.string().nullable(), ...span })),
    intervals: z.array(z.object(span)),
    climbs: z.array(
      z.object({
        start_m: z.number(),
        end_m: z.number(),
        length_m: z.number(),
        gain_m: z.number(),
        average_grade_pct: z.number(),
        score: z.number(),
        category: z.string().nullable(),
        fiets: z.number(),
        ...span,
      }),
    ),
    best_efforts: z.array(
      z.object({
        of: z.enum(['power', 'distance']),
        duration_s: z.number(),
        from_s: z.number(),
        distance_m: number,
        power_w: number,
      }),
    ),
    zones: z.array(
      z.object({
        scheme: z.string(),
        of: z.enum(['heart_rate', 'power']),
        reason: z.string().nullable(),
        zones: z.array(
          z.object({
            zone: z.int(),
            from: z.number().meta({ description: 'bpm or W.' }),
            to: number.meta({ description: 'null: no upper end.' }),
            seconds_s: z.number(),
          }),
        ),
        below_s: number,
        missing_s: number,
      }),
    ),
  })
  .meta({ id: 'Analysis' });

export const getAnalysis = {
  id: 'getAnalysis',
  method: 'GET',
  path: '/activities/{activity_id}/analysis',
  tag: 'activities',
  summary: 'The figures of an activity',
  description:
    'Every metric for its sport has a value or says why not. 404 while the activity is not analysed yet: see ' +
    'its `analysis`.',
  auth: 'athlete',
  params,
  query: z.strictObject({
    explain: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: 'With how each metric came about.' }),
  }),
  success: { status: 200, description: 'The analysis.', schema: analysis },
} as const satisfies Operation;

export const startAnalysis = {
  id: 'startAnalysis',
  method: 'POST',
  path: '/activities/{activity_id}/analysis',
  tag: 'activities',
  summary: 'Analyse an activity anew',
  description: 'Samples that expired are fetched from the source again.',
  auth: 'athlete',
  params,
  success: { status: 202, description: 'Analysing.', schema: accepted },
} as const satisfies Operation;
