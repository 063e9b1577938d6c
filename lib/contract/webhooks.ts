import * as z from 'zod';
import type { Operation } from './operation.ts';

const secret = z.strictObject({ secret: z.string().min(1).max(200) });

export const stravaHandshake = {
  id: 'stravaHandshake',
  method: 'GET',
  path: '/webhooks/strava/{secret}',
  tag: 'webhooks',
  summary: 'Strava’s handshake for a push subscription',
  auth: 'public',
  params: secret,
  query: z.object({
    'hub.mode': z.literal('subscribe'),
    'hub.challenge': z.string().min(1).max(200),
    'hub.verify_token': z.string().max(200),
  }),
  success: {
    status: 200,
    description: 'The challenge, echoed.',
    schema: z.object({ 'hub.challenge': z.string() }),
  },
  errors: ['forbidden'],
} as const satisfies Operation;

export const stravaEvent = {
  id: 'stravaEvent',
  method: 'POST',
  path: '/webhooks/strava/{secret}',
  tag: 'webhooks',
  summary: 'An event from Strava',
  description: 'Stored once and answered at once; a job then asks Strava what is true.',
  auth: 'public',
  params: secret,
  bodyLimit: 16_384,
  body: z.object({
    object_type: z.string().max(40),
    object_id: z.int().nonnegative(),
    aspect_type: z.string().max(40),
    owner_id: z.int().nonnegative(),
    subscription_id: z.int().nonnegative(),
    event_time: z.int().nonnegative().max(4_102_444_800),
    updates: z.record(z.string().max(100), z.unknown()).optional(),
  }),
  success: { status: 200, description: 'Taken.', schema: z.object({ received: z.literal(true) }) },
  errors: ['forbidden'],
} as const satisfies Operation;
