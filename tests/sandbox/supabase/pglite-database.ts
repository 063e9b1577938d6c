import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vector } from '@electric-sql/pglite/vector';
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite';
import type { Exec, Query, Row } from './migrations.ts';
import { PARSERS, SERIALIZERS } from './parsers.ts';

const CACHE_FOLDER = join(import.meta.dirname, '../../../.fettle/local-supabase');
/** Two bases (see `defaultPrivileges`) and the last few states of the migrations; 40 MB each. */
const SNAPSHOTS_KEPT = 5;
/** As for the roles of a hosted project. */
const SEARCH_PATH = `set search_path to "$user", public, extensions; set time zone 'UTC'`;

export type PgliteDatabase = {
  connection: PgliteConnection;
  query: Query;
  exec: Exec;
};

/** Opens PGlite with pgvector in a folder or, for `:memory:`, in memory, empty or filled from a snapshot. */
export async function openPglite(folder: string, snapshot?: Blob): Promise<PgliteDatabase> {
  const connection = await createPgliteConnection({
    url: folder === ':memory:' ? 'memory://' : folder,
    pgliteOptions: {
      extensions: { vector },
      parsers: PARSERS,
      serializers: SERIALIZERS,
      ...(snapshot && { loadDataDir: snapshot }),
    },
  });
  const { driver } = connection;
  await driver.waitReady;
  await driver.exec(SEARCH_PATH);
  return {
    connection,
    query: async (sql, params = []) => (await driver.query<Row>(sql, [...params])).rows,
    exec: async (sql) => void (await driver.exec(sql)),
  };
}

/** Undoes what a client of the Postgres port may have set on the one session there is. */
export async function resetSession({ exec }: PgliteDatabase): Promise<void> {
  await exec('reset session authorization; reset all; deallocate all;');
  await exec(SEARCH_PATH);
}

/** The snapshot cached under this key. */
export async function readSnapshot(key: string): Promise<Blob | undefined> {
  try {
    const snapshot = new Blob([await readFile(snapshotPath(key))]);
    const now = new Date();
    await utimes(snapshotPath(key), now, now); // Pruning keeps what was used last.
    return snapshot;
  } catch {
    return undefined; // None yet: the caller builds the database and writes one.
  }
}

export async function writeSnapshot(key: string, { connection }: PgliteDatabase): Promise<void> {
  const dump = await connection.driver.dumpDataDir('none');
  await mkdir(CACHE_FOLDER, { recursive: true });
  // Renamed into place, so that test files starting together never read half a file.
  const partial = `${snapshotPath(key)}.${process.pid}`;
  await writeFile(partial, Buffer.from(await dump.arrayBuffer()));
  await rename(partial, snapshotPath(key));
  await pruneSnapshots();
}

async function pruneSnapshots(): Promise<void> {
  const files = (await readdir(CACHE_FOLDER)).filter((file) => file.endsWith('.tar'));
  const aged = await Promise.all(
    files.map(async (file) => {
      const path = join(CACHE_FOLDER, file);
      const written = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { path, written };
    }),
  );
  aged.sort((a, b) => b.written - a.written);
  for (const { path } of aged.slice(SNAPSHOTS_KEPT)) await rm(path, { force: true });
}

function snapshotPath(key: string): string {
  return join(CACHE_FOLDER, `${key}.tar`);
}

/** A key for everything that decides what a freshly built database holds. */
export async function snapshotKey(parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['bootstrap.sql', 'default-privileges.sql', 'lite-app.ts']) {
    hash.update(await readFile(join(import.meta.dirname, file)));
  }
  const lock = join(import.meta.dirname, '../../../node_modules');
  for (const name of ['@supabase/lite', '@electric-sql/pglite']) {
    hash.update(await readFile(join(lock, name, 'package.json')));
  }
  for (const part of parts) hash.update(`${part}\0`);
  return hash.digest('hex').slice(0, 24);
}
