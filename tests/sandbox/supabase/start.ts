import { access, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LocalSupabase, openApi } from './api.ts';
import type { Signing } from './auth-tokens.ts';
import { lockFolder } from './folder-lock.ts';
import { createGate } from './gate.ts';
import { bootstrap, createLiteApp } from './lite-app.ts';
import { applyMigrations, hashMigrations, readMigrations } from './migrations.ts';
import { openPglite, readSnapshot, snapshotKey, writeSnapshot } from './pglite-database.ts';
import { openPostgresPort } from './postgres-port.ts';

const GATE_WAIT_MS = 30_000;
/** Where links lead that name no other address: the site of `npm run dev`. */
const SITE_URL = 'http://localhost:8888';

export type { LocalSupabase } from './api.ts';

export type LocalSupabaseOptions = {
  /** HTTP port; 0 takes a free one. Default 54321. */
  port?: number;
  /** Postgres port; 0 takes a free one, `false` opens none. Default 54322. */
  postgresPort?: number | false;
  /** Where the data lives between starts; `:memory:`, the default, forgets it. */
  dataFolder?: string;
  /** Empties the data folder first. */
  reset?: boolean;
  /** Where the migrations are read from; `false` applies none. Default `supabase/migrations`. */
  migrationsFolder?: string | false;
  /** How access tokens are signed; ES256 also publishes the key at the JWKS address. */
  signing?: Signing;
  /**
   * What new objects in `public` grant to the API roles: nothing (`revoked`, the default), as in
   * every hosted project since 30 October 2026, or everything (`granted`), as in older ones.
   */
  defaultPrivileges?: 'granted' | 'revoked';
  /** Milliseconds a client of the Postgres port may idle inside a transaction. Default 10,000. */
  idleTransactionMs?: number;
  log?: (line: string) => void;
};

/**
 * Supabase on this machine: PostgREST, GoTrue, Storage and a Postgres port over one PGlite.
 * Needs no account, no Docker and no network.
 */
export async function startLocalSupabase(
  options: LocalSupabaseOptions = {},
): Promise<LocalSupabase> {
  const { port = 54321, postgresPort = 54322, log = () => {} } = options;
  const folder = options.dataFolder ?? ':memory:';
  const unlock = folder === ':memory:' ? undefined : await lockFolder(folder);
  const closers: (() => Promise<void>)[] = unlock ? [unlock] : [];
  const closeAll = async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    if (folder !== ':memory:' && options.reset) await emptyFolder(folder);
    const { database, app } = await openDatabase(folder, options, log);
    closers.push(async () => database.connection.close());

    const { query } = database;
    const gate = createGate({ waitMs: GATE_WAIT_MS });
    let schemaMoved = false;
    const exclusive = <T>(work: () => Promise<T>) =>
      gate.run(async () => {
        if (schemaMoved) await database.connection.clearSchemaCache();
        schemaMoved = false;
        return work();
      });
    const { signing = 'HS256' } = options;
    const api = await openApi({ app, query, exclusive, port, signing, log });
    closers.push(api.close);

    let postgresUrl: string | undefined;
    if (postgresPort !== false) {
      const postgres = await openPostgresPort(database, {
        port: postgresPort,
        gate,
        idleTransactionMs: options.idleTransactionMs ?? 10_000,
        onRelease: () => {
          schemaMoved = true;
        },
      });
      closers.push(postgres.close);
      postgresUrl = `postgresql://postgres:postgres@127.0.0.1:${postgres.port}/postgres?sslmode=disable`;
    }
    return {
      ...api,
      ...(postgresUrl !== undefined && { postgresUrl }),
      query: async <T>(sql: string, params?: readonly unknown[]) =>
        gate.run(async () => {
          if (!/^\s*(select|insert|update|delete|with)\b/i.test(sql)) schemaMoved = true;
          return (await query(sql, params)) as T[];
        }),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function emptyFolder(folder: string): Promise<void> {
  await rm(join(folder, 'postgres'), { recursive: true, force: true });
  await rm(join(folder, 'objects'), { recursive: true, force: true });
}

async function openDatabase(
  folder: string,
  options: LocalSupabaseOptions,
  log: (line: string) => void,
) {
  const { defaultPrivileges = 'revoked', migrationsFolder } = options;
  const migrations = migrationsFolder === false ? [] : await readMigrations(migrationsFolder);
  const inMemory = folder === ':memory:';
  const postgresFolder = inMemory ? folder : join(resolve(folder), 'postgres');
  const objectsFolder = inMemory ? undefined : join(resolve(folder), 'objects');
  const isNew = inMemory || !(await exists(join(postgresFolder, 'PG_VERSION')));

  const key = (...parts: string[]) => snapshotKey([defaultPrivileges, ...parts]);
  const full = await key(hashMigrations(migrations));
  const base = await key();
  const filled = isNew ? await readSnapshot(full) : undefined;
  const bare = isNew && filled === undefined ? await readSnapshot(base) : undefined;
  const database = await openPglite(postgresFolder, filled ?? bare);
  try {
    const app = await createLiteApp(database.connection, { siteUrl: SITE_URL, objectsFolder });
    if (filled !== undefined) return { database, app };
    if (bare === undefined) {
      await bootstrap(app, database.exec, { defaultPrivileges });
      if (isNew) await writeSnapshot(base, database);
    }
    const applied = await applyMigrations(database, migrations);
    if (applied.length > 0) log(`applied migrations ${applied.join(', ')}`);
    // The project's own are asked for again; a test's are applied over the base each time.
    if (isNew && migrationsFolder === undefined) await writeSnapshot(full, database);
    return { database, app };
  } catch (error) {
    await database.connection.close();
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
