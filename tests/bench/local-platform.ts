/**
 * The parts of Netlify that a function calls, as a program of its own: blob storage, and the background
 * function that runs jobs, which only counts its calls here. Says where they are over IPC.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobsServer } from '@netlify/blobs/server';

export interface Platform {
  /** For NETLIFY_BLOBS_CONTEXT. */
  blobsContext: string;
  siteUrl: string;
}

const directory = process.argv[2] ?? '';
const token = 'local-benchmark-only';
const blobs = new BlobsServer({ directory, token, logger: () => undefined });
const { port } = await blobs.start();
let wakes = 0;
const site = createServer((request, response) => {
  wakes += request.url?.endsWith('/run-jobs-background') === true ? 1 : 0;
  request.resume();
  response.writeHead(202).end();
});
await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));

process.on('message', ({ id }: { id: number }) => process.send?.({ id, rows: [{ wakes }] }));
process.on('disconnect', () => process.exit());
const edgeURL = `http://localhost:${port}`;
const context = { edgeURL, uncachedEdgeURL: edgeURL, siteID: 'benchmark', token, deployID: 'one' };
process.send?.({
  blobsContext: Buffer.from(JSON.stringify(context)).toString('base64'),
  siteUrl: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
});
