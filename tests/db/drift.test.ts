import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findDrift, generateSchemaFiles } from '../../scripts/schema-files.ts';
import { MIGRATIONS_FOLDER } from '../sandbox/supabase/migrations.ts';

const DEADLINE_MS = 60_000;

it(
  'schema.sql and database.gen.ts follow from the migrations (npm run schema)',
  async () => {
    expect(await findDrift(await generateSchemaFiles())).toEqual([]);
  },
  DEADLINE_MS,
);

it('the database types are types only and import nothing', async () => {
  const code = await readFile(join(import.meta.dirname, '../../lib/core/database.gen.ts'), 'utf8');
  expect(code.match(/^(import|export) (?!type ).*$/gm)).toBeNull();
});

it(
  'a migration without its generated files is noticed in both',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fettle-drift-'));
    try {
      await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
      await writeFile(
        join(folder, '99990101000000_planted.sql'),
        'create table public.planted (id integer primary key);',
      );
      const drift = await findDrift(await generateSchemaFiles(folder));
      expect(drift).toEqual([
        expect.stringMatching(
          /^supabase\/schema\.sql is out of date:[^]*\+ create table public\.planted/,
        ),
        expect.stringMatching(/^lib\/core\/database\.gen\.ts is out of date:[^]*\+ +planted/),
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  DEADLINE_MS,
);
