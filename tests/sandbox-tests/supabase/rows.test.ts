import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalSupabase } from '../../sandbox/supabase/api.ts';
import { adminOf, clientOf, good, signUp, startProbe } from './support.ts';

// The machine may be busy with the other test files.
vi.setConfig({ testTimeout: 60_000 });

let stack: LocalSupabase;
let ada: SupabaseClient;
let adaId: string;
beforeAll(async () => {
  stack = await startProbe();
  const { client, user } = await signUp(stack);
  ada = client;
  adaId = user.id;
  good(
    await ada
      .from('items')
      .insert(['one', 'two', 'three'].map((name, n) => ({ name, n })))
      .select(),
  );
}, 60_000);
afterAll(async () => stack.close());

const names = (rows: { name: string }[]) => rows.map(({ name }) => name);
const items = () => ada.from('items').select('name', { count: 'exact' }).order('name');

describe('row-level security', () => {
  it('owners see their rows, strangers none, and nobody writes for another', async () => {
    const { client: bob } = await signUp(stack);
    expect(good(await ada.from('items').select())).toHaveLength(3);
    expect(good(await bob.from('items').select())).toEqual([]);
    const forged = await bob.from('items').insert({ name: 'forged', owner_id: adaId });
    expect(forged).toMatchObject({ status: 403, error: { code: '42501' } });
    expect(good(await bob.from('items').update({ n: 9 }).eq('name', 'one').select())).toEqual([]);
  });

  it('anon sees nothing and the secret key sees everything', async () => {
    const anon = await clientOf(stack).from('items').select();
    expect(anon).toMatchObject({ status: 401, error: { code: '42501' } });
    const { count } = await adminOf(stack)
      .from('items')
      .select('*', { count: 'exact', head: true });
    expect(count).toBe(3);
  });

  it('what is not granted stays closed, columns too', async () => {
    good(await adminOf(stack).from('backend_only').insert({ id: 1, word: 'x' }).select());
    expect((await ada.from('backend_only').select()).error?.code).toBe('42501');
    good(
      await adminOf(stack).from('half_open').insert({ id: 1, shown: 's', hidden: 'h' }).select(),
    );
    expect(good(await ada.from('half_open').select('id, shown'))).toEqual([{ id: 1, shown: 's' }]);
    expect((await ada.from('half_open').select('hidden')).error?.code).toBe('42501');
  });

  it('functions know the caller and his claims', async () => {
    expect(good(await ada.rpc('whoami'))).toMatchObject({
      user: 'authenticated',
      uid: adaId,
      role: 'authenticated',
      email: expect.stringContaining('@example.com'),
      claims: { sub: adaId, aal: 'aal1' },
    });
    expect(good(await clientOf(stack).rpc('whoami'))).toMatchObject({
      user: 'anon',
      uid: null,
      role: 'anon',
    });
    expect(good(await adminOf(stack).rpc('whoami'))).toMatchObject({
      user: 'service_role',
      role: 'service_role',
    });
  });

  it('a definer function sees past it', async () => {
    const { client: bob } = await signUp(stack);
    expect(good(await bob.rpc('count_everything'))).toBe(3);
  });
});

describe('values come and go as on a hosted project', () => {
  it.each([
    { case: 'bytea as \\x text', row: { bytes: '\\x00ff10' } },
    { case: 'bigint as a number', row: { big: 9_007_199_254_740_991 } },
    { case: 'numeric as a number, trailing zeros or not', row: { amount: 1.5 } },
    { case: 'timestamptz in ISO 8601', row: { made_at: '2026-11-20T14:55:50.773+00:00' } },
    { case: 'date as text', row: { on_day: '2026-11-20' } },
    { case: 'text array', row: { tags: ['a', 'b, c', '"'] } },
    { case: 'json object', row: { document: { a: [1, null, { b: 'é' }] } } },
    { case: 'json array of strings', row: { document: ['x', 'y'] } },
    { case: 'json string', row: { document: 'text' } },
  ])('$case', async ({ case: name, row }) => {
    const [column] = Object.keys(row);
    const written = await ada
      .from('items')
      .insert({ name, ...row })
      .select(column)
      .single();
    expect(good(written)).toEqual(row);
    const embedded = await ada
      .from('items')
      .select(`${column}, parts(id)`)
      .eq('name', name)
      .single();
    expect(good(embedded)).toEqual({ ...row, parts: [] });
    await ada.from('items').delete().eq('name', name);
  });

  it('times in another zone come back in UTC', async () => {
    const row = { name: 'zone', made_at: '2026-11-20T16:55:50+02:00' };
    const written = await ada.from('items').insert(row).select('made_at').single();
    expect(good(written)).toEqual({ made_at: '2026-11-20T14:55:50+00:00' });
    await ada.from('items').delete().eq('name', 'zone');
  });
});

