import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  App,
  type Connection,
  getStorageSchemaSql,
  InMemoryEmailDriver,
  setExperimental,
  splitSqlStatements,
} from '@supabase/lite';
import { answerErrorsAsPostgrest } from './database-errors.ts';
import { LOCAL_JWT_SECRET, LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from './keys.ts';
import type { Exec } from './migrations.ts';
import { createObjectStore } from './object-store.ts';

const MINIMUM_PASSWORD_LENGTH = 10;
const ACCESS_TOKEN_S = 3600;

/** Lite's PostgREST, GoTrue and Storage over a connection, set up as `supabase/config.toml` says. */
export async function createLiteApp(
  connection: Connection,
  { siteUrl, objectsFolder }: { siteUrl: string; objectsFolder: string | undefined },
): Promise<App> {
  // Lite fills in every setting that is left out; its type wants them all.
  const app: App = new App({
    connection,
    api: {
      enabled: true,
      schemas: ['public'],
      extra_search_path: ['public', 'extensions'],
      max_rows: 1000,
      pg_safe_update: true,
    },
    auth: {
      enabled: true,
      jwt_secret: LOCAL_JWT_SECRET,
      publishable_key: LOCAL_PUBLISHABLE_KEY,
      secret_key: LOCAL_SECRET_KEY,
      site_url: siteUrl,
      jwt_expiry: ACCESS_TOKEN_S,
      enable_refresh_token_rotation: true,
      refresh_token_reuse_interval: 10,
      minimum_password_length: MINIMUM_PASSWORD_LENGTH,
      email: { enable_confirmations: false },
    },
    storage: { enabled: true, file_size_limit: '50MiB' },
    studio: { enabled: false },
    options: { drivers: { email: new InMemoryEmailDriver() } },
  } as never);
  Object.assign(app, { _storageAdapter: createObjectStore(objectsFolder) });
  await app.init();
  // After init, which would print a banner about experimental features.
  setExperimental('storage', true);
  trustTheGrants(connection);
  answerErrorsAsPostgrest(connection);
  setContextAtOnce(connection);
  return app;
}

/**
 * Lite grants ALL on every table of a schema with row-level security to the three API roles at its
 * first request, which undoes what migrations revoke. Bootstrap and migrations have done the
 * granting here, as on a hosted project, so its step counts as done.
 */
function trustTheGrants(connection: Connection): void {
  Object.assign(connection, { rlsState: 'active' });
}

type RequestContext = {
  auth?: { uid?: string | null; role?: string; jwt?: unknown };
  storage?: { operation?: string };
};
type RpcCall = { method: string; path: string; requestHeaders?: Record<string, string> };
type Executor = { executeQuery(query: { sql: string; parameters: unknown[] }): Promise<unknown> };

/**
 * Lite sets role, claims and headers of a request in up to ten statements, a round trip each; this
 * takes one or two, and gives `auth.role()` to keys as well, as a hosted project does.
 */
function setContextAtOnce(connection: Connection): void {
  const sql = `select set_config('role', $1, true),
    set_config('request.jwt.claim.sub', $2, true), set_config('request.jwt.claim.role', $1, true),
    set_config('request.jwt.claims', $3, true), set_config('storage.operation', $4, true)`;
  async function applyJwtSessionContext(executor: Executor, context: RequestContext) {
    const { uid, role = 'anon', jwt } = context.auth ?? {};
    const claims = jwt ?? { role };
    const operation = context.storage?.operation ?? '';
    const parameters = [role, uid ?? '', JSON.stringify(claims), operation];
    await executor.executeQuery({ sql, parameters });
  }
  const rpcSql = `select set_config('response.status', '', true),
    set_config('response.headers', '', true), set_config('request.method', $1, true),
    set_config('request.path', $2, true), set_config('request.headers', $3, true)`;
  async function applyRpcRequestGucs(executor: Executor, call: RpcCall) {
    const { method, path, requestHeaders = {} } = call;
    await executor.executeQuery({
      sql: rpcSql,
      parameters: [method, path, JSON.stringify(requestHeaders)],
    });
  }
  Object.assign(connection, { applyJwtSessionContext, applyRpcRequestGucs });
}

/** Schemas, roles and functions that a hosted project has before its first migration. */
export async function bootstrap(
  app: App,
  exec: Exec,
  { defaultPrivileges }: { defaultPrivileges: 'granted' | 'revoked' },
): Promise<void> {
  await app.ensureSystemSchema();
  for (const statement of splitSqlStatements(getStorageSchemaSql())) await exec(statement);
  await exec(await readFile(join(import.meta.dirname, 'bootstrap.sql'), 'utf8'));
  if (defaultPrivileges === 'granted') {
    await exec(await readFile(join(import.meta.dirname, 'default-privileges.sql'), 'utf8'));
  }
}
