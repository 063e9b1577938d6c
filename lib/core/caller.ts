/**
 * On whose behalf a query runs. An athlete's own token makes Postgres decide by row-level security; the
 * backend (jobs, webhooks, sign-in) uses the service key and names the athlete itself.
 */
export interface AthleteCaller {
  role: 'athlete';
  athleteId: string;
  accessToken: string;
  /** From the token; `undefined` for athletes who only ever signed in with Strava. */
  email: string | undefined;
}

export const BACKEND = { role: 'backend' } as const;
export type BackendCaller = typeof BACKEND;
export type Caller = AthleteCaller | BackendCaller;
