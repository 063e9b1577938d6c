import type { getAnalysis as operation } from '../../contract/analysis.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { noSuchActivity } from '../activities/own-activity.ts';
import { toAnalysis } from './to-analysis.ts';

const NOT_YET: Record<string, string> = {
  pending: 'This activity is not analysed yet: ask again when its `analysis` is ready.',
  failed: 'The analysis of this activity failed: POST here starts another.',
  ready: 'This activity has no analysis: POST here starts one.',
};

/** The analysis of one of the caller's activities, as it was last computed. */
export async function getAnalysis(
  { params, query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'analyses'>,
): Promise<Output<typeof operation>> {
  const found = await deps.analyses.get(caller, params.activity_id);
  if (found === undefined || found.activity.deleted_at !== null) {
    throw noSuchActivity();
  }
  if (found.analysis === null) {
    throw new AppError('not_found', { detail: NOT_YET[found.activity.analysis] ?? '' });
  }
  return toAnalysis(found.analysis, { explain: query.explain === 'true' });
}
