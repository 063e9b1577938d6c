import type { App } from '@supabase/lite';
import { createTokenOffice, type Signing } from './auth-tokens.ts';
import { createGateway } from './gateway.ts';
import { serveHttp } from './http-server.ts';
import { LOCAL_JWT_SECRET, LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from './keys.ts';
import type { Query, Row } from './migrations.ts';

/** A running local Supabase, whatever database is under it. */
export type LocalSupabase = {
  url: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  /** Where psql, pg and the Supabase CLI connect. */
  postgresUrl?: string;
  /** The same API in process, without a socket; fits supabase-js' `global.fetch`. */
  fetch: typeof globalThis.fetch;
  /** Runs SQL as superuser, outside row-level security. */
  query<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  close: () => Promise<void>;
};

export type Api = Omit<LocalSupabase, 'query' | 'postgresUrl'>;

/** Serves lite and what it lacks over HTTP. */
export async function openApi({
  app,
  query,
  exclusive,
  port,
  signing,
  log,
}: {
  app: App;
  query: Query;
  exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  port: number;
  signing: Signing;
  log: (line: string) => void;
}): Promise<Api> {
  let url = `http://127.0.0.1:${port}`;
  const tokens = await createTokenOffice(() => url, signing);
  const handler = createGateway({ app, query, tokens, url: () => url, exclusive, log });
  const server = await serveHttp(handler, { port, log });
  url = `http://127.0.0.1:${server.port}`;
  log(`local Supabase at ${url}`);
  return {
    url,
    publishableKey: LOCAL_PUBLISHABLE_KEY,
    secretKey: LOCAL_SECRET_KEY,
    jwtSecret: LOCAL_JWT_SECRET,
    fetch: async (input, init) => handler(new Request(input, init)),
    close: server.close,
  };
}
