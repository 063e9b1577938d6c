/**
 * Regenerates supabase/schema.sql and lib/core/database.gen.ts from supabase/migrations.
 * `--check` changes nothing and exits 1 when either is out of date.
 */
import { findDrift, generateSchemaFiles, writeSchemaFiles } from './schema-files.ts';

const files = await generateSchemaFiles();
if (process.argv.includes('--check')) {
  const drift = await findDrift(files);
  if (drift.length > 0) {
    console.error(`${drift.join('\n\n')}\n\nRun: node scripts/schema.ts`);
    process.exitCode = 1;
  }
} else {
  await writeSchemaFiles(files);
}
