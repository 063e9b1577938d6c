import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock, Later } from '../core/ports/world.ts';

/** An unknown key makes us look for new ones, at most so often. */
const COOLDOWN_MS = 30_000;
/** After a failed fetch the next one waits so long, where no keys are known yet. */
const FAILURE_COOLDOWN_MS = 2_000;
/** Keys are looked up again so often, behind a request's back: a key that was revoked must go. */
const MAX_AGE_MS = 600_000;
const TIMEOUT_MS = 3_000;

export interface KeySetOptions {
  url: string;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  later?: Later;
}

/**
 * The sign-in service's public keys. Fetched on first use, once for everybody who waits; kept for as long as
 * the service cannot be reached. Throws an ordinary error where there are no keys to decide by: saying that
 * the token is wrong would be a lie.
 */
export function createKeySet(options: KeySetOptions): JWTVerifyGetKey {
  const { clock, later } = options;
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let keysAtMs = 0;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let lastFailure: Error | undefined;
  let pending: Promise<void> | undefined;

  const sinceMs = (ms: number) => clock.now().getTime() - ms;

  const load = async () => {
    triedAtMs = clock.now().getTime();
    const answered = new AbortController();
    const over = new AbortController();
    clock.sleep(TIMEOUT_MS, answered.signal).then(
      () => over.abort(new Error(`No answer within ${TIMEOUT_MS} ms.`)),
      () => undefined,
    );
    try {
      const response = await options.fetch(options.url, {
        headers: { accept: 'application/json' },
        signal: over.signal,
      });
      if (!response.ok) {
        throw new Error(`Status ${response.status}.`);
      }
      keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      keysAtMs = clock.now().getTime();
      lastFailure = undefined;
    } catch (cause) {
      lastFailure = new Error('The keys that sign access tokens cannot be fetched.', { cause });
      throw lastFailure;
    } finally {
      answered.abort();
    }
  };

  const refresh = () => {
    pending ??= load().finally(() => {
      pending = undefined;
    });
    return pending;
  };

  return async (header, token) => {
    if (keys === undefined) {
      if (pending === undefined && lastFailure && sinceMs(triedAtMs) < FAILURE_COOLDOWN_MS) {
        throw lastFailure;
      }
      await refresh();
    } else if (sinceMs(keysAtMs) >= MAX_AGE_MS && sinceMs(triedAtMs) >= COOLDOWN_MS) {
      const refreshed = refresh().catch(() => undefined);
      later?.run(refreshed);
    }
    const present = keys;
    if (present === undefined) {
      throw new Error('There are no keys, although they were fetched.');
    }
    try {
      return await present(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) {
        throw error;
      }
      if (pending !== undefined || sinceMs(triedAtMs) >= COOLDOWN_MS) {
        await refresh();
        return (keys ?? present)(header, token);
      }
      throw lastFailure ?? error;
    }
  };
}
