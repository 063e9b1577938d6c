import * as z from 'zod';
import type { Operation } from './operation.ts';
import { time } from './schemas.ts';

export const getHealth = {
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  tag: 'meta',
  summary: 'Is the backend well?',
  auth: 'public',
  success: {
    status: 200,
    description: 'Degraded still answers: the parts say what is wrong.',
    schema: z.object({
      status: z.enum(['ok', 'degraded']),
      version: z.string(),
      database: z.enum(['connected', 'disconnected']),
      cache: z.enum(['connected', 'disconnected']),
      strava: z
        .enum(['configured', 'off', 'blocked'])
        .meta({ description: 'blocked: the application is inactive at Strava.' }),
      checked_at: time,
    }),
  },
} as const satisfies Operation;

export const getOpenapi = {
  id: 'getOpenapi',
  method: 'GET',
  path: '/openapi.json',
  tag: 'meta',
  summary: 'This document',
  auth: 'public',
  success: {
    status: 200,
    description: 'OpenAPI 3.1.',
    schema: z.looseObject({ openapi: z.string() }),
  },
} as const satisfies Operation;

export const getConfig = {
  id: 'getConfig',
  method: 'GET',
  path: '/config',
  tag: 'meta',
  summary: 'What this deployment offers',
  auth: 'public',
  success: {
    status: 200,
    description: 'Feature flags and limits an app needs before it signs anybody in.',
    schema: z.object({
      features: z.object({
        strava: z.boolean(),
        coach_model: z.boolean(),
        chat: z.boolean(),
        weather: z.boolean(),
      }),
      limits: z.object({
        upload_bytes: z.int(),
        per_page: z.int(),
      }),
      min_app_version: z.string(),
    }),
  },
} as const satisfies Operation;
