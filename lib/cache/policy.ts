/** How long the cache waits for its storage, ms. Nobody above it waits for blobs any other way. */
export const CACHE_POLICY = {
  /** For the epochs and the entry together: a slower read is a MISS. */
  readMs: 150,
  /** For new epochs, which the request that wrote waits for. */
  invalidateMs: 1_000,
  /** For writes after the response. */
  writeMs: 5_000,
  /** For dropping an athlete's entries, or whole stores. */
  purgeMs: 20_000,
  /** After so many reads in a row without an answer, storage is left alone for a while. */
  breakAfter: 3,
  breakMs: 10_000,
  complainEveryMs: 60_000,
  /** Clocks of two instances may differ by so much; an entry from further in the future is wrong. */
  skewMs: 60_000,
};

export type CachePolicy = typeof CACHE_POLICY;
