import type { Simulation } from './simulation.ts';

/** Rows of any table, by table, that hold one of these texts anywhere: the catalogue says which tables. */
export async function traces(
  world: Simulation,
  texts: string[],
): Promise<Record<string, string[]>> {
  const tables = await world.sql<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables " +
      // its own log of who signed in is Supabase Auth's, and nobody else can reach it
      "where schemaname in ('public', 'auth') and tablename <> 'audit_log_entries' order by 1",
  );
  if (tables.length < 10) {
    throw new Error('The catalogue shows too few tables to prove anything.');
  }
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await world.sql<{ row: string }>(
      `select t::text as row from ${name} t where exists ` +
        '(select from unnest($1::text[]) s where position(s in t::text) > 0)',
      [texts],
    );
    if (rows.length > 0) {
      found[name] = rows.map(({ row }) => row);
    }
  }
  return found;
}

/** What the cache holds of an athlete, epochs left out: they say nothing but that there was one. */
export function cachedOf(world: Simulation, athleteId: string): string[] {
  return [...world.blobs.texts.keys()].filter(
    (key) => key.includes(athleteId) && !key.endsWith('/epoch'),
  );
}
