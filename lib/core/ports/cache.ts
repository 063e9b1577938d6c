/** The read-through cache. */
import type { AthleteCaller } from '../caller.ts';

interface CacheRead<T> {
  value: T;
  status: 'HIT' | 'STALE' | 'MISS';
}

/** A read-through cache. Broken or slow storage means MISS, never an error. */
export interface Cache {
  /**
   * Entries live under the athlete's id, which comes from the caller, so nobody can name another's.
   * `scope` is what a write invalidates (`activities`, `streams/<activity id>`); `key` tells entries of a
   * scope apart; `parse` validates what was stored.
   */
  read<T>(
    caller: AthleteCaller,
    input: {
      scope: string;
      key: string;
      freshS: number;
      staleS: number;
      parse: (stored: unknown) => T | undefined;
      load: () => Promise<T>;
    },
  ): Promise<CacheRead<T>>;
  invalidate(athleteId: string, scopes: string[]): Promise<void>;
  /** Drops all of an athlete's entries. */
  purge(athleteId: string): Promise<void>;
  /** Drops entries that no read can use any more. Answers how many stores went. */
  sweep(): Promise<number>;
  ping(): Promise<boolean>;
}
