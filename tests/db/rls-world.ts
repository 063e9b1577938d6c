/** Two athletes who own a row in every table, and everybody who may try to get at them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import { startLocalSupabase } from '../sandbox/supabase/start.ts';
import { SEEDS } from './rls-rights.ts';
import { useWorld, type World } from './world.ts';

interface Column {
  name: string;
  type: string;
}
export interface Table {
  name: string;
  columns: Column[];
  key: string[];
}
export type Row = Record<string, unknown>;
export type Persona = 'owner' | 'other' | 'anonymous';

export interface Attempt {
  method: string;
  path: string;
  body?: unknown;
  prefer?: string;
}

interface Sent {
  status: number;
  rows: Row[];
  /** The answer as it came, parsed. */
  value: unknown;
  code: string | undefined;
}

export interface RlsWorld {
  world: World;
  owner: AthleteCaller;
  other: AthleteCaller;
  tables: Table[];
  /** What should not have been possible, in words. */
  leaks: string[];
  rowsOfOwner(table: Table): Promise<Row[]>;
  send(persona: Persona, request: Attempt): Promise<Sent>;
  /** Does something as somebody who must not; what comes of it is added to `leaks`. */
  mustNot(persona: Persona, table: Table, request: Attempt): Promise<void>;
}

/** A value of each type that is not what a seed put there. */
export const OTHER_VALUES: Record<string, () => unknown> = {
  uuid: randomUUID,
  text: () => 'changed',
  integer: () => 77,
  smallint: () => 7,
  bigint: () => 777,
  boolean: () => true,
  'double precision': () => 7.5,
  date: () => '2001-01-01',
  'timestamp with time zone': () => '2001-01-01T00:00:00Z',
  jsonb: () => ({ changed: true }),
  // good for texts as well as for ids
  ARRAY: () => [randomUUID()],
  bytea: () => '\\x01',
};

/** The world of one describe block. */
export function useRlsWorld(defaultPrivileges: 'granted' | 'revoked'): RlsWorld {
  const world = useWorld(() =>
    startLocalSupabase({
      dataFolder: ':memory:',
      port: 0,
      postgresPort: false,
      defaultPrivileges,
    }),
  );
  const leaks: string[] = [];
  let cases = 0;
  const it = { world, leaks, rowsOfOwner, send, mustNot } as RlsWorld;

  beforeAll(async () => {
    it.owner = await world.newAthlete();
    it.other = await world.newAthlete();
    for (const sql of Object.values(SEEDS).filter((seed) => seed.startsWith('insert'))) {
      await world.sql(sql, [it.owner.athleteId, 1]);
      await world.sql(sql, [it.other.athleteId, 2]);
    }
    it.tables = await readTables(world);
  }, 60_000);

  afterAll(() => {
    console.log(`row-level security (${defaultPrivileges}): ${cases} cases, ${leaks.length} leaks`);
  });

  /** Rows of a table that are nobody's but the owner's: all of them where it has no owner column. */
  async function rowsOfOwner(table: Table): Promise<Row[]> {
    const column = ownerColumn(table);
    const rows = await world.sql<{ row: Row }>(
      `select to_jsonb(t) as row from public.${table.name} t ${column === undefined ? '' : `where ${column} = '${it.owner.athleteId}'`} order by to_jsonb(t)::text`,
    );
    return rows.map(({ row }) => row);
  }

  async function send(persona: Persona, request: Attempt): Promise<Sent> {
    cases += 1;
    const { publishableKey, url } = world.stack;
    const token = {
      owner: it.owner.accessToken,
      other: it.other.accessToken,
      anonymous: publishableKey,
    }[persona];
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
    const body = (text === '' ? [] : JSON.parse(text)) as Row[] | { code?: string } | null;
    return {
      status: response.status,
      rows: Array.isArray(body) ? body : [],
      value: body,
      code: Array.isArray(body) ? undefined : body?.code,
    };
  }

  /** Does something as somebody who must not: nothing may come back, nothing may change. */
  async function mustNot(persona: Persona, table: Table, request: Attempt): Promise<void> {
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

  return it;
}

async function readTables(world: World): Promise<Table[]> {
  return world.sql<Table>(`
      select c.relname as name,
        (select jsonb_agg(jsonb_build_object('name', i.column_name, 'type', i.data_type) order by i.ordinal_position)
          from information_schema.columns i where i.table_schema = 'public' and i.table_name = c.relname) as columns,
        (select jsonb_agg(a.attname) from pg_index x join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey)
          where x.indrelid = c.oid and x.indisprimary) as key
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
}

/** Names one row in a request. */
export const keyFilter = (table: Table, row: Row) =>
  table.key.map((name) => `${name}=eq.${encodeURIComponent(String(row[name]))}`).join('&');

/** The column that says whose row it is; a table without one is looked at as a whole. */
export function ownerColumn({ name, columns }: Table): string | undefined {
  if (name === 'athletes') {
    return 'id';
  }
  return columns.some((column) => column.name === 'athlete_id') ? 'athlete_id' : undefined;
}

/** The same row under another key, so that no uniqueness stands in the way. */
export function newKey({ key, columns }: Table, row: Row): Row {
  const name = key.find((one) => one !== 'athlete_id' && one !== 'activity_id');
  const type = columns.find((column) => column.name === name)?.type ?? '';
  return name === undefined ? {} : { [name]: OTHER_VALUES[type]?.() ?? row[name] };
}
