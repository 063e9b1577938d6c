import { PostgrestClient } from '@supabase/postgrest-js';
import type { AthleteCaller, Caller } from '../core/caller.ts';
import type { Database } from '../core/database.gen.ts';

export type Db = PostgrestClient<Database>;

/** Postgres by PostgREST, as somebody. */
export interface Clients {
  /** With the athlete's own token: row-level security decides. Made per request, in about 2 µs. */
  athlete(caller: AthleteCaller): Db;
  /** With the service key, past row-level security: jobs, webhooks and sign-in. */
  backend: Db;
  for(caller: Caller): Db;
}

export interface SupabaseOptions {
  /** The project's address, without a path. */
  url: string;
  /** `sb_publishable_…` or a legacy anon JWT. */
  publishableKey: string;
  /** `sb_secret_…` or a legacy service_role JWT. */
  secretKey: string;
  fetch: typeof fetch;
}

/**
 * By the part of supabase-js that does this work. The whole would bring its realtime, storage and browser
 * sign-in clients into every function (870 kB instead of 110) and build them anew for every athlete.
 */
export function createClients(options: SupabaseOptions): Clients {
  const { url, publishableKey, secretKey, fetch } = options;
  const connect = (key: string, bearer: string): Db =>
    new PostgrestClient<Database>(`${url}/rest/v1`, {
      headers: { apikey: key, authorization: `Bearer ${bearer}` },
      fetch,
      // Its own retries take up to 7 s each time the database is down; see patient-fetch.ts.
      retry: false,
    });
  const backend = connect(secretKey, secretKey);
  const athlete = (caller: AthleteCaller) => connect(publishableKey, caller.accessToken);
  return {
    athlete,
    backend,
    for: (caller) => (caller.role === 'athlete' ? athlete(caller) : backend),
  };
}
