import type { Input, Output } from '../../contract/operation.ts';
import type { addThresholds as operation } from '../../contract/thresholds.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { THRESHOLD_FIELDS } from '../../core/ports/analyses.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { startJob } from '../jobs/start-job.ts';
import { toThresholds } from './to-thresholds.ts';

/** A day begins this much before midnight UTC in the first time zone that has it. */
const EARLIEST_MIDNIGHT_MS = 14 * 3_600_000;

/** Sets the caller's thresholds from a date on, and starts computing again what rests on those that changed. */
export async function addThresholds(
  { body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'thresholds' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const { athleteId } = caller;
  const rows = await deps.thresholds.all(caller, athleteId);
  const before = rows.find(({ effective_from }) => effective_from === body.effective_from);
  const row = await deps.thresholds.put(caller, body);
  const job = newJob('recompute-analyses', {
    athlete_id: athleteId,
    reason: 'thresholds',
    from: new Date(Date.parse(row.effective_from) - EARLIEST_MIDNIGHT_MS).toISOString(),
    fields: THRESHOLD_FIELDS.filter((field) => (before?.[field] ?? null) !== row[field]),
    requested_at: deps.clock.now().toISOString(),
  });
  return { ...toThresholds(row), ...acceptedJob(await startJob(job, deps)) };
}
