import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { portTaken } from './errors.ts';
import type { PgliteDatabase } from './pglite-database.ts';
import { createTurns, type TurnOptions } from './postgres-turns.ts';

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const HEAD_BYTES = 8;

/**
 * PGlite behind a Postgres port, for psql, pg and the Supabase CLI.
 *
 * All clients and the API share the one session of PGlite, so they take turns: a client holds the
 * database from its first message until the cycle, or the transaction it opened, is over; the API
 * waits meanwhile (30 s, then it answers 504). A client that idles inside a transaction longer
 * than `idleTransactionMs` is disconnected and its transaction rolled back. Role, claims and search
 * path are each client's own; other settings, temporary tables and prepared statements are shared,
 * and reset when the last client leaves.
 */
export async function openPostgresPort(
  database: PgliteDatabase,
  { port, ...options }: TurnOptions & { port: number },
): Promise<{ port: number; close: () => Promise<void> }> {
  const turns = await createTurns(database, options);
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    greet(socket, () => turns.admit(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port, '--postgres-port')));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
      await turns.settled();
    },
  };
}

/** Declines encryption, which psql asks for first, and hands the socket over at start-up. */
function greet(socket: Socket, admit: () => void): void {
  socket.once('readable', () => {
    const head = socket.read() as Buffer | null;
    if (head === null) return;
    const code = head.length >= HEAD_BYTES ? head.readInt32BE(4) : 0;
    if (code === CANCEL_REQUEST) {
      socket.destroy();
    } else if (code === SSL_REQUEST || code === GSS_REQUEST) {
      socket.write('N');
      greet(socket, admit);
    } else {
      socket.unshift(head);
      admit();
    }
  });
}
