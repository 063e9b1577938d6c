import * as z from 'zod';
import { activityGroup, origins } from './activity-group.ts';
import { channel, channels } from './channels.ts';
import { comparedIds, comparisonOf } from './comparison.ts';
import type { Operation } from './operation.ts';
import { canEnd, postedFigures } from './posted-figures.ts';
import { jsonObject, listOf, page, perPage, time, timeInput, uuid } from './schemas.ts';
import { sport } from './sports.ts';
import { acceptedUpload, uploadOptions } from './upload-schemas.ts';

export const source = z.enum(['strava', 'file', 'app', 'manual']);
export const sessionType = z.enum(['match', 'training', 'race', 'commute']);

const number = z.number().nullable();
const appsOwn = z.record(z.string(), z.json()).meta({ description: 'The app’s own.' });

export const activity = z
  .object({
    id: uuid,
    source,
    source_id: z.string().nullable(),
    sport,
    sub_sport: z.string().nullable(),
    session_type: sessionType.nullable(),
    name: z.string().nullable(),
    notes: z.string().nullable(),
    started_at: time,
    ended_at: time.nullable(),
    time_zone: z.string().nullable(),
    elapsed_time_s: number,
    timer_time_s: number,
    moving_time_s: number,
    distance_m: number,
    elevation_gain_m: number,
    average_speed_mps: number,
    max_speed_mps: number,
    average_heart_rate_bpm: number,
    max_heart_rate_bpm: number,
    average_power_w: number,
    max_power_w: number,
    weighted_power_w: number,
    work_kj: number,
    average_cadence_rpm: number,
    calories_kcal: number,
    load: number,
    intensity: number,
    device_name: z.string().nullable(),
    streams: z.enum(['pending', 'ready', 'absent', 'expired']).meta({
      description:
        'expired: the source’s policy ended their keeping; asking for them fetches them again.',
    }),
    analysis: z.enum(['pending', 'ready', 'failed']),
    metadata: appsOwn,
    summary: appsOwn,
    source_metadata: z
      .record(z.string(), z.json())
      .meta({ description: 'What only this source says.' }),
    group: activityGroup,
    origins,
    policy: z.object({
      model: z.boolean().meta({ description: 'May a model see it?' }),
      share: z.boolean().meta({ description: 'May another athlete see it?' }),
      expires_at: time.nullable(),
    }),
    version: z.int(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Activity' });

const params = z.strictObject({ activity_id: uuid });

const sorts = ['started_at', 'distance_m', 'moving_time_s', 'load', 'created_at'] as const;

export const listActivities = {
  id: 'listActivities',
  method: 'GET',
  path: '/activities',
  tag: 'activities',
  summary: 'The athlete’s activities, newest first',
  auth: 'athlete',
  cachedForS: 0,
  query: z.strictObject({
    sport: sport.optional(),
    source: source.optional(),
    session_type: sessionType.optional(),
    from: timeInput.optional().meta({ description: 'Started at or after.' }),
    to: timeInput.optional().meta({ description: 'Started before.' }),
    q: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Part of the name, any case.' }),
    duplicates: z.enum(['exclude', 'include']).optional().meta({
      description: 'Whether recordings of a bout that another recording stands for are shown.',
    }),
    sort: z
      .enum([...sorts, ...sorts.map((name) => `-${name}` as const)])
      .default('-started_at')
      .meta({ description: 'A leading minus: largest or newest first.' }),
    page,
    per_page: perPage,
  }),
  success: { status: 200, description: 'A page.', schema: listOf(activity) },
} as const satisfies Operation;

export const createActivity = {
  id: 'createActivity',
  method: 'POST',
  path: '/activities',
  tag: 'activities',
  summary: 'Begin a live recording, or enter an activity',
  description:
    'Without ended_at it is live: send heart rate, motion and points, and end it with PATCH. With ended_at ' +
    'samples may still come. The same id again answers the same activity.',
  auth: 'athlete',
  idempotent: true,
  body: z
    .strictObject({
      id: uuid.optional().meta({ description: 'Made by the app, so that offline it has a name.' }),
      source: z
        .enum(['app', 'manual'])
        .default('app')
        .meta({ description: 'manual: by hand, with ended_at.' }),
      sport,
      sub_sport: z.string().trim().min(1).max(64).optional(),
      session_type: sessionType.optional(),
      name: z.string().trim().min(1).max(255).optional(),
      notes: z.string().max(10_000).optional(),
      started_at: timeInput,
      ended_at: timeInput.optional(),
      time_zone: z.string().trim().min(1).max(64).optional(),
      metadata: jsonObject.optional(),
      summary: jsonObject.optional(),
      ...postedFigures,
    })
    .refine(({ started_at, ended_at = started_at }) => canEnd(started_at, ended_at), {
      error: 'An activity ends after its start, and within 31 days.',
      path: ['ended_at'],
    })
    .refine(({ source, ended_at }) => source !== 'manual' || ended_at !== undefined, {
      error: 'What is entered by hand has ended: say when.',
      path: ['ended_at'],
    }),
  success: {
    status: 201,
    description: 'The activity.',
    schema: activity.extend({
      upload_url: z.string().meta({
        description: 'Where a file of this activity goes: multipart, with its activity_id.',
        example: '/api/v1/activities/import',
      }),
    }),
  },
  errors: ['conflict'],
} as const satisfies Operation;

export const getActivity = {
  id: 'getActivity',
  method: 'GET',
  path: '/activities/{activity_id}',
  tag: 'activities',
  summary: 'One activity',
  auth: 'athlete',
  params,
  success: { status: 200, description: 'The activity.', schema: activity },
} as const satisfies Operation;

export const updateActivity = {
  id: 'updateActivity',
  method: 'PATCH',
  path: '/activities/{activity_id}',
  tag: 'activities',
  summary: 'Edit an activity',
  description:
    'What the athlete edits stays as edited when the source changes; the rest follows the source. ended_at ends ' +
    'what an app recorded, and has it analysed: it is for the sources app and manual.',
  auth: 'athlete',
  conditional: true,
  params,
  body: z.strictObject({
    name: z.string().trim().min(1).max(255).nullable().optional(),
    sport: sport.optional(),
    sub_sport: z.string().trim().min(1).max(64).nullable().optional(),
    session_type: sessionType.nullable().optional(),
    notes: z.string().max(10_000).nullable().optional(),
    metadata: jsonObject.optional(),
    summary: jsonObject.optional(),
    ended_at: timeInput.optional(),
  }),
  errors: ['conflict'],
  success: { status: 200, description: 'The activity as it is now.', schema: activity },
} as const satisfies Operation;

export const deleteActivity = {
  id: 'deleteActivity',
  method: 'DELETE',
  path: '/activities/{activity_id}',
  tag: 'activities',
  summary: 'Delete an activity',
  description: 'It can be restored for 30 days. A sync does not bring it back.',
  auth: 'athlete',
  conditional: true,
  params,
  success: { status: 204, description: 'Deleted.' },
} as const satisfies Operation;

export const restoreActivity = {
  id: 'restoreActivity',
  method: 'POST',
  path: '/activities/{activity_id}/restore',
  tag: 'activities',
  summary: 'Restore a deleted activity',
  auth: 'athlete',
  params,
  success: { status: 200, description: 'The activity.', schema: activity },
  errors: ['conflict'],
} as const satisfies Operation;

export const importActivity = {
  id: 'importActivity',
  method: 'POST',
  path: '/activities/import',
  tag: 'uploads',
  summary: 'Import a file of up to 4 MB',
  description:
    'FIT, GPX, TCX, CSV, gzipped, or a zip of them such as Strava’s bulk export. The original is kept. What is ' +
    'wrong with the file is said by the job (`unprocessable_file`) and by the upload, whose code tells why.',
  auth: 'athlete',
  idempotent: true,
  file: { maxBytes: 4 * 1024 * 1024 },
  body: uploadOptions,
  success: { status: 202, description: 'The file is being read.', schema: acceptedUpload },
  errors: ['conflict', 'not_found'],
} as const satisfies Operation;

export const getStreams = {
  id: 'getStreams',
  method: 'GET',
  path: '/activities/{activity_id}/streams',
  tag: 'activities',
  summary: 'The samples of an activity',
  description:
    'All arrays are as long as time (s since the start), null is missing; motion is the changes of acceleration in ' +
    'each second (m/s²). Samples that expired are fetched from the source again.',
  auth: 'athlete',
  cachedForS: 60,
  params,
  query: z.strictObject({
    channels: z
      .string()
      .max(400)
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(channel, { error: `Use names of: ${channel.options.join(', ')}.` }).min(1))
      .optional()
      .meta({
        description: 'Comma-separated; all without it.',
        override: { type: 'string', example: 'heart_rate,power' },
      }),
    resolution: z.enum(['low', 'medium', 'high', 'full']).default('high').meta({
      description: 'At most 100, 1,000, 10,000 points, or all. The shape is kept, not the average.',
    }),
  }),
  success: {
    status: 200,
    description: 'The channels.',
    schema: z
      .object({
        activity_id: uuid,
        resolution: z.enum(['low', 'medium', 'high', 'full']),
        size: z.int(),
        original_size: z.int(),
        channels,
      })
      .meta({ id: 'Streams' }),
  },
  errors: ['source_not_connected', 'source_rate_limited', 'source_unavailable', 'forbidden'],
} as const satisfies Operation;

export const compareActivities = {
  id: 'compareActivities',
  method: 'POST',
  path: '/activities/compare',
  tag: 'activities',
  summary: 'Compare activities',
  description:
    'Metrics side by side, trends by date, and what a coach would say. Of different sports only what all of ' +
    'them have is compared; what is not analysed yet has no values.',
  auth: 'athlete',
  body: z.strictObject({ activity_ids: comparedIds }),
  success: { status: 200, description: 'The comparison.', schema: comparisonOf(activity) },
  errors: ['not_found'],
} as const satisfies Operation;
