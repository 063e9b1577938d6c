import * as z from 'zod';
import type { Operation } from './operation.ts';
import { listOf, page, perPage, time, uuid } from './schemas.ts';
import { acceptedUpload, uploadOptions } from './upload-schemas.ts';

const LARGEST_BYTES = 50 * 1024 * 1024;

export const upload = z
  .object({
    id: uuid,
    filename: z.string(),
    size_bytes: z.int(),
    sha256: z.string(),
    state: z
      .enum(['waiting', 'received', 'decoding', 'storing', 'analysing', 'ready', 'failed'])
      .meta({ description: 'waiting: for its bytes. ready: every activity of it is analysed.' }),
    progress: z.int().meta({ description: '0 to 100.' }),
    job_id: uuid.nullable(),
    activity_ids: z.array(uuid),
    duplicate_of: uuid
      .nullable()
      .meta({ description: 'The activity that came of the same bytes before; nothing was added.' }),
    warnings: z.array(z.object({ code: z.string(), detail: z.string() })).meta({
      description:
        'What was wrong and was mended, or is missing; of parts of a zip by their names.',
    }),
    error: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({
        description:
          'Why it failed: empty_file, unknown_format, not_an_activity, damaged_file, too_large, no_start_time, ' +
          'no_data, unsafe_xml, unknown_columns; checksum_mismatch: not the bytes that were announced; ' +
          'activity_occupied: the activity it was meant for has samples.',
      }),
    created_at: time,
    expires_at: time.nullable().meta({ description: 'Until when the bytes may come.' }),
  })
  .meta({ id: 'Upload' });

const params = z.strictObject({ upload_id: uuid });

export const createUpload = {
  id: 'createUpload',
  method: 'POST',
  path: '/uploads',
  tag: 'uploads',
  summary: 'Announce a file of up to 50 MB',
  description:
    'Then PUT the bytes to `upload_url`, as they are and without further headers but Content-Type, and complete ' +
    'the upload.',
  auth: 'athlete',
  idempotent: true,
  body: uploadOptions.extend({
    filename: z.string().min(1).max(255),
    size_bytes: z.int().min(0).max(LARGEST_BYTES),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, { error: 'Send the SHA-256 of the file in hexadecimal.' })
      .toLowerCase(),
  }),
  success: {
    status: 201,
    description: 'Where to PUT the bytes.',
    schema: z.object({ upload_id: uuid, upload_url: z.string(), expires_at: time }),
  },
  errors: ['conflict', 'not_found'],
} as const satisfies Operation;

export const completeUpload = {
  id: 'completeUpload',
  method: 'POST',
  path: '/uploads/{upload_id}/complete',
  tag: 'uploads',
  summary: 'Say that the bytes are there',
  description: 'Safe to repeat.',
  auth: 'athlete',
  params,
  success: { status: 202, description: 'The file is being read.', schema: acceptedUpload },
  errors: ['conflict', 'unprocessable_file'],
} as const satisfies Operation;

export const getUpload = {
  id: 'getUpload',
  method: 'GET',
  path: '/uploads/{upload_id}',
  tag: 'uploads',
  summary: 'How far an upload is, and what came of it',
  auth: 'athlete',
  params,
  success: { status: 200, description: 'The upload.', schema: upload },
} as const satisfies Operation;

export const listUploads = {
  id: 'listUploads',
  method: 'GET',
  path: '/uploads',
  tag: 'uploads',
  summary: 'The athlete’s uploads, newest first',
  auth: 'athlete',
  query: z.strictObject({ page, per_page: perPage }),
  success: { status: 200, description: 'A page.', schema: listOf(upload) },
} as const satisfies Operation;
