import type { Socket } from 'node:net';
import { PGLiteSocketHandler, type PGLiteSocketHandlerOptions } from '@electric-sql/pglite-socket';
import { LocalStackError } from './errors.ts';
import type { Gate } from './gate.ts';
import { type PgliteDatabase, resetSession } from './pglite-database.ts';

/** Messages that end a cycle: the server answers ReadyForQuery. Start-up messages have no type. */
const CYCLE_ENDS = new Set(['Q', 'S', 'F', '\0']);
const TERMINATE = 'X';

export type TurnOptions = {
  gate: Gate;
  /** How long a client may idle inside a transaction. */
  idleTransactionMs: number;
  /** Called when a client gives the database back; it may have changed the schema. */
  onRelease: () => void;
};

type SessionSettings = Record<string, string>;

/** What tests and people set on a connection to look through an athlete's eyes. */
const READ_SETTINGS = `select jsonb_object_agg(name, coalesce(current_setting(name, true), '') order by name) as settings
  from unnest(array['role', 'search_path', 'request.jwt.claims', 'request.jwt.claim.sub',
    'request.jwt.claim.role']) as name`;
const RESTORE_SETTINGS = 'select set_config(key, value, false) from jsonb_each_text($1::jsonb)';

/** Lends the one session of PGlite to one client of the Postgres port after another. */
export async function createTurns(
  database: PgliteDatabase,
  { gate, idleTransactionMs, onRelease }: TurnOptions,
) {
  const { driver } = database.connection;
  const [initial] = await gate.run(async () => database.query(READ_SETTINGS));
  const defaults = initial?.['settings'] as SessionSettings;
  const sockets = new Map<number, Socket>();
  const tails = new Map<number, Promise<unknown>>();
  const settings = new Map<number, SessionSettings>();
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
      await adopt(settings.get(id));
    }
    clearTimeout(holder.idle);
    let sent = 0;
    await driver.execProtocolRawStream(message, {
      onRawData: (data) => {
        sent += data.length;
        onData(data);
      },
    });
    if (CYCLE_ENDS.has(type) && !driver.isInTransaction()) await putAway(id);
    else holder.idle = setTimeout(() => sockets.get(id)?.destroy(), idleTransactionMs);
    return sent;
  }

  async function adopt(own: SessionSettings | undefined): Promise<void> {
    if (own !== undefined) await database.query(RESTORE_SETTINGS, [JSON.stringify(own)]);
  }

  /** Keeps what the client has set for its next turn, and leaves the session as the API wants it. */
  async function putAway(id: number): Promise<void> {
    const [row] = await database.query(READ_SETTINGS);
    const own = row?.['settings'] as SessionSettings;
    if (JSON.stringify(own) === JSON.stringify(defaults)) settings.delete(id);
    else {
      settings.set(id, own);
      await adopt(defaults);
    }
    giveBack();
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
    settings.delete(id);
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
