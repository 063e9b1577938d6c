import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobsServer } from '@netlify/blobs/server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createBlobStore } from '../../lib/cache/create-blob-store.ts';
import type { Clock } from '../../lib/core/ports/world.ts';
import { ATHLETE, createInstance, OTHER } from './cache-harness.ts';

const REAL: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

const never = new AbortController().signal;
let folder: string;
let server: BlobsServer;
let edgeURL: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-blobs-'));
  server = new BlobsServer({ directory: folder, token: 'secret' });
  const { port } = await server.start();
  edgeURL = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const connect = (extra: { uncachedEdgeURL?: string } = {}) =>
  createBlobStore({ fetch, connection: { siteID: 'site', token: 'secret', edgeURL, ...extra } });

/** An HTTP server that answers as told, counting requests. */
async function listen(answer: RequestListener) {
  let requests = 0;
  const http: Server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const connection = { siteID: 'site', token: 'secret', edgeURL: `http://127.0.0.1:${port}` };
  return { blobs: createBlobStore({ fetch, connection }), requests: () => requests };
}

describe('Netlify’s own client and local server', () => {
  test('what is set can be read, listed and deleted, store by store', async () => {
    const blobs = connect();
    const store = 'another-store-1';
    for (const key of ['a/1', 'a/2', 'b/1']) {
      await blobs.set({ store, key, text: `text of ${key}` }, never);
    }
    expect(await blobs.get({ store, key: 'a/1', strong: false }, never)).toBe('text of a/1');
    expect(await blobs.get({ store, key: 'a/3', strong: false }, never)).toBeUndefined();
    expect((await blobs.list({ store, prefix: 'a/' }, never)).sort()).toEqual(['a/1', 'a/2']);
    await blobs.delete({ store, key: 'a/1' }, never);
    expect(await blobs.get({ store, key: 'a/1', strong: false }, never)).toBeUndefined();
    expect(await blobs.stores(never)).toContain(store);
    await blobs.deleteStore(store, never);
    expect(await blobs.stores(never)).not.toContain(store);
  });

  test('reads strongly where that is offered, and as well as it can where not', async () => {
    const strong = connect({ uncachedEdgeURL: edgeURL });
    const weak = connect();
    const at = { store: 'another-store-2', key: 'a' };
    await strong.set({ ...at, text: 'x' }, never);
    for (const blobs of [strong, weak, weak]) {
      expect(await blobs.get({ ...at, strong: true }, never)).toBe('x');
    }
  });

  test('without a connection, calls fail and nothing else', async () => {
    const blobs = createBlobStore({ fetch });
    await expect(blobs.get({ store: 's', key: 'k', strong: true }, never)).rejects.toThrow();
    await expect(blobs.stores(never)).rejects.toThrow();
  });

  test.each([500, 503, 429, 403])('a %i is not tried again', async (status) => {
    const { blobs, requests } = await listen((_request, response) => {
      response.writeHead(status).end('no');
    });
    const at = { store: 's', key: 'k' };
    await expect(blobs.get({ ...at, strong: false }, never)).rejects.toThrow();
    await expect(blobs.set({ ...at, text: 'x' }, never)).rejects.toThrow();
    await expect(blobs.list({ store: 's', prefix: '' }, never)).rejects.toThrow();
    await expect(blobs.stores(never)).rejects.toThrow();
    await expect(blobs.deleteStore('s', never)).rejects.toThrow();
    expect(requests()).toBe(5);
  });

  test('ends with its signal', async () => {
    const { blobs, requests } = await listen(() => {});
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(50);
    await expect(blobs.get({ store: 's', key: 'k', strong: false }, signal)).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(requests()).toBe(1);
  });
});

const instance = () => createInstance({ blobs: connect(), clock: REAL });

describe('the cache on it', () => {
  test('MISS, HIT from another instance, invalidated for both, purged', async () => {
    const [one, two] = [instance(), instance()];
    expect((await one.read({ load: () => 'v' })).status).toBe('MISS');
    await one.idle();
    expect(await two.read({ load: () => 'x' })).toEqual({ value: 'v', status: 'HIT' });
    await two.cache.invalidate(ATHLETE, ['activities']);
    expect((await one.read({ load: () => 'w' })).status).toBe('MISS');
    await one.idle();
    await one.read({ load: () => 'theirs', athleteId: OTHER });
    await one.idle();
    await two.cache.purge(ATHLETE);
    expect((await one.read({ load: () => 'z' })).status).toBe('MISS');
    expect((await one.read({ load: () => 'z', athleteId: OTHER })).value).toBe('theirs');
    expect(await one.cache.sweep()).toBe(0);
    expect(await one.cache.ping()).toBe(true);
    await one.idle();
    expect([...one.lines, ...two.lines]).toEqual([]);
  });

  test('a HIT of 100 kB takes milliseconds', async () => {
    const one = instance();
    const big = 'x'.repeat(100_000);
    const at = { scope: 'latency', key: 'k', load: () => big };
    await one.read(at);
    await one.idle();
    const times: number[] = [];
    for (let time = 0; time < 200; time += 1) {
      const startedAt = performance.now();
      expect((await one.read(at)).status).toBe('HIT');
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const [median = 0, p95 = 0] = [times[100], times[190]];
    expect(median, `median ${median.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`).toBeLessThan(50);
  });

  test('a server that hangs costs one deadline, and leaves nothing behind', async () => {
    const { blobs } = await listen(() => {});
    const one = createInstance({ blobs, clock: REAL });
    const startedAt = performance.now();
    expect(await one.read({ load: () => 'v' })).toEqual({ value: 'v', status: 'MISS' });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await one.idle();
    expect(one.lines).toHaveLength(1);
  });
});
