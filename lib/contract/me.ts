import * as z from 'zod';
import type { Operation } from './operation.ts';
import { accepted, uuid } from './schemas.ts';

const timeZones = new Set(Intl.supportedValuesOf('timeZone'));

/** An IANA name; the runtime's own list plus the aliases it accepts. */
const timeZone = z
  .string()
  .min(1)
  .max(64)
  .refine((name) => timeZones.has(name) || isTimeZone(name), {
    error: 'Use an IANA time zone such as Europe/Berlin.',
  });

function isTimeZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
    );
  } catch {
    return false; // Intl throws a RangeError for a name it does not know
  }
}

export const me = z
  .object({
    id: uuid,
    email: z.string().nullable(),
    display_name: z.string().nullable(),
    birth_year: z.int().nullable(),
    sex: z.enum(['female', 'male']).nullable(),
    weight_kg: z.number().nullable(),
    height_cm: z.number().nullable(),
    time_zone: z.string(),
    units: z.enum(['metric', 'imperial']),
    affinity_score: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Athlete' });

export const getMe = {
  id: 'getMe',
  method: 'GET',
  path: '/me',
  tag: 'me',
  summary: 'The signed-in athlete',
  auth: 'athlete',
  success: { status: 200, description: 'The athlete.', schema: me },
  errors: ['not_found'],
} as const satisfies Operation;

export const updateMe = {
  id: 'updateMe',
  method: 'PATCH',
  path: '/me',
  tag: 'me',
  summary: 'Change the athlete',
  auth: 'athlete',
  conditional: true,
  body: z.strictObject({
    display_name: z.string().trim().min(1).max(100).nullable().optional(),
    birth_year: z.int().min(1900).max(2100).nullable().optional(),
    sex: z.enum(['female', 'male']).nullable().optional(),
    weight_kg: z.number().gt(0).lt(500).nullable().optional(),
    height_cm: z.number().gt(0).lt(300).nullable().optional(),
    time_zone: timeZone.optional(),
    units: z.enum(['metric', 'imperial']).optional(),
  }),
  success: { status: 200, description: 'The athlete as it is now.', schema: me },
} as const satisfies Operation;

export const exportMe = {
  id: 'exportMe',
  method: 'POST',
  path: '/me/export',
  tag: 'me',
  summary: 'Take everything along',
  description:
    'Writes all you have into zips of open formats (README.txt in them says what is where); while one export runs, ' +
    'it is answered again. The job’s result is `{url, expires_at, activities, files: [{url, filename, size_bytes, ' +
    'sha256, activities}]}`: one zip, or several of about 32 MB, each complete in itself; `url` is the first. ' +
    'The addresses open without a token until `expires_at`. Any of the zips can be imported like a recorded file, ' +
    'here or into another account: what is there already stays as it is.',
  auth: 'athlete',
  idempotent: true,
  success: { status: 202, description: 'Exporting.', schema: accepted },
} as const satisfies Operation;

export const deleteMe = {
  id: 'deleteMe',
  method: 'DELETE',
  path: '/me',
  tag: 'me',
  summary: 'Delete the account and all data',
  description:
    'Strava is revoked, everything goes. The job can be watched with the same access token while it lives.',
  auth: 'athlete',
  conditional: true,
  success: { status: 202, description: 'Deleting.', schema: accepted },
} as const satisfies Operation;
