import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGate } from '../../sandbox/supabase/gate.ts';
import { adminOf, clientOf, good, PASSWORD, PROBE, signUp, startProbe } from './support.ts';

const MAIN = join(import.meta.dirname, '../../sandbox/supabase/main.ts');
const DEADLINE_MS = 60_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-stack-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

it(
  'data, users and objects outlive a restart, and reset empties it',
  async () => {
    const first = await startProbe({ dataFolder: folder });
    const { client } = await signUp(first, 'keeps@example.com');
    good(await client.from('items').insert({ name: 'kept' }).select());
    const { storage } = adminOf(first);
    good(await storage.createBucket('files'));
    const contentType = 'application/vnd.ant.fit';
    good(await storage.from('files').upload('a.fit', new Uint8Array([1, 2]), { contentType }));
    await first.close();

    const second = await startProbe({ dataFolder: folder });
    const again = clientOf(second);
    good(await again.auth.signInWithPassword({ email: 'keeps@example.com', password: PASSWORD }));
    expect(good(await again.from('items').select('name'))).toEqual([{ name: 'kept' }]);
    const file = good(await adminOf(second).storage.from('files').download('a.fit'));
    expect([file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      contentType,
      [1, 2],
    ]);
    await second.close();

    const third = await startProbe({ dataFolder: folder, reset: true });
    expect(await third.query('select * from auth.users')).toEqual([]);
    expect(await third.query('select * from public.items')).toEqual([]);
    await third.close();
  },
  DEADLINE_MS,
);

it(
  'an existing folder gets only the migrations that are new',
  async () => {
    const migrationsFolder = join(folder, 'migrations');
    await cp(PROBE, migrationsFolder, { recursive: true });
    const dataFolder = join(folder, 'data');
    await (await startProbe({ dataFolder, migrationsFolder })).close();
    const added =
      "create table public.added (id integer primary key);\ncomment on table public.added is '; not two';";
    await writeFile(join(migrationsFolder, '20260102000000_added.sql'), added);
    const log: string[] = [];
    const stack = await startProbe({ dataFolder, migrationsFolder, log: (line) => log.push(line) });
    expect(log[0]).toBe('applied migrations 20260102000000');
    const history =
      'select version, name, array_length(statements, 1) as parts from supabase_migrations.schema_migrations order by version';
    expect(await stack.query(history)).toMatchObject([
      { version: '20260101000000', name: 'probe' },
      { version: '20260102000000', name: 'added', parts: 2 },
    ]);
    await stack.close();
  },
  DEADLINE_MS,
);

it(
  'a migration that fails names itself and leaves nothing half done',
  async () => {
    const migrationsFolder = join(folder, 'migrations');
    await cp(PROBE, migrationsFolder, { recursive: true });
    await writeFile(
      join(migrationsFolder, '20260102000000_bad.sql'),
      'create table public.half (id integer); select nonsense;',
    );
    await expect(startProbe({ migrationsFolder })).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/20260102000000_bad\.sql failed: column "nonsense"/),
    });
  },
  DEADLINE_MS,
);

it(
  'a taken port is one line that says what to do',
  async () => {
    const stack = await startProbe({ postgresPort: 0 });
    const port = Number(new URL(stack.url).port);
    await expect(startProbe({ port })).rejects.toMatchObject({
      code: 'port_taken',
      message: `Port ${port} is taken: is another local Supabase running? Choose one with --port.`,
    });
    const postgresPort = Number(new URL(stack.postgresUrl ?? '').port);
    await expect(startProbe({ postgresPort })).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringContaining('--postgres-port'),
    });
    await stack.close();
    await (await startProbe({ port })).close();
  },
  DEADLINE_MS,
);

it(
  'a folder has one process, and a killed one leaves it usable',
  async () => {
    const child = spawn(
      process.execPath,
      [MAIN, '--port=0', '--postgres-port=none', `--data=${folder}`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes('secret key')) break;
    }
    const url = /^API\s+(\S+)$/m.exec(output)?.[1] ?? '';
    const created = await fetch(`${url}/auth/v1/signup`, {
      method: 'POST',
      headers: {
        apikey: 'sb_publishable_local_development_only',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ email: 'killed@example.com', password: PASSWORD }),
    });
    expect(created.status).toBe(200);
    await expect(startProbe({ dataFolder: folder })).rejects.toMatchObject({
      code: 'folder_in_use',
      message: expect.stringContaining(String(child.pid)),
    });

    child.kill('SIGKILL');
    await once(child, 'exit');
    const stack = await startProbe({ dataFolder: folder, migrationsFolder: false });
    expect(await stack.query('select email from auth.users')).toEqual([
      { email: 'killed@example.com' },
    ]);
    await stack.close();
  },
  DEADLINE_MS,
);

it(
  'the in-process fetch is the same API',
  async () => {
    const stack = await startProbe();
    const headers = { apikey: stack.secretKey };
    const response = await stack.fetch(`${stack.url}/rest/v1/items?select=name`, { headers });
    expect([response.status, await response.json()]).toEqual([200, []]);
    const preflight = await stack.fetch(`${stack.url}/rest/v1/items`, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    await stack.close();
  },
  DEADLINE_MS,
);

it(
  'storage signs addresses and keeps strangers out',
  async () => {
    const stack = await startProbe();
    const { storage } = adminOf(stack);
    good(await storage.createBucket('private', { public: false }));
    good(await storage.from('private').upload('folder/a.bin', new Uint8Array([7])));
    const { signedUrl } = good(await storage.from('private').createSignedUrl('folder/a.bin', 60));
    expect([...new Uint8Array(await (await fetch(signedUrl)).arrayBuffer())]).toEqual([7]);
    const { client } = await signUp(stack);
    expect((await client.storage.from('private').download('folder/a.bin')).error).not.toBeNull();
    await stack.close();
  },
  DEADLINE_MS,
);

it('a gate lets everyone through in turn and nobody wait for ever', async () => {
  const gate = createGate({ waitMs: 20 });
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((n) => gate.run(async () => void order.push(n))));
  expect(order).toEqual([1, 2, 3]);
  const release = await gate.acquire();
  await expect(gate.acquire()).rejects.toMatchObject({ code: 'busy' });
  release();
  release();
  await gate.run(async () => {
    await expect(gate.acquire()).rejects.toMatchObject({ code: 'busy' });
  });
});
