/** How patient we are with Supabase. */
export interface Patience {
  /** One call, its second attempt included, ms. */
  deadlineMs: number;
  /** Tries for a read that got no answer at all: a kept-alive socket may have died while we slept. */
  readAttempts: number;
}

export const SUPABASE_PATIENCE: Patience = { deadlineMs: 10_000, readAttempts: 2 };

/** `fetch` with a deadline, which sends a read again when the network lost it. Writes go once. */
export function createPatientFetch(options: {
  fetch: typeof fetch;
  patience: Patience;
}): typeof fetch {
  const { deadlineMs, readAttempts } = options.patience;
  return async (input, init) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    const isRead = init?.method === 'GET' || init?.method === 'HEAD';
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await options.fetch(input, { ...init, signal });
      } catch (error) {
        if (!isRead || attempt >= readAttempts || signal.aborted) {
          throw error;
        }
      }
    }
  };
}
