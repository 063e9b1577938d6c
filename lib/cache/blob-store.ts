/** What the cache asks of blob storage. Every call may fail, hang or answer nonsense: the cache copes. */
export interface BlobStore {
  /** `undefined`: there is no such blob. `strong`: as last written, where the platform can tell. */
  get(
    input: { store: string; key: string; strong: boolean },
    signal: AbortSignal,
  ): Promise<string | undefined>;
  set(input: { store: string; key: string; text: string }, signal: AbortSignal): Promise<void>;
  delete(input: { store: string; key: string }, signal: AbortSignal): Promise<void>;
  /** Keys that begin with `prefix`. */
  list(input: { store: string; prefix: string }, signal: AbortSignal): Promise<string[]>;
  /** Names of all stores of the site, other programs' too. */
  stores(signal: AbortSignal): Promise<string[]>;
  deleteStore(store: string, signal: AbortSignal): Promise<void>;
}
