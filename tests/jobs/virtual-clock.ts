/** Time that moves only when told, so that minutes of waiting take no time. */
import type { Clock } from '../../lib/core/ports/world.ts';

interface Timer {
  at: number;
  order: number;
  fire: () => void;
}

export interface VirtualClock extends Clock {
  /** Moves time on, firing every timer on the way. */
  advance(ms: number): Promise<void>;
  /** Moves time from timer to timer until `promise` settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Lets everything that is ready to run do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createVirtualClock(start = '2026-11-20T12:00:00Z'): VirtualClock {
  let now = Date.parse(start);
  let order = 0;
  const timers = new Set<Timer>();

  const next = () => [...timers].sort((a, b) => a.at - b.at || a.order - b.order).at(0);

  const fire = async (timer: Timer) => {
    now = Math.max(now, timer.at);
    timers.delete(timer);
    timer.fire();
    await settle();
  };

  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        order += 1;
        const timer: Timer = { at: now + Math.max(0, ms), order, fire: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          timers.delete(timer);
          reject(signal.reason as Error);
        });
      }),
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (let timer = next(); timer && timer.at <= target; timer = next()) {
        await fire(timer);
      }
      now = target;
      await settle();
    },
    async until(promise) {
      const ended = new AbortController();
      const end = () => ended.abort();
      promise.then(end, end);
      for (let idle = 0; !ended.signal.aborted && idle < 20; ) {
        await settle();
        const timer = ended.signal.aborted ? undefined : next();
        if (timer) {
          await fire(timer);
          idle = 0;
        } else {
          idle += 1;
        }
      }
      if (!ended.signal.aborted) {
        throw new Error('Nothing moves any more, but the promise has not settled.');
      }
      return promise;
    },
  };
}
