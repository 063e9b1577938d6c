import * as z from 'zod';
import type { Operation } from './operation.ts';
import { time, uuid } from './schemas.ts';

export const job = z
  .object({
    id: uuid,
    kind: z.string(),
    state: z.enum(['queued', 'running', 'succeeded', 'failed']),
    progress: z.int().min(0).max(100),
    step: z.string().nullable(),
    result: z.json().nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    attempts: z.int(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Job' });

export const getJob = {
  id: 'getJob',
  method: 'GET',
  path: '/jobs/{job_id}',
  tag: 'jobs',
  summary: 'How far a job is',
  auth: 'athlete',
  params: z.strictObject({ job_id: uuid }),
  success: { status: 200, description: 'The job.', schema: job },
} as const satisfies Operation;
