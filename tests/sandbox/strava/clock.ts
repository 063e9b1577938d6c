/** The simulator's idea of now: the clock it was given, moved by whoever controls it. */
export interface SimulatorClock {
  now(): Date;
  nowS(): number;
  advance(seconds: number): void;
  /** Takes back every advance. */
  reset(): void;
}

/** A clock over another one. */
export function createClock(base: () => Date): SimulatorClock {
  let aheadMs = 0;
  const now = (): Date => new Date(base().getTime() + aheadMs);
  return {
    now,
    nowS: () => Math.floor(now().getTime() / 1000),
    advance(seconds) {
      aheadMs += seconds * 1000;
    },
    reset() {
      aheadMs = 0;
    },
  };
}
