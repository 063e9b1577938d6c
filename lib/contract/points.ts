import * as z from 'zod';
import type { Operation } from './operation.ts';
import { time, timeInput, uuid } from './schemas.ts';

const score = { me: z.int().min(0).max(999), opponent: z.int().min(0).max(999) };

const point = z
  .object({
    id: uuid,
    point_number: z.int().meta({ description: 'Place in order of time, from 1 without gaps.' }),
    timestamp: time,
    winner: z.enum(['me', 'opponent']),
    score_after: z.object(score).nullable(),
    game_number: z.int().nullable(),
    heart_rate_at_end_bpm: z.number().nullable(),
    warnings: z.array(z.enum(['score_does_not_follow', 'game_goes_back'])).meta({
      description:
        'What does not fit the point before: the score is not its own and one for the winner, or the game is an earlier one.',
    }),
    version: z.int(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Point' });

const written = {
  point_number: z.int().optional().meta({ description: 'Passed over: the order of time tells.' }),
  timestamp: timeInput,
  winner: z.enum(['me', 'opponent']),
  score_after: z.strictObject(score).nullable().optional(),
  game_number: z.int().min(1).max(99).nullable().optional(),
  heart_rate_at_end_bpm: z.number().min(20).max(250).nullable().optional(),
};

const params = z.strictObject({ activity_id: uuid });
const paramsOfOne = z.strictObject({ activity_id: uuid, point_id: uuid });

export const listPoints = {
  id: 'listPoints',
  method: 'GET',
  path: '/activities/{activity_id}/points',
  tag: 'activities',
  summary: 'The points of a match, in order of time',
  auth: 'athlete',
  params,
  success: {
    status: 200,
    description: 'All of them.',
    schema: z.object({ items: z.array(point), total: z.int() }),
  },
} as const satisfies Operation;

export const addPoint = {
  id: 'addPoint',
  method: 'POST',
  path: '/activities/{activity_id}/points',
  tag: 'activities',
  summary: 'Log a point',
  description:
    'While the match goes on or after it, in any order. The same id again answers the same point.',
  auth: 'athlete',
  idempotent: true,
  params,
  body: z.strictObject({
    id: uuid.optional().meta({ description: 'Made by the app.' }),
    ...written,
  }),
  success: { status: 201, description: 'The point.', schema: point },
  errors: ['conflict'],
} as const satisfies Operation;

export const replacePoint = {
  id: 'replacePoint',
  method: 'PUT',
  path: '/activities/{activity_id}/points/{point_id}',
  tag: 'activities',
  summary: 'Correct a point',
  description: 'What is left out is null then.',
  auth: 'athlete',
  conditional: true,
  params: paramsOfOne,
  body: z.strictObject({
    id: uuid.optional().meta({ description: 'Passed over: the path tells.' }),
    ...written,
  }),
  success: { status: 200, description: 'The point as it is now.', schema: point },
} as const satisfies Operation;

export const deletePoint = {
  id: 'deletePoint',
  method: 'DELETE',
  path: '/activities/{activity_id}/points/{point_id}',
  tag: 'activities',
  summary: 'Delete a point',
  description: 'Those after it move up. It can be logged again with the same id.',
  auth: 'athlete',
  conditional: true,
  params: paramsOfOne,
  success: { status: 204, description: 'Deleted.' },
} as const satisfies Operation;
