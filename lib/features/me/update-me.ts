import type { updateMe as operation } from '../../contract/me.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Athletes } from '../../core/ports/accounts.ts';
import type { AthleteRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { startJob } from '../jobs/start-job.ts';
import { noAccount, toMe } from './to-me.ts';

/** What analyses rest on: weight where no thresholds tell it. */
const ANALYSED = ['sex', 'weight_kg'] as const;

/** Changes what the body names, under the If-Match condition. */
export async function updateMe(
  { body, ifVersion }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const before = await requireVersion(ifVersion, caller, deps);
  if (Object.values(body).every((value) => value === undefined)) {
    return toMe(before, caller);
  }
  const changes = body as Parameters<Athletes['update']>[1]['changes'];
  const after = await deps.athletes.update(caller, { changes, ifVersion });
  if (after === undefined) {
    // somebody changed it between our look and our write
    await requireVersion(ifVersion, caller, deps);
    throw noAccount();
  }
  const fields = ANALYSED.filter((field) => before[field] !== after[field]);
  if (fields.length > 0) {
    const job = newJob('recompute-analyses', {
      athlete_id: caller.athleteId,
      reason: 'thresholds',
      fields,
      requested_at: deps.clock.now().toISOString(),
    });
    await startJob(job, deps);
  }
  return toMe(after, caller);
}

/** The row, if it exists and is the version the caller read. */
export async function requireVersion(
  ifVersion: number | undefined,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes'>,
): Promise<AthleteRow> {
  const row = await deps.athletes.get(caller);
  if (row === undefined) {
    throw noAccount();
  }
  if (ifVersion !== undefined && ifVersion !== row.version) {
    throw new AppError('version_conflict', {
      detail: 'You changed since you read it: look at `current`, then send your change again.',
      current: toMe(row, caller),
    });
  }
  return row;
}
