import type { regenerateInsights as operation } from '../../contract/insights.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';
import { lookAnew } from './look-anew.ts';

/** Has insights of one of the caller's activities looked for now, ahead of what waits. */
export async function regenerateInsights(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const { id } = await ownActivity(params.activity_id, caller, deps);
  return acceptedJob(await lookAnew(id, caller, deps));
}
