/** What the database's own catalogue says of rights, held against what the design says. */
import { describe, expect, test } from 'vitest';
import { startLocalSupabase } from '../sandbox/supabase/start.ts';
import { RIGHTS } from './rls-rights.ts';
import { useWorld } from './world.ts';

describe.each([{ case: 'revoked' }, { case: 'granted' }] as const)(
  'in a project whose default privileges are $case',
  (privileges) => {
    const world = useWorld(() =>
      startLocalSupabase({
        dataFolder: ':memory:',
        port: 0,
        postgresPort: false,
        defaultPrivileges: privileges.case,
      }),
    );

    test('anonymous callers have no right on anything, athletes none but those to their rows', async () => {
      const rights = await world.sql<{ role: string; name: string; privilege: string }>(`
      select r.role, c.relname as name, p.privilege
      from unnest(array['anon', 'authenticated']) as r (role), pg_class c,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and (has_table_privilege(r.role, c.oid, p.privilege)
          or (p.privilege in ('select', 'insert', 'update', 'references') and has_any_column_privilege(r.role, c.oid, p.privilege)))
      order by 1, 2, 3`);
      const expected = Object.entries(RIGHTS).flatMap(
        ([name, { update, insert, insertOnly, delete: removes }]) =>
          [
            removes ? 'delete' : undefined,
            insert || insertOnly ? 'insert' : undefined,
            'select',
            update ? 'update' : undefined,
          ]
            .filter((privilege) => privilege !== undefined)
            .map((privilege) => ({ role: 'authenticated', name, privilege })),
      );
      const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
      expect(sorted(rights)).toEqual(sorted(expected));
    });

    test('functions look names up nowhere by default, and views act as whoever asks', async () => {
      const functions = await world.sql(
        `select proname from pg_proc where pronamespace = 'public'::regnamespace and not ('search_path=""' = any (coalesce(proconfig, '{}')))`,
      );
      expect(functions).toEqual([]);
      const views = await world.sql(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and (relkind = 'm' or (relkind = 'v' and not ('security_invoker=true' = any (coalesce(reloptions, '{}')) or 'security_invoker=on' = any (coalesce(reloptions, '{}')))))",
      );
      expect(views).toEqual([]);
      const definers = await world.sql<{ proname: string }>(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef",
      );
      expect(definers.map(({ proname }) => proname).sort()).toEqual([
        'assemble_ended',
        'create_athlete_for_user',
        'drop_insights',
        'follow_batch',
        'follow_points',
        'keep_analysed_records',
        'keep_records',
        'keep_training_days',
        'link_activity',
        'move_local_dates',
        'regroup_activities',
      ]);
    });

    test('policies are one for each verb, for signed-in athletes, and check what is written', async () => {
      const policies = await world.sql<{
        table: string;
        cmd: string;
        roles: string;
        permissive: string;
        qual: string | null;
        check: string | null;
      }>(
        `select tablename as table, cmd, array_to_string(roles, ',') as roles, permissive, qual, with_check as "check" from pg_policies where schemaname = 'public' and roles <> '{service_role}' order by 1, 2`,
      );
      const wanted = Object.entries(RIGHTS).flatMap(
        ([table, { update, insert, insertOnly, delete: removes }]) => [
          `${table} SELECT`,
          ...(update ? [`${table} UPDATE`] : []),
          ...(insert || insertOnly ? [`${table} INSERT`] : []),
          ...(removes ? [`${table} DELETE`] : []),
        ],
      );
      expect(policies.map(({ table, cmd }) => `${table} ${cmd}`).sort()).toEqual(wanted.sort());
      for (const { table, cmd, roles, permissive, qual, check } of policies) {
        expect([table, roles, permissive]).toEqual([table, 'authenticated', 'PERMISSIVE']);
        const column = RIGHTS[table]?.owner;
        const isOwn = column === undefined ? 'true' : `(${column} = ( SELECT auth.uid() AS uid))`;
        expect([table, cmd, qual]).toEqual([table, cmd, cmd === 'INSERT' ? null : isOwn]);
        const checks = cmd === 'INSERT' || cmd === 'UPDATE';
        const narrows = RIGHTS[table]?.insertOnly !== undefined && cmd === 'INSERT';
        const written = narrows ? check?.startsWith(`(${isOwn} AND `) : check;
        expect([table, cmd, written]).toEqual([table, cmd, narrows || (checks ? isOwn : null)]);
      }
    });
  },
);
