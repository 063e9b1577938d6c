/** Epochs: written by invalidation, checked by every read, doubted where this instance knows better. */
import type { Clock, Later, Random } from '../core/ports/world.ts';
import type { BlobAccess, Snapshot } from './blob-access.ts';
import type { BlobStore } from './blob-store.ts';
import type { CacheKeys } from './cache-keys.ts';
import type { CachePolicy } from './policy.ts';
import { createRecentInvalidations } from './recent-invalidations.ts';
import { storesInUse } from './store-name.ts';

interface Verdict {
  /** What an entry must carry; `undefined`: storage cannot be trusted, so neither read nor write it. */
  epoch: string | undefined;
  /** Loads with the same tag may be shared: nothing was invalidated between them. */
  tag: string;
}

export interface Epochs {
  /** Gives each key a new epoch. Never fails: what cannot be written is remembered and tried again. */
  renew(keys: string[]): Promise<void>;
  judge(keys: CacheKeys, snapshot: Snapshot | undefined): Verdict;
}

export function createEpochs(options: {
  access: BlobAccess;
  blobs: BlobStore;
  clock: Clock;
  random: Random;
  later: Later;
  policy: CachePolicy;
}): Epochs {
  const { access, blobs, clock, random, later, policy } = options;
  const recent = createRecentInvalidations(clock);

  const renewOne = async (key: string, ms: number) => {
    // never the same twice: an old one written late must not bring back what it had outdated
    const id = random.uuid();
    recent.note(key, id);
    const stores = storesInUse(clock.now());
    const written = await access.attempt(
      { event: 'cache.invalidate_failed', ms },
      async (signal) => {
        await Promise.all(stores.map((store) => blobs.set({ store, key, text: id }, signal)));
        return true;
      },
    );
    if (written) {
      recent.written(key, id);
    }
    return written === true;
  };

  const renew = async (keys: string[]) => {
    const written = await Promise.all(keys.map((key) => renewOne(key, policy.invalidateMs)));
    const failed = keys.filter((_, index) => !written[index]);
    if (failed.length > 0) {
      // other instances still see the old epoch: once more, with patience nobody has to wait for
      later.run(Promise.all(failed.map((key) => renewOne(key, policy.writeMs))));
    }
  };

  return {
    renew,
    judge(keys, snapshot) {
      if (recent.isFull()) {
        return { epoch: undefined, tag: random.uuid() };
      }
      for (const key of [keys.athleteEpoch, keys.scopeEpoch]) {
        if (recent.wantsWriting(key)) {
          later.run(renewOne(key, policy.writeMs));
        }
      }
      if (snapshot === undefined) {
        // another instance may write at any time, and we could not see it
        return { epoch: undefined, tag: random.uuid() };
      }
      const epoch = `${snapshot.athleteEpoch}.${snapshot.scopeEpoch}`;
      const athleteId = recent.expected(keys.athleteEpoch) ?? snapshot.athleteEpoch;
      const scopeId = recent.expected(keys.scopeEpoch) ?? snapshot.scopeEpoch;
      const expected = `${athleteId}.${scopeId}`;
      // what is read is either older than what this instance wrote, or newer: not to be told apart
      return expected === epoch
        ? { epoch, tag: epoch }
        : { epoch: undefined, tag: `${epoch} ${expected}` };
    },
  };
}
