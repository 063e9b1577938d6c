/**
 * What this instance has invalidated lately, so that it never serves it again: not while storage still shows
 * the old epoch, and not where the new one could not be written at all.
 */
import type { Clock } from '../core/ports/world.ts';
import { storesEnd } from './store-name.ts';

/** So long a read may still show the epoch before; twice what Netlify promises. */
const LAG_MS = 120_000;
const RETRY_MS = 5_000;
const MAX_RECORDS = 10_000;

interface Invalidation {
  id: string;
  written: boolean;
  /** When writing was last tried. */
  triedAtMs: number;
  /** When it is of no more use. */
  forgetAtMs: number;
}

export interface RecentInvalidations {
  /** Notes a new epoch, not written yet. */
  note(key: string, id: string): void;
  /** The epoch `id` of `key` can be read now. */
  written(key: string, id: string): void;
  /** The epoch this instance wrote last; an entry of any other must not be served. */
  expected(key: string): string | undefined;
  /** True when writing failed and it is time to try again. */
  wantsWriting(key: string): boolean;
  /** More was invalidated in vain than can be remembered: nothing can be trusted until this time. */
  isFull(): boolean;
}

export function createRecentInvalidations(clock: Clock): RecentInvalidations {
  const records = new Map<string, Invalidation>();
  let fullUntilMs = 0;

  const current = (key: string) => {
    const record = records.get(key);
    if (record && clock.now().getTime() >= record.forgetAtMs) {
      records.delete(key);
      return undefined;
    }
    return record;
  };

  const makeRoom = (now: Date) => {
    if (records.size < MAX_RECORDS) {
      return;
    }
    for (const [key, record] of records) {
      if (record.written || now.getTime() >= record.forgetAtMs) {
        records.delete(key);
      }
    }
    if (records.size >= MAX_RECORDS) {
      fullUntilMs = storesEnd(now).getTime();
      records.clear();
    }
  };

  return {
    note(key, id) {
      const now = clock.now();
      makeRoom(now);
      const forgetAtMs = storesEnd(now).getTime();
      records.set(key, { id, written: false, triedAtMs: now.getTime(), forgetAtMs });
    },
    written(key, id) {
      const record = records.get(key);
      if (record?.id === id) {
        record.written = true;
        record.forgetAtMs = clock.now().getTime() + LAG_MS;
      }
    },
    expected: (key) => current(key)?.id,
    wantsWriting(key) {
      const record = current(key);
      return (
        record !== undefined &&
        !record.written &&
        clock.now().getTime() - record.triedAtMs >= RETRY_MS
      );
    },
    isFull: () => clock.now().getTime() < fullUntilMs,
  };
}
