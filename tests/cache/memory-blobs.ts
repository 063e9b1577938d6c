/** Blob storage in memory, with faults on demand. */
import type { BlobStore } from '../../lib/cache/blob-store.ts';

type Fault = (operation: keyof BlobStore, key: string) => Promise<void> | undefined;

export interface MemoryBlobs extends BlobStore {
  /** `store/key` → text. */
  texts: Map<string, string>;
  /** Runs before each operation; may throw or never end. */
  fault: Fault;
  calls: (keyof BlobStore)[];
}

export function createMemoryBlobs(): MemoryBlobs {
  const texts = new Map<string, string>();
  const calls: (keyof BlobStore)[] = [];
  const enter = async (operation: keyof BlobStore, key = '') => {
    calls.push(operation);
    await blobs.fault(operation, key);
  };
  const keysOf = (store: string) =>
    [...texts.keys()]
      .filter((name) => name.startsWith(`${store}/`))
      .map((name) => name.slice(store.length + 1));
  const blobs: MemoryBlobs = {
    texts,
    calls,
    fault: () => undefined,
    async get({ store, key }) {
      await enter('get', key);
      return texts.get(`${store}/${key}`);
    },
    async set({ store, key, text }) {
      await enter('set', key);
      texts.set(`${store}/${key}`, text);
    },
    async delete({ store, key }) {
      await enter('delete', key);
      texts.delete(`${store}/${key}`);
    },
    async list({ store, prefix }) {
      await enter('list', prefix);
      return keysOf(store).filter((key) => key.startsWith(prefix));
    },
    async stores() {
      await enter('stores');
      return [...new Set([...texts.keys()].map((name) => name.slice(0, name.indexOf('/'))))];
    },
    async deleteStore(store) {
      await enter('deleteStore', store);
      for (const key of keysOf(store)) {
        texts.delete(`${store}/${key}`);
      }
    },
  };
  return blobs;
}
