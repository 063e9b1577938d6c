import * as z from 'zod';
import type { Operation } from './operation.ts';
import { accepted, time, timeInput } from './schemas.ts';

export const startSync = {
  id: 'startSync',
  method: 'POST',
  path: '/sync',
  tag: 'sync',
  summary: 'Sync with Strava now',
  description:
    'Incremental looks at the recent weeks; full walks the whole history, newest first, and goes on where it ' +
    'stopped. While one runs, the same job is answered.',
  auth: 'athlete',
  idempotent: true,
  body: z.strictObject({
    mode: z.enum(['incremental', 'full']).default('incremental'),
    since: timeInput.optional().meta({ description: 'Not further back than this.' }),
  }),
  success: { status: 202, description: 'Syncing.', schema: accepted },
  errors: ['source_not_connected'],
} as const satisfies Operation;

const window = z.object({ limit: z.int(), used: z.int(), resets_at: time });

export const getSync = {
  id: 'getSync',
  method: 'GET',
  path: '/sync',
  tag: 'sync',
  summary: 'Where the sync stands',
  auth: 'athlete',
  success: {
    status: 200,
    description: 'Position, what is left, and the budget of Strava calls.',
    schema: z.object({
      state: z.enum(['idle', 'running', 'waiting']).meta({
        description: 'waiting: for its turn, or for Strava’s next rate window.',
      }),
      mode: z.enum(['incremental', 'full']).nullable(),
      last_success_at: time.nullable(),
      activities_total: z.int(),
      activities_done: z.int().meta({ description: 'Those whose streams are settled.' }),
      pending_jobs: z.int(),
      eta_s: z
        .int()
        .nullable()
        .meta({ description: 'Seconds; null while nothing is to be done or it cannot be said.' }),
      budget: z.object({ short: window, day: window }),
      last_error: z.object({ code: z.string(), detail: z.string(), at: time }).nullable(),
    }),
  },
} as const satisfies Operation;
