import { LocalStackError } from './errors.ts';

/**
 * One user at a time, first come first served.
 *
 * PGlite is a single connection and lite's driver does not queue: without the gate the BEGIN of one
 * request lands inside the transaction of another, with the other caller's role and claims.
 */
export type Gate = {
  /** Waits for the turn; rejects with `busy` after `waitMs`, so that nobody waits for ever. */
  acquire(): Promise<() => void>;
  run<T>(work: () => Promise<T>): Promise<T>;
};

type Waiter = { enter: (release: () => void) => void; timer: NodeJS.Timeout };

export function createGate({ waitMs }: { waitMs: number }): Gate {
  const waiters: Waiter[] = [];
  let taken = false;

  function makeRelease(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = waiters.shift();
      if (next === undefined) {
        taken = false;
        return;
      }
      clearTimeout(next.timer);
      next.enter(makeRelease());
    };
  }

  async function acquire(): Promise<() => void> {
    if (!taken) {
      taken = true;
      return makeRelease();
    }
    return new Promise((enter, reject) => {
      const timer = setTimeout(() => {
        waiters.splice(waiters.indexOf(waiter), 1);
        const message = `The local database stayed busy for ${waitMs / 1000} s: a client holds it.`;
        reject(new LocalStackError('busy', message));
      }, waitMs);
      const waiter: Waiter = { enter, timer };
      waiters.push(waiter);
    });
  }

  return {
    acquire,
    async run(work) {
      const release = await acquire();
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
