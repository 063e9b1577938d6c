/**
 * Provenance decides use: what a source allows to be done with an activity and everything derived from it.
 * Strava's rules are those of its API Agreement and Policy of 1 June 2026 (6.2 caching, 5.3 models, 2.3
 * showing to others). Files, app recordings and manual entries are the athlete's own.
 */
export type Source = 'strava' | 'file' | 'app' | 'manual';

/**
 * How literally Strava's storage rules are taken. `strict`: summaries and everything derived expire with
 * the samples; `connected`: summaries and metrics stay while the athlete stays connected; `permissive`: the
 * operator has Strava's written leave to keep samples too.
 */
export type StravaPolicyPreset = 'strict' | 'connected' | 'permissive';

export interface SourcePolicy {
  /** May a model see it, or an embedding be made of it? */
  model: boolean;
  /** May another athlete see it? */
  share: boolean;
  /** How long samples may be kept, s; `undefined`: for good. */
  samplesForS: number | undefined;
  /** How long the activity and what is derived from it may be kept, s; `undefined`: for good. */
  summaryForS: number | undefined;
}

const DAY_S = 86_400;

/** Strava allows 7 days; a day is left for a nightly purge that runs late. */
const STRAVA_CACHE_S = 6 * DAY_S;

const OWN: SourcePolicy = {
  model: true,
  share: true,
  samplesForS: undefined,
  summaryForS: undefined,
};

/**
 * Where what an activity holds came from. What Strava gave is Strava's also where it comes back as a file, written
 * of an activity or in an athlete's own export.
 */
export function originOf<S extends string>({
  source,
  source_id,
}: {
  source: S;
  source_id: string | null;
}): S | 'strava' {
  return source_id?.startsWith(STRAVAS) === true ? 'strava' : source;
}

/** The `source_id` of what comes back as a file and is Strava's. */
export function stravaOrigin(id: string): string {
  return STRAVAS + id;
}

const STRAVAS = 'strava:';

/** What may be done with data of `source` under the operator's preset. */
export function policyOf(source: Source, preset: StravaPolicyPreset): SourcePolicy {
  if (source !== 'strava') {
    return OWN;
  }
  return {
    model: false,
    share: false,
    samplesForS: preset === 'permissive' ? undefined : STRAVA_CACHE_S,
    summaryForS: preset === 'strict' ? STRAVA_CACHE_S : undefined,
  };
}

/** When data fetched at `fetchedAt` must be gone; `null` where it may stay. */
export function expiresAt(fetchedAt: Date, keepForS: number | undefined): string | null {
  return keepForS === undefined
    ? null
    : new Date(fetchedAt.getTime() + keepForS * 1000).toISOString();
}
