import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portTaken } from './errors.ts';
import type { Handler } from './gateway.ts';

/** Serves a fetch handler over HTTP on the loopback address. */
export async function serveHttp(
  handler: Handler,
  { port, log }: { port: number; log: (line: string) => void },
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch((error: unknown) => {
      log(`request failed: ${incoming.method} ${incoming.url}: ${String(error)}`);
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message: 'Internal server error' }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port, '--port')));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
    },
  };
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const bodiless = method === 'GET' || method === 'HEAD' || chunks.length === 0;
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method,
    headers,
    ...(!bodiless && { body: Buffer.concat(chunks) }),
  });
  const response = await handler(request);
  const body = method === 'HEAD' ? undefined : Buffer.from(await response.arrayBuffer());
  const out = Object.fromEntries(response.headers);
  delete out['transfer-encoding'];
  outgoing.writeHead(response.status, {
    ...out,
    ...(body !== undefined && { 'content-length': body.byteLength }),
  });
  outgoing.end(body);
}
