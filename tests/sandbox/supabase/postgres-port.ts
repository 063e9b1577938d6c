import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { PGLiteSocketHandler, type PGLiteSocketHandlerOptions } from '@electric-sql/pglite-socket';
import { LocalStackError, portTaken } from './errors.ts';
import type { Gate } from './gate.ts';
import { type PgliteDatabase, resetSession } from './pglite-database.ts';

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const HEAD_BYTES = 8;
/** Messages that end a cycle: the server answers ReadyForQuery. Start-up messages have no type. */
const CYCLE_ENDS = new Set(['Q', 'S', 'F', '\0']);
const TERMINATE = 'X';

type Options = {
  port: number;
  gate: Gate;
  idleTransactionMs: number;
  /** Called when a client gives the database back; it may have changed the schema. */
  onRelease: () => void;
};

/**
 * PGlite behind a Postgres port, for psql, pg and the Supabase CLI.
 *
 * All clients and the API share the one session of PGlite, so they take turns: a client holds the
 * database from its first message until the cycle, or the transaction it opened, is over; the API
 * waits meanwhile (30 s, then it answers 504). A client that idles inside a transaction longer
 * than `idleTransactionMs` is disconnected and its transaction rolled back. Session settings and
 * prepared statements are shared; they are reset when the last client leaves.
 */
export async function openPostgresPort(
  database: PgliteDatabase,
  { port, gate, idleTransactionMs, onRelease }: Options,
): Promise<{ port: number; close: () => Promise<void> }> {
  const turns = createTurns(database, { gate, idleTransactionMs, onRelease });
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

function createTurns(
  database: PgliteDatabase,
  { gate, idleTransactionMs, onRelease }: Omit<Options, 'port'>,
) {
  const { driver } = database.connection;
  const sockets = new Map<number, Socket>();
  const tails = new Map<number, Promise<unknown>>();
  let holder: { id: number; release: () => void; idle?: NodeJS.Timeout } | undefined;

  async function execute(id: number, message: Uint8Array, onData: (data: Uint8Array) => void) {
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === TERMINATE || !sockets.has(id)) return 0; // The session itself is not the client's.
    if (holder?.id !== id) {
      const release = await gate.acquire();
      if (!sockets.has(id)) {
        release();
        return 0;
      }
      holder = { id, release };
    }
    clearTimeout(holder.idle);
    let sent = 0;
    await driver.execProtocolRawStream(message, {
      onRawData: (data) => {
        sent += data.length;
        onData(data);
      },
    });
    if (CYCLE_ENDS.has(type) && !driver.isInTransaction()) giveBack();
    else holder.idle = setTimeout(() => sockets.get(id)?.destroy(), idleTransactionMs);
    return sent;
  }

  function giveBack(): void {
    clearTimeout(holder?.idle);
    const release = holder?.release;
    holder = undefined;
    onRelease();
    release?.();
  }

  /** After a client has gone: ends what it left open, and cleans up once all have gone. */
  async function leave(id: number): Promise<void> {
    sockets.delete(id);
    await tails.get(id)?.catch(() => undefined);
    tails.delete(id);
    if (holder?.id !== id && sockets.size > 0) return;
    if (holder?.id !== id) holder = { id, release: await gate.acquire() };
    try {
      // Sync first: inside a half-sent cycle Postgres skips everything else.
      await driver.execProtocolRaw(new Uint8Array([0x53, 0, 0, 0, 4]), { throwOnError: false });
      await driver.exec('rollback');
      if (sockets.size === 0) await resetSession(database);
    } finally {
      giveBack();
    }
  }

  const departures = new Set<Promise<void>>();
  const queue = {
    async enqueue(id: number, message: Uint8Array, onData: (data: Uint8Array) => void) {
      const turn = (tails.get(id) ?? Promise.resolve())
        .catch(() => undefined)
        .then(async () => execute(id, message, onData));
      tails.set(id, turn);
      return turn;
    },
    clearQueueForHandler(): void {},
    async clearTransactionIfNeeded(id: number): Promise<void> {
      const departure = leave(id).catch((error: unknown) => {
        if (!(error instanceof LocalStackError)) throw error;
      });
      departures.add(departure);
      await departure.finally(() => departures.delete(departure));
    },
  };

  return {
    admit(socket: Socket): void {
      const handler = new PGLiteSocketHandler({
        // The package's own queue lets the API, and half-sent cycles of others, in between.
        queryQueue: queue as unknown as PGLiteSocketHandlerOptions['queryQueue'],
        closeOnDetach: true,
      });
      sockets.set(handler.handlerId, socket);
      void handler.attach(socket);
    },
    async settled(): Promise<void> {
      // The handlers notice the closed sockets one turn of the loop later.
      await new Promise((next) => setTimeout(next, 10));
      await Promise.all(departures);
    },
  };
}
