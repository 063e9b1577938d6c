import type { ConnectionRow } from '../../core/ports/rows.ts';

/** One of these is needed to see any activity; the second shows private ones too. */
const ACTIVITY_SCOPES = ['activity:read', 'activity:read_all'];

/** The scopes of Strava's redirect, `read,activity:read_all`. */
export function parseScopes(text: string | undefined): string[] {
  return [
    ...new Set((text ?? '').split(/[,\s]+/).filter((scope) => /^[a-z_]+(:[a-z_]+)?$/.test(scope))),
  ].sort();
}

export function canReadActivities(scopes: string[]): boolean {
  return ACTIVITY_SCOPES.some((scope) => scopes.includes(scope));
}

/** Must the athlete go through Strava's consent page again? */
export function needsReauth(connection: Pick<ConnectionRow, 'status' | 'scopes'>): boolean {
  return connection.status !== 'active' || !canReadActivities(connection.scopes);
}
