/** Getting rid of entries for good: one athlete's, or whole stores that nobody reads any more. */
import type { Clock } from '../core/ports/world.ts';
import type { BlobAccess } from './blob-access.ts';
import type { BlobStore } from './blob-store.ts';
import type { CachePolicy } from './policy.ts';
import { STORE_PREFIX, storesInUse } from './store-name.ts';

const DELETES_AT_A_TIME = 10;

export interface DropEntries {
  /** Deletes every blob of the live stores whose key begins with `prefix`, but not those named. */
  ofAthlete(input: { prefix: string; except: string[] }): Promise<void>;
  /** Answers how many stores went. */
  outdated(): Promise<number>;
}

export function createDropEntries(options: {
  access: BlobAccess;
  blobs: BlobStore;
  clock: Clock;
  policy: CachePolicy;
}): DropEntries {
  const { access, blobs, clock, policy } = options;

  const ourStores = async (signal: AbortSignal) =>
    (await blobs.stores(signal)).filter((store) => store.startsWith(STORE_PREFIX));

  return {
    async ofAthlete({ prefix, except }) {
      const limit = { event: 'cache.purge_failed', ms: policy.purgeMs };
      await access.attempt(limit, async (signal) => {
        const stores = new Set([...(await ourStores(signal)), ...storesInUse(clock.now())]);
        for (const store of stores) {
          const keys = await blobs.list({ store, prefix }, signal);
          const doomed = keys.filter((key) => key.startsWith(prefix) && !except.includes(key));
          for (let at = 0; at < doomed.length; at += DELETES_AT_A_TIME) {
            const some = doomed.slice(at, at + DELETES_AT_A_TIME);
            await Promise.all(some.map((key) => blobs.delete({ store, key }, signal)));
          }
        }
      });
    },
    async outdated() {
      const limit = { event: 'cache.sweep_failed', ms: policy.purgeMs };
      const inUse = storesInUse(clock.now());
      const stores = (await access.attempt(limit, ourStores)) ?? [];
      let dropped = 0;
      for (const store of stores.filter((name) => !inUse.includes(name))) {
        const gone = await access.attempt(limit, async (signal) => {
          await blobs.deleteStore(store, signal);
          return true;
        });
        dropped += gone ? 1 : 0;
      }
      return dropped;
    },
  };
}
