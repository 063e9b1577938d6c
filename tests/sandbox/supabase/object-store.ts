import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { App } from '@supabase/lite';

type StorageAdapter = NonNullable<App['_storageAdapter']>;
type ObjectMetadata = Awaited<ReturnType<StorageAdapter['headObject']>>;

type Stored = { body: Uint8Array; contentType: string; cacheControl: string };

/** Where objects live: a map, or files. Keys are `bucket/name`. */
type Shelf = {
  read(key: string): Promise<Stored | undefined>;
  write(key: string, stored: Stored): Promise<void>;
  remove(key: string): Promise<void>;
};

function memoryShelf(): Shelf {
  const objects = new Map<string, Stored>();
  return {
    read: async (key) => objects.get(key),
    write: async (key, stored) => void objects.set(key, stored),
    remove: async (key) => void objects.delete(key),
  };
}

function fileShelf(folder: string): Shelf {
  // The name is hashed: an object name may hold `..` or be longer than a file name may be.
  const path = (key: string) => {
    const digest = createHash('sha256').update(key).digest('hex');
    return join(folder, digest.slice(0, 2), digest);
  };
  return {
    async read(key) {
      try {
        const head = JSON.parse(await readFile(`${path(key)}.json`, 'utf8')) as Omit<
          Stored,
          'body'
        >;
        return { ...head, body: await readFile(path(key)) };
      } catch {
        return undefined; // Not there: lite answers 404.
      }
    },
    async write(key, { body, ...head }) {
      await mkdir(dirname(path(key)), { recursive: true });
      await writeFile(path(key), body);
      await writeFile(`${path(key)}.json`, JSON.stringify(head));
    },
    async remove(key) {
      await rm(path(key), { force: true });
      await rm(`${path(key)}.json`, { force: true });
    },
  };
}

function describe({ body, contentType, cacheControl }: Stored): ObjectMetadata {
  return {
    cacheControl,
    contentLength: body.byteLength,
    size: body.byteLength,
    mimetype: contentType,
    lastModified: new Date(),
    eTag: `"${createHash('md5').update(body).digest('hex')}"`,
  };
}

/** Lite's storage adapter: in memory, or under `folder`. */
export function createObjectStore(folder: string | undefined): StorageAdapter {
  const shelf = folder === undefined ? memoryShelf() : fileShelf(folder);

  async function need(bucket: string, name: string): Promise<Stored> {
    const stored = await shelf.read(`${bucket}/${name}`);
    if (stored === undefined) throw new Error(`object bytes are missing: ${bucket}/${name}`);
    return stored;
  }

  return {
    driver: shelf,
    async getObject(bucket, name) {
      const stored = await need(bucket, name);
      return { metadata: describe(stored), httpStatusCode: 200, body: Buffer.from(stored.body) };
    },
    async uploadObject(bucket, name, _version, source, contentType, cacheControl) {
      const body =
        source instanceof Uint8Array
          ? source
          : new Uint8Array(await new Response(source as ReadableStream<Uint8Array>).arrayBuffer());
      const stored = { body, contentType, cacheControl };
      await shelf.write(`${bucket}/${name}`, stored);
      return describe(stored);
    },
    async deleteObject(bucket, name) {
      await shelf.remove(`${bucket}/${name}`);
    },
    async deleteObjects(bucket, names) {
      for (const name of names) await shelf.remove(`${bucket}/${name}`);
    },
    async copyObject(bucket, name, _version, toBucket, toName) {
      const stored = await need(bucket, name);
      await shelf.write(`${toBucket}/${toName}`, stored);
      return { httpStatusCode: 200, eTag: describe(stored).eTag, lastModified: new Date() };
    },
    async headObject(bucket, name) {
      return describe(await need(bucket, name));
    },
    privateAssetUrl: async (bucket, name) => `memory://${bucket}/${name}`,
  };
}
