import * as z from 'zod';
import type { Operation } from './operation.ts';
import { date, dateInput } from './schemas.ts';

const measured = {
  hrv_rmssd_ms: z.number().gt(0).max(1000).nullable(),
  resting_heart_rate_bpm: z.number().min(20).max(150).nullable(),
  sleep_s: z.number().min(0).max(86_400).nullable().meta({ description: 'Asleep, not in bed.' }),
  sleep_score: z.number().min(0).max(100).nullable(),
  soreness: z.number().min(0).max(10).nullable().meta({ description: '0 none, 10 the worst.' }),
  mood: z.number().min(0).max(10).nullable().meta({ description: '0 the worst, 10 the best.' }),
  weight_kg: z.number().gt(0).lt(500).nullable(),
};

export const wellnessDay = z.object({ date, ...measured }).meta({ id: 'WellnessDay' });

const answer = z.object({ days: z.array(wellnessDay).meta({ description: 'Oldest first.' }) });

export const addWellness = {
  id: 'addWellness',
  method: 'POST',
  path: '/wellness',
  tag: 'wellness',
  summary: 'Add or change days',
  description:
    'What a day leaves out stays as it is, null empties it. Sending the same again changes nothing.',
  auth: 'athlete',
  bodyLimit: 131_072,
  body: z.strictObject({
    days: z
      .array(z.strictObject({ date: dateInput, ...z.object(measured).partial().shape }))
      .min(1)
      .max(366)
      .refine((days) => new Set(days.map((day) => day.date)).size === days.length, {
        error: 'Send each date once.',
      }),
  }),
  success: { status: 200, description: 'The days as they are now.', schema: answer },
} as const satisfies Operation;

export const listWellness = {
  id: 'listWellness',
  method: 'GET',
  path: '/wellness',
  tag: 'wellness',
  summary: 'Days of wellness',
  description: 'Days nothing is known of are left out. At most 366 days at a time.',
  auth: 'athlete',
  query: z.strictObject({
    from: dateInput
      .optional()
      .meta({ description: 'First day; default 364 days before the last.' }),
    to: dateInput.optional().meta({ description: 'Last day; default today.' }),
  }),
  success: { status: 200, description: 'The days.', schema: answer },
  errors: ['not_found'],
} as const satisfies Operation;
