/** Instances of the cache over one storage, as several warm functions would have it. */
import { randomUUID } from 'node:crypto';
import type { BlobStore } from '../../lib/cache/blob-store.ts';
import { createCache } from '../../lib/cache/create-cache.ts';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import { createLog } from '../../lib/core/log.ts';
import type { Cache } from '../../lib/core/ports/cache.ts';
import type { Clock } from '../../lib/core/ports/world.ts';
import { createVirtualClock } from '../jobs/virtual-clock.ts';
import { createMemoryBlobs } from './memory-blobs.ts';

export const ATHLETE = 'a0000000-0000-4000-8000-00000000000a';
export const OTHER = 'b0000000-0000-4000-8000-00000000000b';

const callerOf = (athleteId: string): AthleteCaller => ({
  role: 'athlete',
  athleteId,
  accessToken: 'token',
  email: undefined,
});

/** One warm function: its own memory, the common storage. */
export function createInstance(options: { blobs: BlobStore; clock: Clock }) {
  const lines: string[] = [];
  const pending = new Set<Promise<unknown>>();
  const cache: Cache = createCache({
    blobs: options.blobs,
    clock: options.clock,
    random: { uuid: randomUUID, secret: () => '', unit: () => 0 },
    later: {
      run(work) {
        pending.add(work);
        work.finally(() => pending.delete(work)).catch(() => undefined);
      },
    },
    log: createLog({ write: (line) => lines.push(line), now: () => options.clock.now() }),
  });
  return {
    cache,
    lines,
    /** Until everything left for later is done. */
    idle: async () => {
      while (pending.size > 0) {
        await Promise.all(pending);
      }
    },
    /** Reads `scope`/`key` of an athlete, fresh for 60 s and stale for 600 s. */
    read: <T extends string | number>(input: {
      load: () => T | Promise<T>;
      scope?: string;
      key?: string;
      athleteId?: string;
    }) =>
      cache.read<T>(callerOf(input.athleteId ?? ATHLETE), {
        scope: input.scope ?? 'activities',
        key: input.key ?? 'list',
        freshS: 60,
        staleS: 600,
        parse: (stored) => (typeof stored === 'string' ? (stored as T) : undefined),
        load: async () => input.load(),
      }),
  };
}

export function createCacheHarness() {
  const clock = createVirtualClock();
  const blobs = createMemoryBlobs();
  const instance = () => createInstance({ blobs, clock });
  return { clock, blobs, instance, ...instance() };
}
