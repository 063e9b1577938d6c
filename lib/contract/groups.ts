import * as z from 'zod';
import { activity } from './activities.ts';
import type { Operation } from './operation.ts';
import { uuid } from './schemas.ts';

const params = z.strictObject({ activity_id: uuid });

export const separateActivity = {
  id: 'separateActivity',
  method: 'POST',
  path: '/activities/{activity_id}/separate',
  tag: 'activities',
  summary: 'Take an activity out of its group',
  description:
    'It counts by itself from now on, and is never again found to be one bout with these.',
  auth: 'athlete',
  params,
  success: { status: 200, description: 'The activity.', schema: activity },
  errors: ['conflict'],
} as const satisfies Operation;

export const mergeActivity = {
  id: 'mergeActivity',
  method: 'POST',
  path: '/activities/{activity_id}/merge',
  tag: 'activities',
  summary: 'Say that two activities are recordings of one bout',
  description:
    'Their groups become one, of which one activity counts: a file before the app’s before Strava’s before what ' +
    'was typed in; of several files the one with the most channels, then the longest.',
  auth: 'athlete',
  params,
  body: z.strictObject({ with: uuid }),
  success: { status: 200, description: 'The activity.', schema: activity },
  errors: ['conflict'],
} as const satisfies Operation;
