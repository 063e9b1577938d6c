import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LocalSupabase } from '../../sandbox/supabase/api.ts';
import { adminOf, good, signUp, startProbe } from './support.ts';

// The machine may be busy with the other test files.
vi.setConfig({ testTimeout: 60_000 });

let stack: LocalSupabase;
beforeAll(async () => {
  stack = await startProbe();
}, 60_000);
afterAll(async () => stack.close());

it('50 calls at once by two users never see each other', async () => {
  const callers = [await signUp(stack), await signUp(stack)];
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const caller = callers[n % 2] ?? callers[0];
      if (caller === undefined) throw new Error('no caller');
      const added = good(await caller.client.rpc('add_item', { p_name: `item ${n}` }));
      const seen = good(await caller.client.rpc('whoami'));
      const rows = good(await caller.client.from('items').select('owner_id'));
      return {
        id: caller.user.id,
        added,
        seen,
        owners: new Set(rows.map((row) => row['owner_id'])),
      };
    }),
  );
  for (const { id, added, seen, owners } of answers) {
    expect(added).toMatchObject({ owner_id: id });
    expect(seen).toMatchObject({ uid: id });
    expect([...owners]).toEqual([id]);
  }
});

it('a failed call takes none of its neighbours with it', async () => {
  const { client } = await signUp(stack);
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, n) =>
      n % 2 === 0
        ? client.rpc('add_item', { p_name: `good ${n}` })
        : client.rpc('refuse', { p_code: 'P0001' }),
    ),
  );
  expect(answers.filter(({ error }) => error === null)).toHaveLength(20);
  const { count } = await client.from('items').select('*', { count: 'exact', head: true });
  expect(count).toBe(20);
});

it('a burst of 1,000 calls survives', async () => {
  const { client, user } = await signUp(stack);
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => client.rpc('add_item', { p_name: `burst ${n}` })),
  );
  expect(answers.filter(({ error }) => error !== null)).toEqual([]);
  const { count } = await adminOf(stack)
    .from('items')
    .select('*', { count: 'exact', head: true })
    .eq('owner_id', user.id);
  expect(count).toBe(1000);
}, 60_000);
