import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

/** A world (database, simulator) takes seconds to start on a busy machine. */
const START_MS = 120_000;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/refuse-duplicate-names.ts'],
    pool: 'forks',
    // Two files at a time: each may hold a Postgres of its own.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: START_MS,
    teardownTimeout: 20_000,
    // A test that only some see, or that is left out, is no gate.
    allowOnly: false,
    passWithNoTests: false,
    // Its summary is the last thing said, in CI as anywhere.
    reporters: ['default'],
  },
});
