import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from './log.ts';
import type { Later } from './ports/world.ts';

/** The platform's way to keep an instance alive after the response (`context.waitUntil`). */
export type WaitUntil = (work: Promise<unknown>) => void;

export interface LaterPerRequest extends Later {
  /** Runs `work` so that whatever it leaves for later is handed to this request's `waitUntil`. */
  during<T>(waitUntil: WaitUntil | undefined, work: () => T): T;
}

/**
 * Work that goes on after the response was sent. Deps live as long as the instance, `waitUntil` as long as
 * one request; the async context brings them together. Without one (scripts, tests) the work just runs.
 */
export function createLater(log: Log): LaterPerRequest {
  const requests = new AsyncLocalStorage<WaitUntil>();
  return {
    during(waitUntil, work) {
      return waitUntil === undefined ? work() : requests.run(waitUntil, work);
    },
    run(work) {
      const settled = work.catch((error: unknown) => log.warn('later_failed', { error }));
      requests.getStore()?.(settled);
    },
  };
}
