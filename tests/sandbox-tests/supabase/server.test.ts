import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type ServerSupabase, startServerSupabase } from '../../sandbox/supabase/start-server.ts';
import { adminOf, clientOf, good, PASSWORD, PROBE, signUp } from './support.ts';

// The machine may be busy with the other test files.
vi.setConfig({ testTimeout: 60_000 });

let stack: ServerSupabase;
beforeAll(async () => {
  stack = await startServerSupabase({ migrationsFolder: PROBE });
}, 60_000);
afterAll(async () => stack.close());

it('is the same API: users, links, rows, bytes, json', async () => {
  const { admin } = adminOf(stack).auth;
  const email = 'server@example.com';
  const { user } = good(await admin.createUser({ email, email_confirm: true, password: PASSWORD }));
  good(await clientOf(stack).auth.signInWithPassword({ email, password: PASSWORD }));
  const { properties } = good(await admin.generateLink({ type: 'magiclink', email }));
  const client = clientOf(stack);
  good(await client.auth.verifyOtp({ token_hash: properties.hashed_token, type: 'magiclink' }));
  const row = {
    name: 'x',
    bytes: '\\x00ff',
    amount: 1.5,
    document: ['a'],
    made_at: '2026-11-20T14:55:50.773+00:00',
  };
  expect(good(await client.from('items').insert(row).select().single())).toMatchObject({
    ...row,
    owner_id: user.id,
  });
  expect(good(await client.rpc('echo_json', { p_document: ['x'] }))).toMatchObject({
    given: ['x'],
  });
  expect(await client.rpc('refuse', { p_code: 'P0001' })).toMatchObject({
    status: 400,
    error: { code: 'P0001' },
  });
  const { client: stranger } = await signUp(stack);
  expect(good(await stranger.from('items').select())).toEqual([]);
});

it('two transactions run beside each other, and one skips what the other holds', async () => {
  await stack.query(`insert into public.backend_only values (1, 'a'), (2, 'b')`);
  const [first, second] = [new Client(stack.postgresUrl), new Client(stack.postgresUrl)];
  await Promise.all([first.connect(), second.connect()]);
  const claim = 'select id from public.backend_only order by id limit 1 for update skip locked';
  await first.query('begin');
  await second.query('begin');
  expect((await first.query(claim)).rows).toEqual([{ id: 1 }]);
  expect((await second.query(claim)).rows).toEqual([{ id: 2 }]);
  expect(good(await adminOf(stack).from('backend_only').select('id'))).toHaveLength(2);
  await Promise.all([first.query('rollback'), second.query('rollback')]);
  await Promise.all([first.end(), second.end()]);
});

it('100 calls at once keep their callers apart', async () => {
  const callers = [await signUp(stack), await signUp(stack)];
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const caller = callers[n % 2];
      return {
        id: caller?.user.id,
        seen: good(await (caller ?? signUpFailed()).client.rpc('whoami')),
      };
    }),
  );
  for (const { id, seen } of answers) expect(seen).toMatchObject({ uid: id });
});

function signUpFailed(): never {
  throw new Error('no caller');
}
