import type { getHealth as operation } from '../../contract/meta.ts';
import type { Input, Output } from '../../contract/operation.ts';
import { BACKEND } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';

/** Whether the parts answer. Never an error: monitors read `status`. */
export async function getHealth(
  _input: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'config' | 'maintenance' | 'cache' | 'strava' | 'clock'>,
): Promise<Output<typeof operation>> {
  const [database, cache, blocked] = await Promise.all([
    deps.maintenance.ping(),
    deps.cache.ping(),
    stravaBlocked(deps),
  ]);
  return {
    // a cache that is down costs speed, not service
    status: database ? 'ok' : 'degraded',
    version: deps.config.version,
    database: database ? 'connected' : 'disconnected',
    cache: cache ? 'connected' : 'disconnected',
    strava: deps.config.stravaClientId === undefined ? 'off' : blocked ? 'blocked' : 'configured',
    checked_at: deps.clock.now().toISOString(),
  };
}

async function stravaBlocked(deps: Pick<Deps, 'strava' | 'clock'>): Promise<boolean> {
  try {
    const { blockedUntil } = await deps.strava.budget(BACKEND);
    return blockedUntil !== undefined && blockedUntil > deps.clock.now();
  } catch {
    return false; // the database is down, which `database` says
  }
}
