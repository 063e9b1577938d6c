import { getStore, listStores } from '@netlify/blobs';
import type { BlobStore } from './blob-store.ts';

export interface BlobStoreOptions {
  fetch: typeof globalThis.fetch;
  /** Where the storage is. Left out, the client reads what the platform gives each function. */
  connection?: { siteID: string; token: string; edgeURL: string; uncachedEdgeURL?: string };
}

/** A status the client neither retries nor takes for an answer. */
const NO_RETRY = 424;

function failure(reason: string): Response {
  return new Response(null, { status: NO_RETRY, headers: { 'x-nf-error': reason } });
}

/**
 * One attempt, which ends with the signal. The client repeats failures five times with pauses of 5 s, long
 * after everybody has stopped waiting: failures reach it under a status it does not repeat.
 */
function fetchOnce(fetch: typeof globalThis.fetch, signal: AbortSignal): typeof globalThis.fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, { ...init, signal });
      if (response.status !== 429 && response.status < 500) {
        return response;
      }
      await response.body?.cancel();
      return failure(`status ${response.status}`);
    } catch (error) {
      return failure(error instanceof Error ? error.name : 'unknown');
    }
  };
}

/** Netlify Blobs. Stores are opened per call, because the platform renews its token per request. */
export function createBlobStore(options: BlobStoreOptions): BlobStore {
  const { connection = {} } = options;
  // the environment either offers strong reads or does not: asked once
  let hasStrong = true;

  const open = (name: string, signal: AbortSignal) =>
    getStore({ ...connection, name, fetch: fetchOnce(options.fetch, signal) });

  return {
    async get({ store, key, strong }, signal) {
      const read = async (consistency: 'strong' | 'eventual') =>
        (await open(store, signal).get(key, { consistency, type: 'text' })) as string | null;
      if (strong && hasStrong) {
        try {
          return (await read('strong')) ?? undefined;
        } catch (error) {
          if (!(error instanceof Error && error.name === 'BlobsConsistencyError')) {
            throw error;
          }
          hasStrong = false;
        }
      }
      return (await read('eventual')) ?? undefined;
    },
    async set({ store, key, text }, signal) {
      await open(store, signal).set(key, text);
    },
    async delete({ store, key }, signal) {
      await open(store, signal).delete(key);
    },
    async list({ store, prefix }, signal) {
      const { blobs } = await open(store, signal).list({ prefix });
      return blobs.map((blob) => blob.key);
    },
    async stores(signal) {
      const fetch = fetchOnce(options.fetch, signal);
      return (await listStores({ ...connection, fetch })).stores;
    },
    async deleteStore(store, signal) {
      await open(store, signal).deleteAll();
    },
  };
}
