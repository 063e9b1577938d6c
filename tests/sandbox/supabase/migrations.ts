import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitSqlStatements } from '@supabase/lite';
import { LocalStackError } from './errors.ts';

export type Migration = { version: string; name: string; sql: string };

export type Row = Record<string, unknown>;
/** Runs one statement as superuser and answers its rows. */
export type Query = (sql: string, params?: readonly unknown[]) => Promise<Row[]>;
/** Runs several statements as superuser. */
export type Exec = (sql: string) => Promise<void>;

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../../supabase/migrations');

/** The migrations of a folder in order. As for the CLI, other file names do not count. */
export async function readMigrations(folder = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const files = await readdir(folder).catch(() => []);
  const named = files
    .map((file) => /^(\d+)_(.*)\.sql$/.exec(file))
    .filter((match) => match !== null);
  const migrations = await Promise.all(
    named.map(async ([file, version = '', name = '']) => {
      return { version, name, sql: await readFile(join(folder, file), 'utf8') };
    }),
  );
  return migrations.sort((a, b) => (a.version < b.version ? -1 : 1));
}

export function hashMigrations(migrations: readonly Migration[]): string {
  const hash = createHash('sha256');
  for (const { version, name, sql } of migrations) hash.update(`${version}_${name}\0${sql}\0`);
  return hash.digest('hex');
}

/**
 * Applies those that are not recorded yet, each in a transaction of its own, and records them as
 * the CLI does, so that its `migration list` and `db push` agree. Answers the versions applied.
 */
export async function applyMigrations(
  database: { query: Query; exec: Exec },
  migrations: readonly Migration[],
): Promise<string[]> {
  const rows = await database.query('select version from supabase_migrations.schema_migrations');
  const done = new Set(rows.map((row) => row['version']));
  const pending = migrations.filter((migration) => !done.has(migration.version));
  for (const migration of pending) await applyOne(database, migration);
  return pending.map((migration) => migration.version);
}

async function applyOne(database: { query: Query; exec: Exec }, migration: Migration) {
  const { version, name, sql } = migration;
  await database.exec('begin');
  try {
    await database.exec(sql);
    await database.query(
      `insert into supabase_migrations.schema_migrations (version, name, statements)
       values ($1, $2, array(select jsonb_array_elements_text($3::jsonb)))`,
      [version, name, JSON.stringify(splitSqlStatements(sql))],
    );
    await database.exec('commit');
  } catch (error) {
    await database.exec('rollback');
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Migration ${version}_${name}.sql failed: ${reason}`;
    throw new LocalStackError('migration_failed', message, { cause: error });
  }
}
