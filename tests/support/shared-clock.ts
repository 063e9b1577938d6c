import type { Clock } from '../../lib/core/ports/world.ts';

/** So long a sleep passes as if time ran faster: waits between retries, polls. Longer ones are deadlines. */
const SHORT_MS = 5_000;
const SPEED_UP = 50;

export interface SharedClock extends Clock {
  /** Moves time on and wakes whoever slept until then. */
  advance(seconds: number): void;
  /** The same time seen by somebody whose clock is wrong by so much. */
  offBy(seconds: number): Clock;
}

interface Sleeper {
  atMs: number;
  wake: () => void;
}

/**
 * One time for everybody in a simulation: it runs like real time, and jumps where nothing happens. A short
 * sleep takes a fiftieth of its time and takes the clock along; a long one waits until time is there.
 */
export function createSharedClock(start: string): SharedClock {
  const bornMs = performance.now();
  const baseMs = Date.parse(start);
  let aheadMs = 0;
  const sleepers = new Set<Sleeper>();

  const nowMs = () => baseMs + aheadMs + (performance.now() - bornMs);

  const wakeDue = () => {
    const now = nowMs();
    for (const sleeper of sleepers) {
      if (sleeper.atMs <= now) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    }
  };

  /** Never back: of sleepers side by side the last one decides how far time went. */
  const reach = (atMs: number) => {
    aheadMs += Math.max(0, atMs - nowMs());
    wakeDue();
  };

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const atMs = nowMs() + Math.max(0, ms);
      const isShort = ms <= SHORT_MS;
      const timer = setTimeout(() => reach(atMs), isShort ? ms / SPEED_UP : Math.min(ms, 2 ** 30));
      timer.unref();
      const sleeper: Sleeper = {
        atMs,
        wake() {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        clearTimeout(timer);
        sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  const now = () => new Date(nowMs());
  return {
    now,
    sleep,
    advance: (seconds) => reach(nowMs() + seconds * 1000),
    offBy: (seconds) => ({ now: () => new Date(nowMs() + seconds * 1000), sleep }),
  };
}
