import * as z from 'zod';
import { ERRORS, type ErrorCode } from '../core/errors.ts';

/** Schemas that several resources share. */

/** Lower case, as Postgres writes it: the same thing must have one name in the cache. */
export const uuid = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'UUID', example: '0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11' });

/** A time in an answer: RFC 3339 UTC with Z. */
export const time = z.iso.datetime().meta({ example: '2026-11-20T07:30:00.000Z' });

const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** A time or date in a request; a date means its midnight UTC. Becomes RFC 3339 UTC. */
export const timeInput = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'Use an RFC 3339 time such as 2026-11-20T07:30:00Z, or a date such as 2026-11-20.',
  })
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, {
    error: 'Use a time between 1900 and 2200.',
  })
  .transform((text) => new Date(text).toISOString());

/** A calendar day in a request, between 1900 and 2200. */
export const dateInput = z.iso
  .date({ error: 'Use a date such as 2026-11-20.' })
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, {
    error: 'Use a date between 1900 and 2200.',
  });

/** A calendar day in an answer. */
export const date = z.iso.date().meta({ example: '2026-11-20' });

/** A whole number in a query string. */
export function queryInteger(options: {
  min: number;
  max: number;
  default: number;
  description: string;
}) {
  return z
    .string()
    .regex(/^\d{1,7}$/, { error: `Use a whole number from ${options.min} to ${options.max}.` })
    .transform(Number)
    .refine((n) => n >= options.min && n <= options.max, {
      error: `Use a whole number from ${options.min} to ${options.max}.`,
    })
    .default(options.default)
    .meta({
      description: options.description,
      override: {
        type: 'integer',
        minimum: options.min,
        maximum: options.max,
        default: options.default,
      },
    });
}

export const page = queryInteger({
  min: 1,
  max: 1_000_000,
  default: 1,
  description: 'Page, from 1.',
});
export const perPage = queryInteger({
  min: 1,
  max: 200,
  default: 20,
  description: 'Items a page.',
});

/** `{items, total, page, per_page}` */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.int().meta({ description: 'Items on all pages.' }),
    page: z.int(),
    per_page: z.int(),
  });
}

/** The answer to work that takes long: poll `status_url`. */
export const accepted = z
  .object({
    job_id: uuid,
    status_url: z.string().meta({ example: '/api/v1/jobs/0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11' }),
  })
  .meta({ id: 'Accepted', description: 'The work goes on in the background.' });

/** RFC 9457 problem details with a stable `code`. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'A page about the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong and what to do.' }),
    instance: z.string().meta({ description: 'The path that was called.' }),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: z
      .unknown()
      .optional()
      .meta({ description: 'With version_conflict: the thing as it is now.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

/** A JSON object that is the app's own, at most 16 KiB. */
export const jsonObject = z
  .record(z.string().max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= 16_384, {
    error: 'Keep it under 16 KiB of JSON.',
  });

export type Accepted = z.infer<typeof accepted>;
