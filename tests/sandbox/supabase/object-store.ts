import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { App } from '@supabase/lite';

type StorageAdapter = NonNullable<App['_storageAdapter']>;
type ObjectMetadata = Awaited<ReturnType<StorageAdapter['headObject']>>;

/** Where object bytes live: a map, or files. Keys are `bucket/name`; lite keeps the metadata. */
type Bytes = {
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
};

function memoryBytes(): Bytes {
  const objects = new Map<string, Uint8Array>();
  return {
    read: async (key) => objects.get(key),
    write: async (key, bytes) => void objects.set(key, bytes),
    remove: async (key) => void objects.delete(key),
  };
}

function fileBytes(folder: string): Bytes {
  // The name is hashed: an object name may hold `..` or be longer than a file name may be.
  const path = (key: string) => {
    const digest = createHash('sha256').update(key).digest('hex');
    return join(folder, digest.slice(0, 2), digest);
  };
  return {
    read: async (key) => readFile(path(key)).catch(() => undefined),
    write: async (key, bytes) => {
      await mkdir(dirname(path(key)), { recursive: true });
      await writeFile(path(key), bytes);
    },
    remove: async (key) => rm(path(key), { force: true }),
  };
}

/** Lite's storage adapter: in memory, or under `folder`. */
export function createObjectStore(folder: string | undefined): StorageAdapter {
  const bytes = folder === undefined ? memoryBytes() : fileBytes(folder);
  const types = new Map<string, { contentType: string; cacheControl: string }>();
  const keyOf = (bucket: string, name: string) => `${bucket}/${name}`;

  function describe(key: string, body: Uint8Array): ObjectMetadata {
    const type = types.get(key);
    return {
      cacheControl: type?.cacheControl ?? 'no-cache',
      contentLength: body.byteLength,
      size: body.byteLength,
      mimetype: type?.contentType ?? 'application/octet-stream',
      lastModified: new Date(),
      eTag: `"${createHash('md5').update(body).digest('hex')}"`,
    };
  }

  async function need(key: string): Promise<Uint8Array> {
    const body = await bytes.read(key);
    if (body === undefined) throw new Error(`object bytes are missing: ${key}`);
    return body;
  }

  return {
    driver: bytes,
    async getObject(bucket, name) {
      const key = keyOf(bucket, name);
      const body = await need(key);
      return { metadata: describe(key, body), httpStatusCode: 200, body: Buffer.from(body) };
    },
    async uploadObject(bucket, name, _version, body, contentType, cacheControl) {
      const key = keyOf(bucket, name);
      const raw =
        body instanceof Uint8Array
          ? body
          : new Uint8Array(await new Response(body as ReadableStream<Uint8Array>).arrayBuffer());
      await bytes.write(key, raw);
      types.set(key, { contentType, cacheControl });
      return describe(key, raw);
    },
    async deleteObject(bucket, name) {
      await bytes.remove(keyOf(bucket, name));
    },
    async deleteObjects(bucket, names) {
      for (const name of names) await bytes.remove(keyOf(bucket, name));
    },
    async copyObject(bucket, name, _version, toBucket, toName) {
      const body = await need(keyOf(bucket, name));
      const target = keyOf(toBucket, toName);
      await bytes.write(target, body);
      const type = types.get(keyOf(bucket, name));
      if (type !== undefined) types.set(target, type);
      const { eTag, lastModified } = describe(target, body);
      return { httpStatusCode: 200, eTag, ...(lastModified && { lastModified }) };
    },
    async headObject(bucket, name) {
      const key = keyOf(bucket, name);
      return describe(key, await need(key));
    },
    privateAssetUrl: async (bucket, name) => `memory://${keyOf(bucket, name)}`,
  };
}
