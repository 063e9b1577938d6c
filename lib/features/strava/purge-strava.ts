import { BACKEND } from '../../core/caller.ts';
import type { Json, ReceiptRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';

type PurgeDeps = Pick<
  Deps,
  'strava' | 'connections' | 'accounts' | 'cache' | 'clock' | 'random' | 'log'
>;

/** Job `disconnect-strava`: revokes, purges, leaves a receipt. The result is the receipt. */
export async function runDisconnect(
  { payload }: JobContext<'disconnect-strava'>,
  deps: PurgeDeps,
): Promise<HandlerOutcome<'disconnect-strava'>> {
  const receipt = await revokeAndPurge({ ...payload, reason: 'disconnected' }, deps);
  return { done: toResult(receipt) };
}

/** Job `delete-athlete`: Strava first, while its token still exists, then the account and all that is its. */
export async function runDeleteAthlete(
  { payload }: JobContext<'delete-athlete'>,
  deps: PurgeDeps & Pick<Deps, 'uploads' | 'storage'>,
): Promise<HandlerOutcome<'delete-athlete'>> {
  const receipt = await revokeAndPurge({ ...payload, reason: 'account_deleted' }, deps);
  await removeStoredFiles(payload.athlete_id, deps);
  await deps.accounts.deleteAthlete(payload.athlete_id);
  // and what a job still stored meanwhile
  await removeStoredFiles(payload.athlete_id, deps);
  await deps.cache.purge(payload.athlete_id);
  return { done: toResult(receipt) };
}

/**
 * Job `strava-deauthorised`: Strava said that the athlete withdrew. Anybody could have sent that, so the
 * refresh token is tried first; only where Strava calls it dead is the data purged.
 */
export async function runDeauthorised(
  { payload, job }: JobContext<'strava-deauthorised'>,
  deps: PurgeDeps,
): Promise<HandlerOutcome<'strava-deauthorised'>> {
  const athleteId = payload.athlete_id;
  if ((await deps.connections.get(BACKEND, athleteId)) === undefined) {
    return { done: { outcome: 'disconnected' } };
  }
  if ((await deps.strava.confirmConnection(athleteId)) === 'alive') {
    deps.log.warn('deauthorisation_not_confirmed', { athlete_id: athleteId });
    return { done: { outcome: 'alive' } };
  }
  const receipt = await deps.connections.purge({
    athleteId,
    // the job's own id: a second run finds the receipt of the first
    receiptId: job.id,
    reason: 'deauthorised',
    requestedAt: job.createdAt,
    now: deps.clock.now(),
  });
  await deps.cache.purge(athleteId);
  return { done: toResult(receipt) };
}

async function removeStoredFiles(
  athleteId: string,
  deps: Pick<Deps, 'uploads' | 'storage'>,
): Promise<void> {
  let last: string | undefined;
  for (;;) {
    const files = await deps.uploads.storedFiles(athleteId, 500);
    if (files[0] === undefined) {
      return;
    }
    if (files[0].path === last) {
      throw new Error('The athlete’s files could not be removed.');
    }
    last = files[0].path;
    for (const [bucket, inIt] of Map.groupBy(files, (file) => file.bucket)) {
      await deps.storage.remove({ bucket, paths: inIt.map(({ path }) => path) });
    }
  }
}

async function revokeAndPurge(
  input: {
    athlete_id: string;
    receipt_id: string;
    requested_at: string;
    reason: 'disconnected' | 'account_deleted';
  },
  deps: PurgeDeps,
): Promise<ReceiptRow> {
  const athleteId = input.athlete_id;
  try {
    await deps.strava.revoke(athleteId);
  } catch (error) {
    const gone =
      error instanceof StravaError && (error.kind === 'NotConnected' || error.kind === 'TokenDead');
    if (!gone) {
      throw error;
    }
  }
  const receipt = await deps.connections.purge({
    athleteId,
    receiptId: input.receipt_id,
    reason: input.reason,
    requestedAt: new Date(input.requested_at),
    now: deps.clock.now(),
  });
  await deps.cache.purge(athleteId);
  return receipt;
}

function toResult(receipt: ReceiptRow): Json {
  return {
    receipt_id: receipt.id,
    reason: receipt.reason,
    requested_at: receipt.requested_at,
    completed_at: receipt.completed_at,
    deleted: receipt.counts as Json,
  };
}
