/**
 * Row-level security, tried out: every table and column, every verb, by its owner, another athlete and nobody
 * at all, through the API that everybody on the internet can reach with the publishable key.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import { startLocalSupabase } from '../sandbox/supabase/start.ts';
import { FUNCTIONS_OF_ATHLETES, RIGHTS, SEEDS } from './rls-rights.ts';
import { useWorld } from './world.ts';

interface Column {
  name: string;
  type: string;
}
interface Table {
  name: string;
  columns: Column[];
  key: string[];
}
type Row = Record<string, unknown>;
type Persona = 'owner' | 'other' | 'anonymous';

const PRIVILEGES = [{ case: 'revoked' }, { case: 'granted' }] as const;

/** A value of each type that is not what a seed put there. */
const OTHER_VALUES: Record<string, () => unknown> = {
  uuid: randomUUID,
  text: () => 'changed',
  integer: () => 77,
  smallint: () => 7,
  bigint: () => 777,
  boolean: () => true,
  'double precision': () => 7.5,
  'timestamp with time zone': () => '2001-01-01T00:00:00Z',
  jsonb: () => ({ changed: true }),
  ARRAY: () => ['changed'],
  bytea: () => '\\x01',
};

describe.each(PRIVILEGES)('in a project whose default privileges are $case', (privileges) => {
  const world = useWorld(() =>
    startLocalSupabase({
      dataFolder: ':memory:',
      port: 0,
      postgresPort: false,
      defaultPrivileges: privileges.case,
    }),
  );
  let owner: AthleteCaller;
  let other: AthleteCaller;
  let tables: Table[];
  let cases = 0;
  const leaks: string[] = [];

  beforeAll(async () => {
    owner = await world.newAthlete();
    other = await world.newAthlete();
    for (const sql of Object.values(SEEDS).filter((seed) => seed.startsWith('insert'))) {
      await world.sql(sql, [owner.athleteId, 1]);
      await world.sql(sql, [other.athleteId, 2]);
    }
    tables = await readTables();
  }, 60_000);

  afterAll(() => {
    console.log(`row-level security (${privileges.case}): ${cases} cases, ${leaks.length} leaks`);
  });

  async function readTables(): Promise<Table[]> {
    const rows = await world.sql<{ name: string; columns: Column[]; key: string[] }>(`
      select c.relname as name,
        (select jsonb_agg(jsonb_build_object('name', i.column_name, 'type', i.data_type) order by i.ordinal_position)
          from information_schema.columns i where i.table_schema = 'public' and i.table_name = c.relname) as columns,
        (select jsonb_agg(a.attname) from pg_index x join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey)
          where x.indrelid = c.oid and x.indisprimary) as key
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
    return rows;
  }

  /** Rows of a table that are nobody's but the owner's: all of them where it has no owner column. */
  async function rowsOfOwner(table: Table): Promise<Row[]> {
    const column = ownerColumn(table);
    const rows = await world.sql<{ row: Row }>(
      `select to_jsonb(t) as row from public.${table.name} t ${column === undefined ? '' : `where ${column} = '${owner.athleteId}'`} order by to_jsonb(t)::text`,
    );
    return rows.map(({ row }) => row);
  }

  async function send(
    persona: Persona,
    request: { method: string; path: string; body?: unknown; prefer?: string },
  ): Promise<{ status: number; rows: Row[]; code: string | undefined }> {
    cases += 1;
    const { publishableKey, url } = world.stack;
    const token = { owner: owner.accessToken, other: other.accessToken, anonymous: publishableKey }[
      persona
    ];
    const response = await fetch(`${url}/rest/v1/${request.path}`, {
      method: request.method,
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(request.prefer === undefined ? {} : { prefer: request.prefer }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    const body = (text === '' ? [] : JSON.parse(text)) as Row[] | { code?: string };
    return {
      status: response.status,
      rows: Array.isArray(body) ? body : [],
      code: Array.isArray(body) ? undefined : body.code,
    };
  }

  /** Does something as somebody who must not: nothing may come back, nothing may change. */
  async function mustNot(
    persona: Persona,
    table: Table,
    request: Parameters<typeof send>[1],
  ): Promise<void> {
    const before = await rowsOfOwner(table);
    const { status, rows, code } = await send(persona, request);
    const after = await rowsOfOwner(table);
    const said = `${persona} ${request.method} ${request.path} ${JSON.stringify(request.body) ?? ''}`;
    if (rows.length > 0) {
      leaks.push(`${said} answered rows`);
    }
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      leaks.push(`${said} changed rows`);
    }
    // any other refusal comes after the permission: a constraint that was reached, a value that was read
    if (status >= 400 && code !== '42501') {
      leaks.push(`${said} was refused with ${status} ${code} only`);
    }
    if (status >= 500) {
      leaks.push(`${said} failed with ${status}`);
    }
  }

  const keyFilter = (table: Table, row: Row) =>
    table.key.map((name) => `${name}=eq.${encodeURIComponent(String(row[name]))}`).join('&');

  test('every table has row-level security, a seed, and rows of both athletes', async () => {
    expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(SEEDS).sort());
    expect(Object.keys(RIGHTS).filter((name) => !(name in SEEDS))).toEqual([]);
    const off = await world.sql(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity",
    );
    expect(off).toEqual([]);
    for (const table of tables) {
      const rows = await rowsOfOwner(table);
      expect([table.name, rows.length > 0]).toEqual([table.name, true]);
      const column = ownerColumn(table);
      if (column !== undefined) {
        const [count] = await world.sql<{ n: number }>(
          `select count(distinct ${column})::int as n from public.${table.name}`,
        );
        expect([table.name, count?.n]).toEqual([table.name, 2]);
      }
    }
  });

  test('nobody reads a column of another athlete’s row, or of the backend’s', async () => {
    for (const table of tables) {
      for (const name of ['*', ...table.columns.map((column) => column.name)]) {
        for (const persona of ['owner', 'other', 'anonymous'] as const) {
          await readAs(persona, table, name);
        }
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  async function readAs(persona: Persona, table: Table, column: string): Promise<void> {
    const rights = RIGHTS[table.name];
    const ownColumn = ownerColumn(table);
    const isEverybodys = rights !== undefined && rights.owner === undefined;
    const mayRead =
      rights !== undefined &&
      (column === '*' ? rights.hidden === undefined : !rights.hidden?.includes(column));
    const about = ownColumn === undefined ? '' : `&${ownColumn}=eq.${owner.athleteId}`;
    const request = { method: 'GET', path: `${table.name}?select=${column}${about}` };
    if (persona === 'owner' ? mayRead : persona === 'other' && isEverybodys) {
      const { status, rows } = await send(persona, request);
      const expected = await rowsOfOwner(table);
      expect([table.name, column, status, rows.length]).toEqual([
        table.name,
        column,
        200,
        expected.length,
      ]);
      return;
    }
    await mustNot(persona, table, request);
  }

  test('without a filter an athlete is shown the rows that are their own, and those only', async () => {
    for (const table of tables) {
      const rights = RIGHTS[table.name];
      const column = rights?.owner;
      if (column === undefined) {
        continue;
      }
      const { status, rows } = await send('other', {
        method: 'GET',
        path: `${table.name}?select=${column}`,
      });
      expect([table.name, status]).toEqual([table.name, 200]);
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row[column]))).toEqual(new Set([other.athleteId]));
    }
  });

  test('nobody changes a column of another athlete’s row; its owner changes what was granted', async () => {
    for (const table of tables) {
      const [row = {}] = await rowsOfOwner(table);
      for (const { name, type } of table.columns) {
        const granted = RIGHTS[table.name]?.update ?? {};
        const value = granted[name] ?? OTHER_VALUES[type]?.();
        expect([table.name, name, value === undefined]).toEqual([table.name, name, false]);
        // also the way by which a row would change hands
        const stolen = type === 'uuid' ? other.athleteId : value;
        const path = `${table.name}?${keyFilter(table, row)}`;
        await mustNot('other', table, { method: 'PATCH', path, body: { [name]: stolen } });
        await mustNot('anonymous', table, { method: 'PATCH', path, body: { [name]: value } });
        const change = { method: 'PATCH', path, body: { [name]: value } };
        if (name in granted) {
          const { status } = await send('owner', change);
          expect([table.name, name, status]).toEqual([table.name, name, 204]);
          const [now = {}] = await rowsOfOwner(table);
          expect([table.name, name, now[name]]).not.toEqual([table.name, name, row[name]]);
        } else {
          await mustNot('owner', table, change);
        }
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  test('nobody adds a row to another athlete, not even over one that is there', async () => {
    for (const table of tables) {
      const [row = {}] = await rowsOfOwner(table);
      const fresh = { ...row, ...newKey(table, row) };
      const personas: Persona[] = ['other', 'anonymous'];
      if (RIGHTS[table.name]?.insert === undefined) {
        personas.push('owner');
      }
      for (const persona of personas) {
        const add = { method: 'POST', path: table.name };
        await mustNot(persona, table, { ...add, body: fresh });
        await mustNot(persona, table, {
          ...add,
          body: row,
          prefer: 'resolution=merge-duplicates,return=representation',
        });
      }
      if (RIGHTS[table.name]?.insert) {
        const { status } = await send('owner', { method: 'POST', path: table.name, body: fresh });
        expect([table.name, status]).toEqual([table.name, 201]);
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  test('nobody deletes another athlete’s row, by its key, by its owner or all at once', async () => {
    for (const table of tables) {
      const rows = await rowsOfOwner(table);
      const [row = {}] = rows;
      const column = ownerColumn(table);
      const mayDelete = RIGHTS[table.name]?.delete === true;
      const filters = [
        keyFilter(table, row),
        ...(column === undefined ? [] : [`${column}=eq.${owner.athleteId}`]),
        `${table.key[0]}=not.is.null`,
      ];
      for (const filter of filters) {
        const request = { method: 'DELETE', path: `${table.name}?${filter}` };
        await mustNot('other', table, request);
        await mustNot('anonymous', table, request);
        if (!mayDelete) {
          await mustNot('owner', table, request);
        }
      }
      if (mayDelete) {
        const path = `${table.name}?${keyFilter(table, row)}`;
        expect((await send('owner', { method: 'DELETE', path })).status).toBe(204);
        expect(await rowsOfOwner(table)).toHaveLength(rows.length - 1);
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  test('what other tables refer to is no way round', async () => {
    const paths = [
      'athletes?select=*,activities(*)',
      'activities?select=*,athletes(*),streams(*)',
      'strava_connections?select=*,athletes(*)',
    ];
    for (const path of paths) {
      const { rows } = await send('other', { method: 'GET', path });
      expect(JSON.stringify(rows)).not.toContain(owner.athleteId);
      expect((await send('anonymous', { method: 'GET', path })).rows).toEqual([]);
    }
    const tokens = 'strava_connections?select=*,strava_tokens(*)';
    expect((await send('owner', { method: 'GET', path: tokens })).rows).toEqual([]);
  });

  test('nobody but the backend calls a function that is not on the list', async () => {
    const functions = await world.sql<{ name: string; args: string[]; returns: string }>(`
      select p.proname as name, coalesce(to_jsonb(p.proargnames[1:p.pronargs]), '[]') as args, p.prorettype::regtype::text as returns
      from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`);
    expect(functions.length).toBeGreaterThan(15);
    for (const { name, args, returns } of functions) {
      const may = await world.sql<{ role: string }>(
        "select r.role from unnest(array['anon', 'authenticated']) as r (role), pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = $1 and has_function_privilege(r.role, p.oid, 'execute')",
        [name],
      );
      const listed = FUNCTIONS_OF_ATHLETES.includes(name);
      expect([name, may.map(({ role }) => role)]).toEqual([name, listed ? ['authenticated'] : []]);
      const body = Object.fromEntries(args.map((argument) => [argument, null]));
      for (const persona of ['owner', 'anonymous'] as const) {
        if (returns === 'trigger' || (listed && persona === 'owner')) {
          continue;
        }
        const answer = await send(persona, { method: 'POST', path: `rpc/${name}`, body });
        expect([name, persona, answer.status < 400]).toEqual([name, persona, false]);
      }
    }
  });

  test('a function on the list tells an athlete nothing of another one', async () => {
    const body = { p_athlete_id: owner.athleteId };
    const count = { method: 'POST', path: 'rpc/count_strava_activities', body };
    expect((await send('other', count)).rows).toEqual([{ total: 0, done: 0 }]);
  });

  /** A right given to everybody by mistake, and the attempt that must then be found out. */
  const PLANTED: {
    case: string;
    plant: string;
    attempt: (table: Table, row: Row) => Parameters<typeof send>[1];
  }[] = [
    {
      case: 'shows all rows',
      plant: 'create policy planted on activities for select to authenticated using (true)',
      attempt: () => ({ method: 'GET', path: 'activities?select=name' }),
    },
    {
      case: 'lets all rows be changed',
      plant: 'create policy planted on activities for all to authenticated using (true)',
      attempt: (table, row) => ({
        method: 'PATCH',
        path: `activities?${keyFilter(table, row)}`,
        body: { notes: 'planted' },
      }),
    },
    {
      case: 'lets anybody add a row',
      plant:
        'grant insert on activities to authenticated; create policy planted on activities for insert to authenticated with check (true)',
      attempt: (table, row) => ({
        method: 'POST',
        path: 'activities',
        body: { ...row, ...newKey(table, row), source_id: 'planted' },
      }),
    },
  ];
  test.each(PLANTED)('a policy that $case is found out', async ({ plant, attempt }) => {
    const table = tables.find(({ name }) => name === 'activities') as Table;
    const [row = {}] = await rowsOfOwner(table);
    for (const statement of plant.split('; ')) {
      await world.sql(statement);
    }
    await mustNot('other', table, attempt(table, row));
    await world.sql('drop policy planted on activities');
    await world.sql('revoke insert on activities from authenticated');
    expect(leaks.splice(0)).not.toEqual([]);
  });
});

/** The column that says whose row it is; a table without one is looked at as a whole. */
function ownerColumn({ name, columns }: Table): string | undefined {
  if (name === 'athletes') {
    return 'id';
  }
  return columns.some((column) => column.name === 'athlete_id') ? 'athlete_id' : undefined;
}

/** The same row under another key, so that no uniqueness stands in the way. */
function newKey({ key, columns }: Table, row: Row): Row {
  const name = key.find((one) => one !== 'athlete_id' && one !== 'activity_id');
  const type = columns.find((column) => column.name === name)?.type ?? '';
  return name === undefined ? {} : { [name]: OTHER_VALUES[type]?.() ?? row[name] };
}
