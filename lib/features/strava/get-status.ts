import type { Input, Output } from '../../contract/operation.ts';
import type { getStravaStatus as operation } from '../../contract/strava.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { needsReauth } from './scopes.ts';

/** Whether and how the caller is connected to Strava. */
export async function getStatus(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'connections' | 'syncStates'>,
): Promise<Output<typeof operation>> {
  const [connection, sync] = await Promise.all([
    deps.connections.get(caller, caller.athleteId),
    deps.syncStates.get(caller, caller.athleteId),
  ]);
  return {
    connected: connection !== undefined,
    strava_athlete_id: connection?.strava_athlete_id ?? null,
    scopes: connection?.scopes ?? [],
    needs_reauth: connection !== undefined && needsReauth(connection),
    token_expires_at: connection?.token_expires_at ?? null,
    connected_at: connection?.connected_at ?? null,
    last_synced_at: sync?.last_success_at ?? null,
  };
}
