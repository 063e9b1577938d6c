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
 * What the whole of supabase-js would do here, by the part of it that is needed: its realtime, storage and
 * sign-in clients are nine tenths of its 850 kB, and are built anew with every client.
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
