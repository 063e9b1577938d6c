import * as z from 'zod';
import type { Operation } from './operation.ts';
import { uuid } from './schemas.ts';

const email = z.email({ error: 'Use an e-mail address.' }).max(254).toLowerCase();
const password = z
  .string()
  .min(10, { error: 'Use at least 10 characters.' })
  .max(72, { error: 'Use at most 72 characters.' });
const token = z.string().min(1).max(4096);

export const session = z
  .object({
    access_token: z.string(),
    refresh_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    expires_at: z.int().meta({ description: 'Unix time, seconds.' }),
    user: z.object({
      id: uuid,
      email: z
        .string()
        .nullable()
        .meta({ description: 'null for an athlete who signs in by Strava only.' }),
    }),
  })
  .meta({ id: 'Session' });

export const register = {
  id: 'register',
  method: 'POST',
  path: '/auth/register',
  tag: 'auth',
  summary: 'Sign up by e-mail',
  auth: 'public',
  body: z.strictObject({
    email,
    password,
    display_name: z.string().trim().min(1).max(100).optional(),
  }),
  success: { status: 201, description: 'Signed up and signed in.', schema: session },
  errors: ['conflict', 'forbidden'],
} as const satisfies Operation;

export const login = {
  id: 'login',
  method: 'POST',
  path: '/auth/login',
  tag: 'auth',
  summary: 'Sign in by e-mail',
  auth: 'public',
  body: z.strictObject({ email, password: z.string().min(1).max(72) }),
  success: { status: 200, description: 'Signed in.', schema: session },
  errors: ['unauthenticated', 'forbidden'],
} as const satisfies Operation;

export const refresh = {
  id: 'refresh',
  method: 'POST',
  path: '/auth/refresh',
  tag: 'auth',
  summary: 'Trade a refresh token for a new session',
  description: 'The refresh token works once; keep the new one.',
  auth: 'public',
  body: z.strictObject({ refresh_token: token }),
  success: { status: 200, description: 'A new session.', schema: session },
  errors: ['unauthenticated', 'forbidden'],
} as const satisfies Operation;

export const logout = {
  id: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'auth',
  summary: 'Sign out',
  description: 'Ends the athlete’s sessions: no refresh token works any more.',
  auth: 'athlete',
  success: { status: 204, description: 'Signed out.' },
} as const satisfies Operation;
