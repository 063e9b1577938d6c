import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request as the Fetch API has it. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Header of a response that is never sent: what to do with the connection instead. */
export const connectionHeader = 'x-simulator-connection';

const largestBodyBytes = 100 * 1024 * 1024;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function requestOf(incoming: IncomingMessage, origin: string): Promise<Request> {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
  }
  const method = incoming.method ?? 'GET';
  const body = await bodyOf(incoming);
  return new Request(new URL(incoming.url ?? '/', origin), {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
}

/** `X-Ratelimit-Limit`: on the wire Strava writes each word of a name with one capital. */
function wireCase(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const connection = response.headers.get(connectionHeader);
  if (connection === 'hold') return;
  if (connection === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(wireCase(name), value);
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function listen(server: Server, at: { port: number; host: string }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `port ${at.port} of ${at.host} is taken: stop whoever uses it or choose another port`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen(at.port, at.host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Serves a Fetch handler over HTTP/1.1. `close` cuts every connection, also those left hanging. */
export async function serve(options: {
  port: number;
  host: string;
  handler: FetchHandler;
  log: (line: string) => void;
}): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const origin = `http://${incoming.headers.host ?? 'localhost'}`;
    requestOf(incoming, origin)
      .then((request) => options.handler(request))
      .then((response) => send(response, outgoing))
      .catch((error: unknown) => {
        options.log(`request failed: ${String(error)}`);
        outgoing.destroy();
      });
  });
  const port = await listen(server, options);
  return {
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
