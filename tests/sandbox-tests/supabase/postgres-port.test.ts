import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LocalSupabase } from '../../sandbox/supabase/api.ts';
import { runSupabaseCli } from '../../sandbox/supabase/cli.ts';
import { adminOf, good, PROBE, startProbe } from './support.ts';

// The machine may be busy with the other test files.
vi.setConfig({ testTimeout: 60_000 });

const DEADLINE_MS = 60_000;
const IDLE_MS = 300;
const SOMEONE = 'f921894c-8c8d-40d0-95e0-7358032ed306';

let stack: LocalSupabase;
let postgresUrl: string;
beforeAll(async () => {
  stack = await startProbe({ postgresPort: 0, idleTransactionMs: IDLE_MS });
  postgresUrl = stack.postgresUrl ?? '';
}, DEADLINE_MS);
afterAll(async () => stack.close());

async function connect(): Promise<Client> {
  const client = new Client(postgresUrl);
  client.on('error', () => {}); // Some tests are disconnected on purpose.
  await client.connect();
  return client;
}

it('clients take turns with each other and with the API', async () => {
  const clients = await Promise.all([connect(), connect(), connect()]);
  const sums = await Promise.all([
    ...clients.map(async (client, n) => {
      const { rows } = await client.query<{ sum: number }>('select $1::int + 1 as sum', [n]);
      return rows[0]?.sum;
    }),
    adminOf(stack)
      .from('items')
      .select('id')
      .then(({ error }) => error),
  ]);
  expect(sums).toEqual([1, 2, 3, null]);
  for (const client of clients) await client.end();
});

it('the API waits for a transaction on the port, and sees it whole or not at all', async () => {
  const client = await connect();
  await client.query('begin');
  await client.query(`insert into public.backend_only values (1, 'kept')`);
  const waiting = adminOf(stack).from('backend_only').select('word').then(good);
  await client.query('commit');
  expect(await waiting).toEqual([{ word: 'kept' }]);
  await client.end();
});

it('a client that idles in a transaction is cut off and rolled back', async () => {
  const client = await connect();
  await client.query('begin');
  await client.query(`insert into public.backend_only values (2, 'lost')`);
  const before = performance.now();
  expect(good(await adminOf(stack).from('backend_only').select('id').eq('id', 2))).toEqual([]);
  expect(performance.now() - before).toBeGreaterThan(IDLE_MS / 2);
  await expect(client.query('commit')).rejects.toThrow();
});

it('a client that vanishes in a transaction leaves nothing behind', async () => {
  const client = await connect();
  await client.query('begin');
  await client.query(`set role anon`);
  await client.query(`set search_path to nowhere`);
  await client.end();
  expect(good(await adminOf(stack).rpc('whoami'))).toMatchObject({ user: 'service_role' });
  const [session] = await stack.query(
    `select current_user::text as name, current_setting('search_path') as path`,
  );
  expect(session).toEqual({ name: 'postgres', path: '"$user", public, extensions' });
});

it("a client's role and claims are its own", async () => {
  const [athlete, other] = [await connect(), await connect()];
  await athlete.query('set role authenticated');
  await athlete.query(`select set_config('request.jwt.claims', '{"sub":"${SOMEONE}"}', false)`);
  const who = 'select current_user::text as name, auth.uid() as id';
  expect(good(await adminOf(stack).rpc('whoami'))).toMatchObject({
    user: 'service_role',
    uid: null,
  });
  expect((await stack.query(who))[0]).toEqual({ name: 'postgres', id: null });
  expect((await other.query(who)).rows).toEqual([{ name: 'postgres', id: null }]);
  expect((await athlete.query(who)).rows).toEqual([{ name: 'authenticated', id: SOMEONE }]);
  await Promise.all([athlete.end(), other.end()]);
});

it('a table made on the port is in the API at once', async () => {
  const client = await connect();
  await client.query('create table public.fresh (id integer primary key)');
  await client.query('grant select on public.fresh to service_role');
  await client.end();
  expect(good(await adminOf(stack).from('fresh').select())).toEqual([]);
});

it(
  'the Supabase CLI agrees with what was recorded at start, and pushes what is new',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fettle-migrations-'));
    try {
      await cp(PROBE, folder, { recursive: true });
      const options = { postgresUrl, migrationsFolder: folder };
      const upToDate = await runSupabaseCli(['db', 'push', '--dry-run'], options);
      expect(upToDate).toContain('Remote database is up to date');
      await writeFile(
        join(folder, '20260103000000_pushed.sql'),
        'create table public.pushed (id integer primary key);',
      );
      await runSupabaseCli(['db', 'push'], options);
      const list = await runSupabaseCli(['migration', 'list'], options);
      expect(list).toMatch(/20260101000000`? *\| *`?20260101000000/);
      expect(list).toMatch(/20260103000000`? *\| *`?20260103000000/);
      expect(await stack.query('select * from public.pushed')).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  DEADLINE_MS,
);

it(
  "the CLI applies the project's migrations to an empty database",
  async () => {
    const empty = await startProbe({ postgresPort: 0, migrationsFolder: false });
    try {
      const url = empty.postgresUrl ?? '';
      await runSupabaseCli(['db', 'push'], { postgresUrl: url });
      const list = await runSupabaseCli(['db', 'push', '--dry-run'], { postgresUrl: url });
      expect(list).toContain('Remote database is up to date');
    } finally {
      await empty.close();
    }
  },
  DEADLINE_MS,
);