describe('queries', () => {
  it('filter, sort, page and count', async () => {
    expect(names(good(await items().or('name.eq.one,n.gt.1')))).toEqual(['one', 'three']);
    expect(names(good(await items().in('name', ['one', 'x, y'])))).toEqual(['one']);
    expect(names(good(await items().ilike('name', 'T%')))).toEqual(['three', 'two']);
    expect(names(good(await items().not('n', 'is', null).gte('n', 1)))).toEqual(['three', 'two']);
    const page = await items().range(1, 1);
    expect([names(good(page)), page.count]).toEqual([['three'], 3]);
    const past = await items().range(10, 19);
    expect(past).toMatchObject({ status: 416, error: { code: 'PGRST103' } });
  });

  it('upsert on a constraint, once per row', async () => {
    const row = { name: 'upserted', owner_id: adaId, n: 1 };
    const options = { onConflict: 'owner_id,name' };
    good(await ada.from('items').upsert(row, options).select());
    expect(
      good(
        await ada
          .from('items')
          .upsert({ ...row, n: 2 }, options)
          .select('n'),
      ),
    ).toEqual([{ n: 2 }]);
    const ignored = await ada
      .from('items')
      .upsert({ ...row, n: 3 }, { ...options, ignoreDuplicates: true })
      .select('n');
    expect(good(ignored)).toEqual([]);
    expect(good(await ada.from('items').delete().eq('name', 'upserted').select('n'))).toEqual([
      { n: 2 },
    ]);
  });

  it('embed children and parents', async () => {
    const { id } = good(await ada.from('items').select('id').eq('name', 'one').single());
    good(await adminOf(stack).from('parts').insert({ item_id: id, label: 'p' }).select());
    const down = await ada.from('items').select('name, parts(label)').eq('name', 'one').single();
    expect(good(down)).toEqual({ name: 'one', parts: [{ label: 'p' }] });
    const up = await ada.from('parts').select('label, items!inner(name)').eq('items.name', 'one');
    expect(good(up)).toEqual([{ label: 'p', items: { name: 'one' } }]);
  });

  it('call functions that return a row, rows, nothing, json, bytes', async () => {
    const row = good(await ada.rpc('add_item', { p_name: 'by function', p_bytes: '\\xdead' }));
    expect(row).toMatchObject({ name: 'by function', bytes: '\\xdead', owner_id: adaId });
    const listed = await ada.rpc('list_items').select('name').eq('name', 'by function');
    expect(good(listed)).toEqual([{ name: 'by function' }]);
    expect(await ada.rpc('do_nothing')).toMatchObject({ status: 204, data: null, error: null });
    expect(good(await ada.rpc('echo_json', { p_document: ['x'] }))).toEqual({
      given: ['x'],
      at: '2026-11-20T14:55:50.5+00:00',
    });
    expect(good(await ada.rpc('echo_bytes', { p_bytes: '\\x00ff' }))).toBe('\\x00ff');
    expect(good(await ada.rpc('two_rows'))).toEqual([
      { a: 1, at: '2026-11-20T14:55:50+00:00' },
      { a: 2, at: null },
    ]);
    await ada.from('items').delete().eq('name', 'by function');
  });
});

describe('errors', () => {
  it.each([
    { code: 'P0001', status: 400 },
    { code: 'FT409', status: 400 },
    { code: '40001', status: 500 },
    { code: '23514', status: 400 },
    { code: 'PT418', status: 418 },
  ])('a function that raises $code is answered with $status', async ({ code, status }) => {
    expect(await ada.rpc('refuse', { p_code: code })).toMatchObject({
      status,
      error: { code, message: 'no', details: 'because', hint: 'ask again' },
    });
  });

  it('name what went wrong as PostgREST does', async () => {
    const twice = await ada.from('items').insert({ name: 'one' });
    expect(twice).toMatchObject({ status: 409, error: { code: '23505' } });
    const long = await ada.from('items').insert({ name: 'x'.repeat(100) });
    expect(long).toMatchObject({ status: 400, error: { code: '23514' } });
    expect((await ada.from('items').select('nope')).error?.code).toBe('42703');
    expect(await ada.from('nope').select()).toMatchObject({
      status: 404,
      error: { code: 'PGRST205' },
    });
    expect(await ada.rpc('nope')).toMatchObject({ status: 404, error: { code: 'PGRST202' } });
    const none = await ada.from('items').select().eq('name', 'nobody').single();
    expect(none).toMatchObject({ status: 406, error: { code: 'PGRST116' } });
  });

  it('an update or delete of everything is refused', async () => {
    expect(await ada.from('items').update({ n: 0 })).toMatchObject({
      status: 400,
      error: { code: '21000' },
    });
    expect(await ada.from('items').delete()).toMatchObject({
      status: 400,
      error: { code: '21000' },
    });
  });

  it('keys are asked for, and a spoilt token is refused', async () => {
    const rows = `${stack.url}/rest/v1/items`;
    expect((await fetch(rows)).status).toBe(401);
    const headers = { apikey: stack.publishableKey, authorization: 'Bearer aa.bb.cc' };
    expect((await fetch(rows, { headers })).status).toBe(401);
  });
});
