import { createServer } from 'node:net';
import type { DevOptions } from './options.ts';

/** Can somebody listen there? Both addresses of `localhost` must be free. */
async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

/** One line for each port that is taken, with the flag that chooses another. */
export async function takenPorts(options: DevOptions): Promise<string[]> {
  const wanted = [
    ['--port', options.port],
    ['--site-port', options.sitePort],
    ['--supabase-port', options.supabasePort],
    ['--postgres-port', options.postgresPort],
    ['--strava-port', options.stravaPort],
  ] as const;
  const lines: string[] = [];
  for (const [flag, port] of wanted) {
    const free = (await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'));
    if (!free) {
      lines.push(`Port ${port} is taken: stop what runs there, or choose another with ${flag}.`);
    }
  }
  return lines;
}
