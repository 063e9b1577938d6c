import { BACKEND } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { HeldGrant } from '../../core/ports/accounts.ts';
import type { ConnectionRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { canReadActivities } from './scopes.ts';

const LINKED_ELSEWHERE =
  'This Strava account is connected to another athlete here: disconnect it there first.';
const OTHER_ACCOUNT = 'You are connected to another Strava account: disconnect that one first.';

interface Link {
  grant: HeldGrant;
  /** `undefined`: signing in, not linking. */
  linkAthleteId: string | undefined;
}

/** Says early what connecting would say: a Strava account belongs to one athlete, and has one. */
export async function requireConnectable(
  { grant, linkAthleteId }: Link,
  deps: Pick<Deps, 'connections'>,
): Promise<void> {
  if (linkAthleteId === undefined) {
    return;
  }
  const [theirs, ours] = await Promise.all([
    deps.connections.findByStravaId(grant.stravaAthleteId),
    deps.connections.get(BACKEND, linkAthleteId),
  ]);
  if (theirs !== undefined && theirs.athlete_id !== linkAthleteId) {
    throw new AppError('conflict', { detail: LINKED_ELSEWHERE });
  }
  if (ours !== undefined && ours.strava_athlete_id !== grant.stravaAthleteId) {
    throw new AppError('conflict', { detail: OTHER_ACCOUNT });
  }
}

/**
 * Ties a grant to an athlete and starts the backfill: the athlete who asked to link, or whoever has this
 * Strava account already, or a new one. Answers the athlete's id.
 */
export async function connectAccount(
  { grant, linkAthleteId }: Link,
  deps: Pick<Deps, 'connections' | 'accounts' | 'jobs' | 'clock' | 'nudge' | 'syncStates'>,
): Promise<string> {
  const known = await deps.connections.findByStravaId(grant.stravaAthleteId);
  const athleteId =
    linkAthleteId ??
    known?.athlete_id ??
    (await deps.accounts.createStravaAthlete({
      stravaAthleteId: grant.stravaAthleteId,
      displayName: grant.displayName,
    }));
  const now = deps.clock.now();
  const outcome = await deps.connections.connect({
    athleteId,
    stravaAthleteId: grant.stravaAthleteId,
    scopes: grant.scopes,
    tokens: grant.tokens,
    now,
  });
  if (outcome === 'linked_elsewhere') {
    throw new AppError('conflict', {
      detail: LINKED_ELSEWHERE,
    });
  }
  if (outcome === 'other_account') {
    throw new AppError('conflict', { detail: OTHER_ACCOUNT });
  }
  if (canReadActivities(grant.scopes)) {
    const mode = known === undefined || isBroken(known, grant) ? 'full' : 'incremental';
    const jobId = await startJob(newJob('sync', { athlete_id: athleteId, mode }), deps);
    await deps.syncStates.save(athleteId, { mode, job_id: jobId });
  }
  return athleteId;
}

/**
 * Events were lost while the connection was dead, and with another grant other activities are visible: the
 * whole history is to be compared.
 */
function isBroken(known: ConnectionRow, grant: HeldGrant): boolean {
  const scopes = (list: string[]) => list.toSorted().join();
  return known.status !== 'active' || scopes(known.scopes) !== scopes(grant.scopes);
}
