import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** Serves a folder as Netlify serves its publish folder: `/reference` is `reference/index.html`. */
export async function serveSite(options: {
  folder: string;
  port: number;
}): Promise<{ close: () => Promise<void> }> {
  const read = async (path: string) => {
    const file = normalize(join(options.folder, path));
    if (!file.startsWith(options.folder + sep)) {
      return undefined;
    }
    const candidates = extname(file) === '' ? [join(file, 'index.html'), `${file}.html`] : [file];
    for (const candidate of candidates) {
      const bytes = await readFile(candidate).catch(() => undefined);
      if (bytes !== undefined) {
        return { bytes, type: TYPES[extname(candidate)] ?? 'application/octet-stream' };
      }
    }
    return undefined;
  };
  const answer = async (path: string, response: ServerResponse) => {
    const found = await read(path);
    // as netlify.toml has it
    const missing = path.startsWith('/api/') ? '/api-not-found.json' : '/404.html';
    const page = found ?? (await read(missing));
    response.statusCode = found === undefined ? 404 : 200;
    response.setHeader('Content-Type', page?.type ?? 'text/plain; charset=utf-8');
    response.setHeader('Cache-Control', 'no-cache');
    response.end(page?.bytes ?? 'There is no such page.\n');
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    void answer(decodePath(pathname), response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is taken: is another world running?' : cause.message;
      reject(new Error(`Port ${options.port}, for the site, ${why}`, { cause }));
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A path that is no valid encoding finds nothing. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/-';
  }
}
