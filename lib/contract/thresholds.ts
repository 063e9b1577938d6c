import * as z from 'zod';
import type { Operation } from './operation.ts';
import { accepted, date, dateInput, listOf, page, perPage } from './schemas.ts';

const number = z.number().nullable();

const thresholds = z
  .object({
    effective_from: date,
    ftp_w: number,
    critical_power_w: number,
    w_prime_j: number,
    lthr_bpm: number,
    max_heart_rate_bpm: number,
    resting_heart_rate_bpm: number,
    threshold_speed_mps: number,
    css_mps: number,
    weight_kg: number,
  })
  .meta({
    id: 'Thresholds',
    description: 'What holds from a date on. null says nothing: the latest earlier value goes on.',
  });

const upTo = (most: number) => z.number().gt(0).lt(most).nullable().default(null);

export const listThresholds = {
  id: 'listThresholds',
  method: 'GET',
  path: '/me/thresholds',
  tag: 'me',
  summary: 'The athlete’s thresholds, newest first',
  auth: 'athlete',
  query: z.strictObject({ page, per_page: perPage }),
  success: { status: 200, description: 'A page.', schema: listOf(thresholds) },
} as const satisfies Operation;

export const addThresholds = {
  id: 'addThresholds',
  method: 'POST',
  path: '/me/thresholds',
  tag: 'me',
  summary: 'Add thresholds from a date on, or replace those of the date',
  description:
    'What depends on them is computed again: activities from that date until the next one that says otherwise. ' +
    'The job tells how far it is.',
  auth: 'athlete',
  idempotent: true,
  body: z
    .strictObject({
      effective_from: dateInput,
      ftp_w: upTo(1000),
      critical_power_w: upTo(1000),
      w_prime_j: upTo(200_000),
      lthr_bpm: upTo(300),
      max_heart_rate_bpm: upTo(300),
      resting_heart_rate_bpm: upTo(300),
      threshold_speed_mps: upTo(15),
      css_mps: upTo(5),
      weight_kg: upTo(500),
    })
    .refine(
      ({ effective_from: _from, ...values }) =>
        Object.values(values).some((value) => value !== null),
      { error: 'Give one threshold at least.' },
    )
    .refine(
      ({ resting_heart_rate_bpm: resting, max_heart_rate_bpm: most }) =>
        resting === null || most === null || resting < most,
      { error: 'Resting heart rate is below maximal.', path: ['resting_heart_rate_bpm'] },
    ),
  success: {
    status: 201,
    description: 'The thresholds, and the job that computes again.',
    schema: z.object({ ...thresholds.shape, ...accepted.shape }),
  },
} as const satisfies Operation;

const zone = z.object({
  zone: z.int(),
  from: z.number(),
  to: z.number().nullable().meta({ description: 'null: no upper end.' }),
});

const scheme = z.object({
  scheme: z.string(),
  title: z.string(),
  sports: z.array(z.string()).nullable().meta({ description: 'null: any.' }),
  source: z.string(),
  unit: z.enum(['bpm', 'w', 'mps']),
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why there are no zones; no_threshold: what they rest on is not set.' }),
  thresholds: z.array(
    z.object({ name: z.string(), value: number, effective_from: date.nullable() }),
  ),
  zones: z.array(zone),
});

export const getZones = {
  id: 'getZones',
  method: 'GET',
  path: '/me/zones',
  tag: 'me',
  summary: 'The athlete’s zones today',
  auth: 'athlete',
  success: {
    status: 200,
    description: 'By every scheme.',
    schema: z
      .object({
        date,
        heart_rate: z.array(scheme),
        power: z.array(scheme),
        pace: z.array(scheme).meta({ description: 'As speeds: the faster, the higher.' }),
      })
      .meta({ id: 'Zones' }),
  },
  errors: ['not_found'],
} as const satisfies Operation;
