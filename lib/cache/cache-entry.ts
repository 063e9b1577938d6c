import * as z from 'zod';

/** Raised when the envelope changes; an entry of another version is no entry. */
const VERSION = 1;

const entrySchema = z.object({
  v: z.literal(VERSION),
  /** The athlete's and the scope's epochs when loading began. */
  epoch: z.string(),
  /** When loading began, ms. */
  stored_at: z.number(),
  value: z.unknown(),
});

export interface CacheEntry {
  epoch: string;
  storedAtMs: number;
  value: unknown;
}

export function writeEntry(entry: CacheEntry): string {
  const { epoch, storedAtMs, value } = entry;
  return JSON.stringify({ v: VERSION, epoch, stored_at: storedAtMs, value });
}

/** `undefined`: not an entry. */
export function readEntry(text: string): CacheEntry | undefined {
  try {
    const { epoch, stored_at, value } = entrySchema.parse(JSON.parse(text));
    return { epoch, storedAtMs: stored_at, value };
  } catch {
    // whatever wrote it, it is not ours: the next write replaces it
    return undefined;
  }
}
