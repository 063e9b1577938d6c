import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { LocalSupabase } from '../../sandbox/supabase/api.ts';
import { type LocalSupabaseOptions, startLocalSupabase } from '../../sandbox/supabase/start.ts';

export const PROBE = join(import.meta.dirname, 'probe');
export const PASSWORD = 'correct horse battery';

/** A stack in memory with the tables of probe/, on free ports. */
export async function startProbe(options: LocalSupabaseOptions = {}): Promise<LocalSupabase> {
  return startLocalSupabase({ port: 0, postgresPort: false, migrationsFolder: PROBE, ...options });
}

export function clientOf(stack: LocalSupabase, key = stack.publishableKey): SupabaseClient {
  return createClient(stack.url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}

export function adminOf(stack: LocalSupabase): SupabaseClient {
  return clientOf(stack, stack.secretKey);
}

let users = 0;

/** A client signed in as a new user. */
export async function signUp(stack: LocalSupabase, email = `user${++users}@example.com`) {
  const client = clientOf(stack);
  const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
  if (error !== null || data.user === null || data.session === null) {
    throw new Error(`sign-up failed: ${error?.message}`);
  }
  return { client, user: data.user, session: data.session };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as Record<string, unknown>;
}

type Answer = { data: unknown; error: { message: string } | null };

/** The data of an answer that must not be an error. */
export function good<A extends Answer>(
  answer: A,
): NonNullable<Extract<A, { error: null }>['data']> {
  if (answer.error !== null) throw new Error(answer.error.message);
  return answer.data as NonNullable<Extract<A, { error: null }>['data']>;
}
