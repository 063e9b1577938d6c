/**
 * The read-through cache on blob storage. An entry carries the epochs of its athlete and its scope as they
 * were before it was loaded; invalidating writes a new epoch, so whatever was loaded while a write happened
 * is never served after it. Storage that is broken, slow or full of nonsense means MISS, never an error.
 */
import type { Log } from '../core/log.ts';
import type { Cache } from '../core/ports/cache.ts';
import type { Clock, Later, Random } from '../core/ports/world.ts';
import { createBlobAccess } from './blob-access.ts';
import type { BlobStore } from './blob-store.ts';
import { readEntry, writeEntry } from './cache-entry.ts';
import { athletePrefix, cacheKeys } from './cache-keys.ts';
import { createDropEntries } from './drop-entries.ts';
import { createEpochs } from './epochs.ts';
import { CACHE_POLICY, type CachePolicy } from './policy.ts';
import { createSingleFlight } from './single-flight.ts';
import { storeName } from './store-name.ts';

export interface CacheOptions {
  blobs: BlobStore;
  clock: Clock;
  random: Random;
  later: Later;
  log: Log;
  policy?: CachePolicy;
}

interface Usable<T> {
  value: T;
  ageS: number;
}

/** The entry's value, if it is one, of this epoch, and what the caller stores there. */
function usable<T>(input: {
  text: string | undefined;
  epoch: string;
  now: Date;
  skewMs: number;
  parse: (stored: unknown) => T | undefined;
}): Usable<T> | undefined {
  const entry = input.text === undefined ? undefined : readEntry(input.text);
  const ageMs = entry === undefined ? 0 : input.now.getTime() - entry.storedAtMs;
  if (entry?.epoch !== input.epoch || ageMs < -input.skewMs) {
    return undefined;
  }
  try {
    const value = input.parse(entry.value);
    return value === undefined ? undefined : { value, ageS: Math.max(0, ageMs) / 1000 };
  } catch {
    // a parser that throws says the same as one that answers `undefined`: not what it should be
    return undefined;
  }
}

export function createCache(options: CacheOptions): Cache {
  const { blobs, clock, later, log, random, policy = CACHE_POLICY } = options;
  const access = createBlobAccess({ blobs, clock, log, policy });
  const epochs = createEpochs({ access, blobs, clock, random, later, policy });
  const drop = createDropEntries({ access, blobs, clock, policy });
  const flights = createSingleFlight<{ value: unknown; stored: Promise<unknown> }>();

  return {
    async read(caller, input) {
      const { scope, key } = input;
      const keys = cacheKeys({ athleteId: caller.athleteId, scope, key });
      const store = storeName(clock.now());
      const snapshot = await access.look(store, keys);
      const { epoch, tag } = epochs.judge(keys, snapshot);

      const load = async () => {
        const storedAtMs = clock.now().getTime();
        const value = await input.load();
        const write = async (signal: AbortSignal) => {
          // after the answer: making text of an hour's samples takes as long as reading them
          await new Promise((resolve) => setImmediate(resolve));
          const text = writeEntry({ epoch: epoch ?? '', storedAtMs, value });
          await blobs.set({ store, key: keys.entry, text }, signal);
        };
        const limit = { event: 'cache.write_failed', ms: policy.writeMs };
        const stored = epoch === undefined ? Promise.resolve() : access.attempt(limit, write);
        return { value, stored };
      };
      const flight = () => flights.run(`${store}/${keys.entry}@${tag}`, load);

      const found =
        epoch === undefined
          ? undefined
          : usable({
              text: snapshot?.entry,
              epoch,
              now: clock.now(),
              skewMs: policy.skewMs,
              parse: input.parse,
            });
      if (found !== undefined && found.ageS <= input.freshS) {
        return { value: found.value, status: 'HIT' };
      }
      if (found !== undefined && found.ageS <= input.freshS + input.staleS) {
        const renewed = flight()
          .then(({ stored }) => stored)
          .catch((error: unknown) => access.complain('cache.revalidate_failed', error));
        later.run(renewed);
        return { value: found.value, status: 'STALE' };
      }
      const loaded = await flight();
      later.run(loaded.stored);
      return { value: loaded.value as Awaited<ReturnType<typeof input.load>>, status: 'MISS' };
    },

    async invalidate(athleteId, scopes) {
      await epochs.renew(
        scopes.map((scope) => cacheKeys({ athleteId, scope, key: '' }).scopeEpoch),
      );
    },

    /** Best effort: what cannot be deleted cannot be read either, and goes with its store. */
    async purge(athleteId) {
      const { athleteEpoch } = cacheKeys({ athleteId, scope: '', key: '' });
      await epochs.renew([athleteEpoch]);
      await drop.ofAthlete({ prefix: athletePrefix(athleteId), except: [athleteEpoch] });
    },

    sweep: () => drop.outdated(),

    async ping() {
      const store = storeName(clock.now());
      const limit = { event: 'cache.ping_failed', ms: policy.invalidateMs };
      const answer = await access.attempt(limit, async (signal) => {
        await blobs.get({ store, key: 'ping', strong: false }, signal);
        return true;
      });
      return answer === true;
    },
  };
}
