/** Blob storage with a deadline on every call; failures become `undefined` and a line in the log a minute. */
import type { Log } from '../core/log.ts';
import type { Clock } from '../core/ports/world.ts';
import type { BlobStore } from './blob-store.ts';
import type { CacheKeys } from './cache-keys.ts';
import type { CachePolicy } from './policy.ts';
import { withDeadline } from './with-deadline.ts';

export interface Snapshot {
  athleteEpoch: string;
  scopeEpoch: string;
  /** The entry's text; `undefined`: none, or it could not be read. */
  entry: string | undefined;
}

export interface BlobAccess {
  /** `undefined`: failed. */
  attempt<T>(
    limit: { event: string; ms: number },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>;
  /** Both epochs and the entry at once. `undefined`: the epochs are unknown. */
  look(store: string, keys: CacheKeys): Promise<Snapshot | undefined>;
  complain(event: string, error: unknown): void;
}

export function createBlobAccess(options: {
  blobs: BlobStore;
  clock: Clock;
  log: Log;
  policy: CachePolicy;
}): BlobAccess {
  const { blobs, clock, log, policy } = options;
  let complainedAtMs = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let brokenUntilMs = 0;

  const complain = (event: string, error: unknown) => {
    const now = clock.now().getTime();
    if (now - complainedAtMs >= policy.complainEveryMs) {
      complainedAtMs = now;
      log.warn(event, { error });
    }
  };

  const attempt: BlobAccess['attempt'] = async (limit, work) => {
    try {
      return await withDeadline({ clock, ms: limit.ms }, work);
    } catch (error) {
      complain(limit.event, error);
      return undefined;
    }
  };

  return {
    attempt,
    complain,
    async look(store, keys) {
      if (clock.now().getTime() < brokenUntilMs) {
        return undefined;
      }
      const snapshot = await attempt({ event: 'cache.read_failed', ms: policy.readMs }, (signal) =>
        Promise.all([
          blobs.get({ store, key: keys.athleteEpoch, strong: true }, signal),
          blobs.get({ store, key: keys.scopeEpoch, strong: true }, signal),
          blobs.get({ store, key: keys.entry, strong: false }, signal),
        ]),
      );
      if (snapshot === undefined) {
        failures += 1;
        if (failures >= policy.breakAfter) {
          failures = 0;
          brokenUntilMs = clock.now().getTime() + policy.breakMs;
        }
        return undefined;
      }
      failures = 0;
      const [athleteEpoch = '', scopeEpoch = '', entry] = snapshot;
      return { athleteEpoch, scopeEpoch, entry };
    },
  };
}
