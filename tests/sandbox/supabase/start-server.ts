import { access, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createPostgresConnection } from '@supabase/lite/postgres';
import { Client, type CustomTypesConfig, Pool, type PoolConfig, types } from 'pg';
import { type LocalSupabase, openApi } from './api.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { lockFolder } from './folder-lock.ts';
import { bootstrap, createLiteApp } from './lite-app.ts';
import { applyMigrations, type Row, readMigrations } from './migrations.ts';
import { PARSERS, SERIALIZERS } from './parsers.ts';

/** Connections of the API, and of `query`; PostgREST's own pool has 10. */
const API_CONNECTIONS = 10;
const QUERY_CONNECTIONS = 10;
const SEARCH_PATH = '"$user", public, extensions';

export type ServerSupabaseOptions = {
  /** HTTP port; 0, the default, takes a free one. */
  port?: number;
  /** Where the data lives between starts. Default: a temporary folder, removed on close. */
  dataFolder?: string;
  migrationsFolder?: string;
  defaultPrivileges?: 'granted' | 'revoked';
  log?: (line: string) => void;
};

export type ServerSupabase = LocalSupabase & { postgresUrl: string };

/**
 * The same API on a real Postgres server with many connections, for what one connection cannot
 * show: locks, races, `skip locked`, clients that die in a transaction. It has no pgvector, so
 * migrations with `vector` in their file name are left out.
 */
export async function startServerSupabase(
  options: ServerSupabaseOptions = {},
): Promise<ServerSupabase> {
  const { port = 0, log = () => {}, defaultPrivileges = 'revoked' } = options;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const folder = await openFolder(options.dataFolder, closers);
    const postgresFolder = join(folder, 'postgres-server');
    const isNew = !(await exists(join(postgresFolder, 'PG_VERSION')));
    const postgres = await startEmbeddedPostgres(postgresFolder, { isNew, log });
    closers.push(postgres.stop);

    const connection = createPostgresConnection({
      url: postgres.url,
      postgresOptions: {
        max: API_CONNECTIONS,
        onnotice: () => {},
        connection: { search_path: SEARCH_PATH },
        types: postgresJsTypes(),
      },
    });
    closers.push(async () => connection.close());
    const objectsFolder = options.dataFolder === undefined ? undefined : join(folder, 'objects');
    const app = await createLiteApp(connection, {
      siteUrl: 'http://localhost:8888',
      objectsFolder,
    });
    await prepare(postgres.url, async (client) => {
      const query = async (sql: string, params?: readonly unknown[]) =>
        (await client.query<Row>(sql, params ? [...params] : undefined)).rows;
      const exec = async (sql: string) => void (await client.query(sql));
      await bootstrap(app, exec, { defaultPrivileges });
      const migrations = await readMigrations(options.migrationsFolder);
      const usable = migrations.filter(({ name }) => !name.includes('vector'));
      await applyMigrations({ query, exec }, usable);
    });
    await connection.clearSchemaCache();

    const pool = new Pool({ ...poolOptions(postgres.url), max: QUERY_CONNECTIONS });
    pool.on('error', (error) => log(`idle connection: ${error.message}`));
    closers.push(async () => pool.end());
    const query = async <T = Row>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query(sql, [...params])).rows as T[];
    const api = await openApi({ app, query, exclusive: atOnce, port, signing: 'HS256', log });
    closers.push(api.close);
    return { ...api, postgresUrl: postgres.url, query, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openFolder(
  dataFolder: string | undefined,
  closers: (() => Promise<void>)[],
): Promise<string> {
  if (dataFolder !== undefined) {
    closers.push(await lockFolder(dataFolder));
    return resolve(dataFolder);
  }
  const folder = await mkdtemp(join(tmpdir(), 'fettle-postgres-'));
  // The server may run as another user and must be able to pass through.
  await chmod(folder, 0o755);
  closers.push(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server has a connection for everyone: nobody waits for his turn. */
async function atOnce<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function poolOptions(url: string): PoolConfig {
  const texts: Record<number, (text: string) => unknown> = { ...PARSERS, 20: Number, 1082: String };
  const getTypeParser: CustomTypesConfig['getTypeParser'] = (oid, format) =>
    texts[oid] ?? types.getTypeParser(oid, format);
  return {
    connectionString: url,
    options: `-c search_path=${SEARCH_PATH.replaceAll(' ', '')}`,
    types: { getTypeParser },
  };
}

/** One connection for the set-up, where a transaction spans several calls. */
async function prepare(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(poolOptions(url));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The JSON values of hosted PostgREST, for the driver that lite uses here. */
function postgresJsTypes() {
  return Object.fromEntries(
    Object.entries({ ...PARSERS, 114: JSON.parse, 3802: JSON.parse }).map(([oid, parse]) => {
      const serialize = SERIALIZERS[Number(oid)] ?? String;
      return [`oid${oid}`, { to: Number(oid), from: [Number(oid)], serialize, parse }];
    }),
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
