import { defineConfig } from 'vitest/config';

/** A world (database, simulator) takes seconds to start on a busy machine. */
const START_MS = 120_000;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/refuse-duplicate-names.ts'],
    pool: 'forks',
    // Two files at a time: each may hold a Postgres of its own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: START_MS,
    teardownTimeout: 20_000,
    // A test that only some see, or that is left out, is no gate.
    allowOnly: false,
    passWithNoTests: false,
    env: {
      // The folder of recorded files: tests that read it say so where it is missing.
      ...(process.env['FETTLE_CORPUS'] === undefined
        ? {}
        : { FETTLE_CORPUS: process.env['FETTLE_CORPUS'] }),
      NO_COLOR: '1',
    },
    reporters: ['default'],
  },
});
