import type { Clock } from '../core/ports/world.ts';

/** One end for everything a call does. */
export interface Deadline {
  /** Never below 0. */
  leftMs(): number;
}

export function startDeadline(clock: Clock, totalMs: number): Deadline {
  const endsAt = clock.now().getTime() + totalMs;
  return { leftMs: () => Math.max(0, endsAt - clock.now().getTime()) };
}
