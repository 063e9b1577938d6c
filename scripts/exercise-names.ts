/**
 * Regenerates lib/recording/fit/exercise-names.gen.ts from the profile in fit-file-parser, which decodes the
 * number of an exercise but does not export its names.
 *
 *     node scripts/exercise-names.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exerciseNames } from './exercise-names-file.ts';

writeFileSync(
  join(import.meta.dirname, '../lib/recording/fit/exercise-names.gen.ts'),
  await exerciseNames(),
);
