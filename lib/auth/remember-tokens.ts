import type { AthleteCaller } from '../core/caller.ts';
import type { Clock } from '../core/ports/world.ts';

/** Short, since a key that was withdrawn must stop working. */
const REMEMBER_MS = 30_000;
const MAX_TOKENS = 500;

interface Known {
  caller: AthleteCaller;
  untilMs: number;
}

/** Tokens that were found good a moment ago, and whose they are. */
export interface TokenMemory {
  recall(accessToken: string): AthleteCaller | undefined;
  /** `expiresAtMs`: when the token itself ends. */
  keep(caller: AthleteCaller, expiresAtMs: number): void;
}

/**
 * An app sends the same token with each of its requests. Checking a signature costs a turn on another
 * thread, a third of what a request takes here; a token seen lately needs only its time checked.
 */
export function createTokenMemory(clock: Clock): TokenMemory {
  const known = new Map<string, Known>();
  return {
    recall(accessToken) {
      const found = known.get(accessToken);
      return found !== undefined && clock.now().getTime() < found.untilMs
        ? found.caller
        : undefined;
    },
    keep(caller, expiresAtMs) {
      if (known.size >= MAX_TOKENS) {
        // a busy instance starts anew: each token costs one check more
        known.clear();
      }
      const untilMs = Math.min(clock.now().getTime() + REMEMBER_MS, expiresAtMs);
      known.set(caller.accessToken, { caller, untilMs });
    },
  };
}
