import type { Deps } from '../core/ports.ts';

/** What one request carries from its first middleware to its last. */
export interface Env {
  Variables: {
    deps: Deps;
    requestId: string;
    operation: string;
    startedMs: number;
    /** Server-Timing entries, ms. */
    timings: string[];
    athleteId: string | undefined;
  };
}
