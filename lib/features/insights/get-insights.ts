import type { Insight } from '../../analytics/insights/insight.ts';
import { INSIGHTS_VERSION } from '../../analytics/insights/insight-kinds.ts';
import type { getInsights as operation } from '../../contract/insights.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { noSuchActivity } from '../activities/own-activity.ts';
import { lookAnew } from './look-anew.ts';

const NOT_YET: Record<string, string> = {
  pending: 'This activity is not analysed yet, and its insights follow the analysis: ask again.',
  failed: 'The analysis of this activity failed: POST to its analysis starts another.',
  ready: 'The insights of this activity are not found yet: ask again in a moment.',
};

/**
 * The insights of one of the caller's activities, in the caller's units. What older rules found, or nothing did
 * yet, is looked for anew.
 */
export async function getInsights(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'insights' | 'jobs' | 'clock' | 'later' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const found = await deps.insights.get(caller, params.activity_id);
  if (found === undefined || found.activity.deleted_at !== null) {
    throw noSuchActivity();
  }
  const { activity, insights } = found;
  if (activity.analysis === 'ready' && (insights?.algorithm_version ?? 0) < INSIGHTS_VERSION) {
    deps.later.run(lookAnew(params.activity_id, caller, deps));
  }
  if (insights === null) {
    throw new AppError('not_found', { detail: NOT_YET[activity.analysis] ?? '' });
  }
  const { algorithm_version, generated_at, items } = insights;
  const units = found.units === 'imperial' ? 'imperial' : 'metric';
  return {
    activity_id: params.activity_id,
    algorithm_version,
    generated_at,
    items: (items as unknown as (Insight & { id: string })[]).map((insight) => ({
      ...insight,
      text: insight.text[units],
    })),
  };
}
