import * as z from 'zod';
import type { Operation } from './operation.ts';
import { uuid } from './schemas.ts';

export const getActivityFile = {
  id: 'getActivityFile',
  method: 'GET',
  path: '/activities/{activity_id}/file',
  tag: 'activities',
  summary: 'An activity as a file',
  description:
    'original: the bytes as they were uploaded, of an archive the part. The others are written from what is ' +
    'stored. A file of more than 4 MB is answered with a redirect to where it can be fetched for five minutes.',
  auth: 'athlete',
  params: z.strictObject({ activity_id: uuid }),
  query: z.strictObject({
    format: z.enum(['original', 'fit', 'gpx', 'tcx', 'csv']).default('original'),
  }),
  success: { status: 200, description: 'The file.', binary: true },
  errors: [
    'conflict',
    'unprocessable_file',
    'source_not_connected',
    'source_rate_limited',
    'source_unavailable',
    'forbidden',
  ],
} as const satisfies Operation;
