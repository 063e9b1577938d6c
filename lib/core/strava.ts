/**
 * Strava's words: what the adapter answers and throws. Payloads are parsed leniently at the edge; only what
 * Fettle uses is here. Source: Strava API v3 reference and recorded answers of 2025 and 2026.
 */

/** Who gets the last calls of a window. */
export type StravaPriority = 'interactive' | 'webhook' | 'incremental' | 'backfill';

/** A summary or detailed activity. Absent and null both read as `undefined`. */
export interface StravaActivity {
  sourceId: string;
  /** True where it came from the detail endpoint: calories, description and device can be believed. */
  detail: boolean;
  name: string | undefined;
  description: string | undefined;
  sportType: string;
  workoutType: number | undefined;
  commute: boolean;
  trainer: boolean;
  manual: boolean;
  isPrivate: boolean;
  /** RFC 3339 UTC. */
  startDate: string;
  /** IANA name, without Strava's GMT prefix; `undefined` where there was none. */
  timeZone: string | undefined;
  /** The athlete hid the start time: `startDate` is local midnight and 1 s. */
  startHidden: boolean;
  elapsedTimeS: number | undefined;
  movingTimeS: number | undefined;
  distanceM: number | undefined;
  elevationGainM: number | undefined;
  averageSpeedMps: number | undefined;
  maxSpeedMps: number | undefined;
  averageHeartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
  averagePowerW: number | undefined;
  maxPowerW: number | undefined;
  weightedPowerW: number | undefined;
  /** True: a power meter; false or `undefined`: Strava's estimate or none. */
  powerMeasured: boolean | undefined;
  workKj: number | undefined;
  averageCadenceRpm: number | undefined;
  caloriesKcal: number | undefined;
  deviceName: string | undefined;
  gearId: string | undefined;
  externalId: string | undefined;
}

/** Streams by Strava's own names; a missing sensor is a missing key, a gap is `null`. */
export type StravaStreams = Partial<
  Record<
    | 'time'
    | 'distance'
    | 'altitude'
    | 'velocity_smooth'
    | 'heartrate'
    | 'cadence'
    | 'watts'
    | 'temp'
    | 'grade_smooth',
    (number | null)[]
  >
> & { latlng?: ([number, number] | null)[]; moving?: (boolean | null)[] };

/** What an authorisation gave. Tokens are in the clear here and only here: the next stop seals them. */
export interface StravaGrant {
  stravaAthleteId: number;
  displayName: string | undefined;
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
  /** As granted, from the redirect; the token answer does not say them reliably. */
  scopes: string[];
}

/**
 * How far Strava's clock may be behind ours, s. Its windows (quarters of an hour, UTC days) begin and end
 * this much late here, so that no call is counted into a window that Strava has not begun yet.
 */
export const STRAVA_CLOCK_SKEW_S = 5;

export interface StravaBudgetWindow {
  limit: number;
  used: number;
  resetsAt: Date;
}

/** The read limits, which are the ones that run out. */
export interface StravaBudget {
  short: StravaBudgetWindow;
  day: StravaBudgetWindow;
  /** Until when calls are pointless, because the application is inactive. */
  blockedUntil?: Date | undefined;
}

export interface StravaSubscription {
  id: number;
  callbackUrl: string;
}

/** Why Strava could not answer. */
export type StravaErrorKind =
  /** The application is inactive (its owner's subscription lapsed). Nobody's connection is at fault. */
  | 'AppInactive'
  /** The application may connect no more athletes. */
  | 'CapacityExceeded'
  /** The athlete's refresh token is dead: they must connect again. */
  | 'TokenDead'
  /** The athlete did not grant what this needs. */
  | 'ScopeMissing'
  /** A limit is used up, Strava's or our share of it; `retryAt` says until when. */
  | 'RateLimited'
  /** Gone, or not visible to this athlete's grant: Strava does not tell the two apart. */
  | 'NotVisible'
  /** Only for Strava's subscribers. */
  | 'PremiumOnly'
  /** The authorisation code is wrong, used or expired. */
  | 'BadCode'
  /** The athlete has no connection. */
  | 'NotConnected'
  /** Strava failed or answered nonsense, after the retries the client makes. */
  | 'Upstream';

/** Why Strava could not answer. */
export class StravaError extends Error {
  override readonly name = 'StravaError';
  readonly kind: StravaErrorKind;
  readonly status: number | undefined;
  /** For `RateLimited` and `AppInactive`: when a call makes sense again. */
  readonly retryAt: Date | undefined;
  /** For `ScopeMissing`: the scope. */
  readonly scope: string | undefined;

  constructor(
    kind: StravaErrorKind,
    options: {
      detail: string;
      status?: number;
      retryAt?: Date;
      scope?: string;
      cause?: unknown;
    },
  ) {
    super(`${kind}: ${options.detail}`, { cause: options.cause });
    this.kind = kind;
    this.status = options.status;
    this.retryAt = options.retryAt;
    this.scope = options.scope;
  }
}
