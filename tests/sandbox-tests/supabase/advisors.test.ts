import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adviseOnMigrations } from '../../sandbox/supabase/advise.ts';

const DEADLINE_MS = 60_000;

it(
  "Supabase's advisors find nothing in the migrations",
  async () => {
    expect(await adviseOnMigrations()).toEqual([]);
  },
  DEADLINE_MS,
);

it(
  'an open table would be found',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fettle-advisors-'));
    try {
      await writeFile(
        join(folder, '20260101000000_open.sql'),
        'create table public.open (id integer primary key);',
      );
      const findings = await adviseOnMigrations(folder);
      expect(findings).toMatchObject([{ name: 'rls_disabled_in_public', level: 'ERROR' }]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  DEADLINE_MS,
);
