import type { Clock } from '../core/ports/world.ts';

/**
 * The answer of `work`, or a rejection after `ms`. Work that goes on after that is abandoned: its signal is
 * aborted, and what becomes of it is nobody's concern.
 */
export async function withDeadline<T>(
  limit: { clock: Clock; ms: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ended = new AbortController();
  const expiry = limit.clock.sleep(limit.ms, ended.signal).then(() => {
    const error = new Error(`No answer within ${limit.ms} ms.`);
    over.abort(error);
    throw error;
  });
  const running = (async () => work(over.signal))();
  try {
    return await Promise.race([running, expiry]);
  } finally {
    ended.abort();
    // the loser's rejection has no reader any more
    running.catch(() => undefined);
    expiry.catch(() => undefined);
  }
}
