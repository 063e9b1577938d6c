/**
 * Fails a file in which two tests have the same name: the report of one would stand for both, and one that
 * vanished would not be missed.
 */
import { beforeAll } from 'vitest';
import { duplicateNames } from './duplicate-names.ts';

// oxlint-disable-next-line no-empty-pattern -- the runner reads the pattern to learn which fixtures are wanted
beforeAll(({}, suite) => {
  const names = duplicateNames(suite);
  if (names.length > 0) {
    throw new Error(`Two tests are called:\n  ${names.join('\n  ')}`);
  }
});
