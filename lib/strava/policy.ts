import { STRAVA_CLOCK_SKEW_S, type StravaPriority } from '../core/strava.ts';

/** How the client behaves, as data. Times are ms unless the name says otherwise. */
export interface ClientPolicy {
  /** One attempt: connecting, waiting and reading the whole body. */
  attemptMs: Record<StravaPriority, number>;
  /** Everything a call may take: token, attempts and the waits between them. */
  totalMs: Record<StravaPriority, number>;
  /** Further attempts after a 5xx, a network error or an answer that is no JSON. Never after a 429. */
  retries: number;
  /** Full jitter: a random wait below `backoffMs * 2 ** attempt`, at most `backoffMaxMs`. */
  backoffMs: number;
  backoffMaxMs: number;
  /**
   * The part of each limit a priority may use up. What is left above it is the reserve of the more urgent
   * ones: a backfill leaves 30 % to athletes who wait in front of a screen and to webhooks.
   */
  share: Record<StravaPriority, number>;
  /** How far Strava's clock may be behind ours, s: windows count as ended only this much later. */
  clockSkewS: number;
  /** How long nothing is asked after Strava said that the application is inactive, s. */
  inactiveForS: number;
  tokens: TokenPolicy;
}

export interface TokenPolicy {
  /** An access token with less left than this is refreshed before it is used, s. */
  refreshBeforeS: number;
  /** With more left than this it still serves while another instance refreshes, s. */
  usableS: number;
  /** How long one instance may keep the others from refreshing, s: longer than a refresh can take. */
  leaseS: number;
  /** How long a caller waits for a refresh, its own or another instance's, ms. */
  waitMs: number;
  /** The first wait between two looks at the vault, ms; it doubles up to `pollMaxMs`. */
  pollMs: number;
  pollMaxMs: number;
  /** How often storing refreshed tokens is tried, with waits that double from `pollMs`. */
  storeAttempts: number;
}

export const CLIENT_POLICY: ClientPolicy = {
  attemptMs: { interactive: 5_000, webhook: 10_000, incremental: 10_000, backfill: 15_000 },
  totalMs: { interactive: 8_000, webhook: 20_000, incremental: 25_000, backfill: 30_000 },
  retries: 2,
  backoffMs: 400,
  backoffMaxMs: 4_000,
  share: { interactive: 1, webhook: 0.95, incremental: 0.85, backfill: 0.7 },
  clockSkewS: STRAVA_CLOCK_SKEW_S,
  inactiveForS: 900,
  tokens: {
    refreshBeforeS: 300,
    usableS: 30,
    leaseS: 30,
    waitMs: 6_000,
    pollMs: 100,
    pollMaxMs: 1_000,
    storeAttempts: 6,
  },
};

/** Most activities one list request can give. */
export const ACTIVITIES_PER_PAGE = 200;
