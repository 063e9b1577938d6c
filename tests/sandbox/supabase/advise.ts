import { runSupabaseCli } from './cli.ts';
import { startLocalSupabase } from './start.ts';

export type Finding = { name: string; level: string; detail: string };

/** On an empty database no index has been used yet, so this one says nothing. */
const MEANINGLESS_WHEN_EMPTY = new Set(['unused_index']);

/** What Supabase's own security and performance lints find in a database with these migrations. */
export async function adviseOnMigrations(migrationsFolder?: string): Promise<Finding[]> {
  const stack = await startLocalSupabase({
    port: 0,
    postgresPort: 0,
    // The stricter view: where nothing is granted, an open table does not count as exposed.
    defaultPrivileges: 'granted',
    ...(migrationsFolder !== undefined && { migrationsFolder }),
  });
  try {
    const command = ['db', 'advisors', '--level', 'info', '--output-format', 'json'];
    const output = await runSupabaseCli(command, {
      postgresUrl: stack.postgresUrl ?? '',
      ...(migrationsFolder !== undefined && { migrationsFolder }),
    });
    const { results } = JSON.parse(output) as { results: Finding[] };
    return results.filter((finding) => !MEANINGLESS_WHEN_EMPTY.has(finding.name));
  } finally {
    await stack.close();
  }
}
