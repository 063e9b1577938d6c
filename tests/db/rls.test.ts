/**
 * Row-level security, tried out: every table and column, every verb, by its owner, another athlete and nobody
 * at all, through the API that everybody on the internet can reach with the publishable key.
 */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS_OF_ATHLETES, RIGHTS, SEEDS } from './rls-rights.ts';
import {
  type Attempt,
  keyFilter,
  newKey,
  OTHER_VALUES,
  ownerColumn,
  type Persona,
  type Row,
  type Table,
  useRlsWorld,
} from './rls-world.ts';

const PRIVILEGES = [{ case: 'revoked' }, { case: 'granted' }] as const;

describe.each(PRIVILEGES)('in a project whose default privileges are $case', (privileges) => {
  const it = useRlsWorld(privileges.case);
  const { world, leaks, rowsOfOwner, send, mustNot } = it;

  test('every table has row-level security, a seed, and rows of both athletes', async () => {
    expect(it.tables.map(({ name }) => name).sort()).toEqual(Object.keys(SEEDS).sort());
    expect(Object.keys(RIGHTS).filter((name) => !(name in SEEDS))).toEqual([]);
    const off = await world.sql(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity",
    );
    expect(off).toEqual([]);
    for (const table of it.tables) {
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
    for (const table of it.tables) {
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
    const about = ownColumn === undefined ? '' : `&${ownColumn}=eq.${it.owner.athleteId}`;
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
    for (const table of it.tables) {
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
      expect(new Set(rows.map((row) => row[column]))).toEqual(new Set([it.other.athleteId]));
    }
  });

  test('nobody changes a column of another athlete’s row; its owner changes what was granted', async () => {
    for (const table of it.tables) {
      const [row = {}] = await rowsOfOwner(table);
      for (const { name, type } of table.columns) {
        const granted = RIGHTS[table.name]?.update ?? {};
        const value = granted[name] ?? OTHER_VALUES[type]?.();
        expect([table.name, name, value === undefined]).toEqual([table.name, name, false]);
        // also the way by which a row would change hands
        const stolen = type === 'uuid' ? it.other.athleteId : value;
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
    for (const table of it.tables) {
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
      const columns = RIGHTS[table.name]?.insertOnly;
      if (columns !== undefined) {
        await world.sql('update activities set deleted_at = null, deleted_by = null');
        const body = Object.fromEntries(
          Object.entries(columns).map(([name, value]) => [name, value ?? fresh[name]]),
        );
        // of another athlete’s activity; where there is no such reference the row is one’s own
        if ('activity_id' in columns) {
          await mustNot('other', table, { method: 'POST', path: table.name, body });
        }
        await mustNot('anonymous', table, { method: 'POST', path: table.name, body });
        const { status } = await send('owner', { method: 'POST', path: table.name, body });
        expect([table.name, status]).toEqual([table.name, 201]);
      }
      if (RIGHTS[table.name]?.insert) {
        const { status } = await send('owner', { method: 'POST', path: table.name, body: fresh });
        expect([table.name, status]).toEqual([table.name, 201]);
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  test('nobody deletes another athlete’s row, by its key, by its owner or all at once', async () => {
    for (const table of it.tables) {
      const rows = await rowsOfOwner(table);
      const [row = {}] = rows;
      const column = ownerColumn(table);
      const mayDelete = RIGHTS[table.name]?.delete === true;
      const filters = [
        keyFilter(table, row),
        ...(column === undefined ? [] : [`${column}=eq.${it.owner.athleteId}`]),
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
      expect(JSON.stringify(rows)).not.toContain(it.owner.athleteId);
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
    const body = { p_athlete_id: it.owner.athleteId };
    const count = { method: 'POST', path: 'rpc/count_strava_activities', body };
    expect((await send('other', count)).rows).toEqual([{ total: 0, done: 0 }]);
    const days = { ...body, p_from: null, p_to: null, p_sport: null, p_zones: true };
    const read = { method: 'POST', path: 'rpc/read_training_days', body: days };
    expect((await send('owner', read)).value).not.toBeNull();
    expect((await send('other', read)).value).toBeNull();
    const records = { method: 'POST', path: 'rpc/read_records', body: { ...body, p_sport: null } };
    expect((await send('owner', records)).value).not.toEqual([]);
    expect((await send('other', records)).value).toEqual([]);
    const range = {
      ...body,
      p_from: '2002-01-01',
      p_to: '2002-12-31',
      p_now: '2002-12-31T00:00:00Z',
    };
    const curve = { method: 'POST', path: 'rpc/read_power_curve', body: range };
    expect((await send('owner', curve)).value).toMatchObject({
      bests: [[1200, 250, expect.anything(), '2002-02-20']],
    });
    expect((await send('other', curve)).value).toBeNull();
    const day = { date: '2026-11-02', mood: 5, athlete_id: it.owner.athleteId };
    const add = { method: 'POST', path: 'rpc/upsert_wellness', body: { p_days: [day] } };
    expect((await send('other', add)).rows).toEqual([
      expect.objectContaining({ athlete_id: it.other.athleteId, mood: 5 }),
    ]);
  });

  /** A right given to everybody by mistake, and the attempt that must then be found out. */
  const PLANTED: {
    case: string;
    plant: string;
    attempt: (table: Table, row: Row) => Attempt;
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
    const table = it.tables.find(({ name }) => name === 'activities') as Table;
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
