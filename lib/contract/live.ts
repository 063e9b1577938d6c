import * as z from 'zod';
import type { Operation } from './operation.ts';
import { timeInput, uuid } from './schemas.ts';

const params = z.strictObject({ activity_id: uuid });

const BATCHES =
  'In batches of any size and order, late, repeated or overlapping; packed JSON comes as application/gzip. What was answered is kept. ' +
  'After the end the activity is put together and analysed anew within a minute or so.';

export const addHeartRate = {
  id: 'addHeartRate',
  method: 'POST',
  path: '/activities/{activity_id}/heart-rate',
  tag: 'activities',
  summary: 'Add heart rate to a live recording',
  description: `${BATCHES} Of samples at the same time the one with more confidence counts, then the higher.`,
  auth: 'athlete',
  bodyLimit: 786_432,
  params,
  body: z.strictObject({
    data: z
      .array(
        z.strictObject({
          timestamp: timeInput,
          heart_rate_bpm: z.number().min(0).max(1000),
          confidence: z.number().min(0).max(1).optional().meta({
            description: '0: the sensor had lost the heart, and the sample says nothing.',
          }),
        }),
      )
      .min(1)
      .max(20_000),
  }),
  success: {
    status: 200,
    description: 'Stored.',
    schema: z.object({
      accepted: z.int().meta({ description: 'Samples stored, now or before.' }),
      rejected: z
        .array(
          z.object({
            index: z.int().meta({ description: 'In data, from 0.' }),
            reason: z.enum(['not_plausible', 'before_start', 'too_late']),
          }),
        )
        .meta({
          description:
            'Samples that say nothing: outside 20–250 bpm, before the start, or a week after it. The first 100.',
        }),
    }),
  },
  errors: ['conflict'],
} as const satisfies Operation;

const axis = z.array(z.number().min(-1e6).max(1e6)).min(1).max(20_000);
const axes = z
  .strictObject({ x: axis, y: axis, z: axis })
  .refine(({ x, y, z }) => x.length === y.length && y.length === z.length, {
    error: 'x, y and z have the same length.',
  });

export const addMotion = {
  id: 'addMotion',
  method: 'POST',
  path: '/activities/{activity_id}/motion',
  tag: 'activities',
  summary: 'Add motion of the wrist to a live recording',
  description: `${BATCHES} Rallies are found in it.`,
  auth: 'athlete',
  bodyLimit: 786_432,
  params,
  body: z.strictObject({
    start_time: timeInput.meta({ description: 'Of the first sample.' }),
    sample_rate_hz: z.number().min(1).max(400),
    accelerometer: axes.meta({ description: 'm/s²; whatever the unit, the same throughout.' }),
    gyroscope: axes.optional().meta({ description: 'Kept with the batch.' }),
  }),
  success: {
    status: 200,
    description: 'Stored.',
    schema: z.object({ accepted: z.int().meta({ description: 'Samples stored.' }) }),
  },
  errors: ['conflict'],
} as const satisfies Operation;
