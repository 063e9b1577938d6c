import * as z from 'zod';
import { session } from './auth.ts';
import type { Operation } from './operation.ts';
import { accepted, time } from './schemas.ts';

const code = z.string().min(1).max(512);

export const stravaLogin = {
  id: 'stravaLogin',
  method: 'GET',
  path: '/strava/login',
  tag: 'strava',
  summary: 'Start signing in with Strava',
  description:
    'With a bearer token the Strava account is linked to that athlete; without one it signs in, or signs up. ' +
    'Afterwards the browser returns to `redirect_uri` with `code` and `state`, or with `error`.',
  auth: 'optional',
  query: z.strictObject({
    redirect_uri: z.string().min(1).max(2000).meta({
      description:
        'Where to return: a web address or an app’s deep link, on the operator’s allow-list.',
    }),
    state: z.string().max(500).optional().meta({ description: 'Comes back unchanged.' }),
    code_challenge: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, {
        error: 'Use the base64url SHA-256 of your code_verifier (43 characters).',
      })
      .meta({ description: 'base64url(SHA-256(code_verifier)), as in PKCE’s S256.' }),
  }),
  success: { status: 302, description: 'To Strava’s consent page.' },
  errors: ['source_not_connected', 'forbidden'],
} as const satisfies Operation;

export const stravaCallback = {
  id: 'stravaCallback',
  method: 'GET',
  path: '/strava/callback',
  tag: 'strava',
  summary: 'Strava returns here',
  auth: 'public',
  query: z.object({
    code: code.optional(),
    scope: z.string().max(500).optional(),
    state: z.string().max(8192),
    error: z.string().max(200).optional(),
  }),
  success: {
    status: 302,
    description: 'To `redirect_uri` with `code` (one use, 60 s) and `state`, or with `error`.',
  },
} as const satisfies Operation;

export const stravaToken = {
  id: 'stravaToken',
  method: 'POST',
  path: '/strava/token',
  tag: 'strava',
  summary: 'Trade the one-time code for a session',
  description:
    'Connects the Strava account: to the athlete who began with a bearer token, else to its own. Until then ' +
    'nothing is connected, so that nobody can be talked into linking their Strava account to a stranger.',
  auth: 'public',
  body: z.strictObject({
    code,
    code_verifier: z
      .string()
      .min(43)
      .max(128)
      .meta({ description: 'What code_challenge is the hash of.' }),
  }),
  success: { status: 200, description: 'Signed in.', schema: session },
  errors: ['unauthenticated', 'conflict'],
} as const satisfies Operation;

export const stravaExchange = {
  id: 'stravaExchange',
  method: 'POST',
  path: '/strava/exchange',
  tag: 'strava',
  summary: 'Sign in with a code from Strava’s own mobile flow',
  description: 'With a bearer token the Strava account is linked to that athlete.',
  auth: 'optional',
  body: z.strictObject({
    code,
    scope: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'The scopes granted, as Strava’s redirect said them.' }),
  }),
  success: { status: 200, description: 'Signed in.', schema: session },
  errors: ['unauthenticated', 'conflict', 'forbidden', 'source_rate_limited', 'source_unavailable'],
} as const satisfies Operation;

export const getStravaStatus = {
  id: 'getStravaStatus',
  method: 'GET',
  path: '/strava/status',
  tag: 'strava',
  summary: 'Is Strava connected, and with which rights?',
  auth: 'athlete',
  success: {
    status: 200,
    description: 'The connection.',
    schema: z.object({
      connected: z.boolean(),
      strava_athlete_id: z.int().nullable(),
      scopes: z.array(z.string()),
      needs_reauth: z.boolean().meta({
        description:
          'The connection is dead or lacks a scope: send the athlete through login again.',
      }),
      token_expires_at: time.nullable(),
      connected_at: time.nullable(),
      last_synced_at: time.nullable(),
    }),
  },
} as const satisfies Operation;

export const disconnectStrava = {
  id: 'disconnectStrava',
  method: 'DELETE',
  path: '/strava',
  tag: 'strava',
  summary: 'Disconnect Strava',
  description:
    'Revokes the authorisation and deletes everything that came from Strava or was derived from it. ' +
    'The job’s result is the receipt.',
  auth: 'athlete',
  success: { status: 202, description: 'Revoking and purging.', schema: accepted },
  errors: ['source_not_connected'],
} as const satisfies Operation;
