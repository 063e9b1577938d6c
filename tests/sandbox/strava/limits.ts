import type { SimulatorClock } from './clock.ts';

/** Requests allowed per natural quarter of an hour and per UTC day. */
export interface Limits {
  short: number;
  day: number;
  /** The same for everything but uploads and activity creation. */
  readShort: number;
  readDay: number;
}

/** What a new application is given. */
export const defaultLimits: Limits = { short: 200, day: 2000, readShort: 100, readDay: 1000 };

export interface Limiter {
  limits(): Limits;
  setLimits(limits: Partial<Limits>): void;
  /**
   * Counts one request, also one that is refused: those still count toward the day. `force` makes
   * it look as if that window had been used up.
   */
  count(request: { read: boolean; force?: 'short' | 'day' | undefined }): {
    exceeded: boolean;
    headers: Record<string, string>;
  };
  usage(): Limits;
  reset(): void;
}

const quarterS = 900;
const dayS = 86_400;

/** When the window that is open now ends, epoch s: the next quarter of the hour or UTC midnight. */
export function windowEndS(nowS: number, window: 'short' | 'day'): number {
  const spanS = window === 'short' ? quarterS : dayS;
  return (Math.floor(nowS / spanS) + 1) * spanS;
}

/** Counters per application; there is one application. */
export function createLimiter(clock: SimulatorClock, initial: Limits): Limiter {
  let limits = { ...initial };
  let used: Limits = { short: 0, day: 0, readShort: 0, readDay: 0 };
  let quarter = Number.NaN;
  let day = Number.NaN;
  const roll = (): void => {
    const nowS = clock.nowS();
    if (Math.floor(nowS / quarterS) !== quarter) {
      quarter = Math.floor(nowS / quarterS);
      used = { ...used, short: 0, readShort: 0 };
    }
    if (Math.floor(nowS / dayS) !== day) {
      day = Math.floor(nowS / dayS);
      used = { ...used, day: 0, readDay: 0 };
    }
  };
  return {
    limits: () => ({ ...limits }),
    setLimits(next) {
      limits = { ...limits, ...next };
    },
    usage() {
      roll();
      return { ...used };
    },
    reset() {
      limits = { ...initial };
      used = { short: 0, day: 0, readShort: 0, readDay: 0 };
    },
    count({ read, force }) {
      roll();
      used.short += 1;
      used.day += 1;
      if (read) {
        used.readShort += 1;
        used.readDay += 1;
      }
      const shown = { ...used };
      if (force === 'short') shown.short = Math.max(used.short, limits.short + 1);
      if (force === 'day') shown.day = Math.max(used.day, limits.day + 1);
      if (read && force === 'short')
        shown.readShort = Math.max(used.readShort, limits.readShort + 1);
      if (read && force === 'day') shown.readDay = Math.max(used.readDay, limits.readDay + 1);
      const exceeded =
        shown.short > limits.short ||
        shown.day > limits.day ||
        (read && (shown.readShort > limits.readShort || shown.readDay > limits.readDay));
      return {
        exceeded,
        headers: {
          'X-Ratelimit-Limit': `${limits.short},${limits.day}`,
          'X-Ratelimit-Usage': `${shown.short},${shown.day}`,
          'X-Readratelimit-Limit': `${limits.readShort},${limits.readDay}`,
          // Recorded so: a request outside the read limit carries a comma and no numbers.
          'X-Readratelimit-Usage': read ? `${shown.readShort},${shown.readDay}` : ',',
        },
      };
    },
  };
}
