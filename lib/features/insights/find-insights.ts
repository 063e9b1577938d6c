import { findInsights } from '../../analytics/insights/find-insights.ts';
import { COMPARED_METRICS, INSIGHTS_VERSION } from '../../analytics/insights/insight-kinds.ts';
import type { Json } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { newJob } from '../../jobs/kinds.ts';
import { insightId } from './insight-id.ts';
import { toFacts } from './to-facts.ts';

/** How far back an activity is compared, and with how many at the most. */
const HISTORY = { days: 90, limit: 120, recordDays: 730, metrics: COMPARED_METRICS };

/** While the past is still coming insights are looked for again: after this, then ever later. */
const SOONEST_MS = 600_000;
const LATEST_MS = 43_200_000;

/** Job `find-insights`: finds and stores what is worth saying about one activity. */
export async function runFindInsights(
  { payload }: JobContext<'find-insights'>,
  deps: Pick<Deps, 'insights' | 'jobs' | 'clock'>,
): Promise<HandlerOutcome<'find-insights'>> {
  const { activity_id: activityId, athlete_id: athleteId } = payload;
  const now = deps.clock.now();
  const input = await deps.insights.input(activityId, { ...HISTORY, now });
  if (input === undefined || input.athlete_id !== athleteId) {
    return { done: { outcome: 'not_analysed' } };
  }
  const found = findInsights(toFacts(input, HISTORY));
  const isStored = await deps.insights.store({
    activityId,
    computedAt: input.analysis.computed_at,
    insights: {
      algorithm_version: INSIGHTS_VERSION,
      generated_at: now.toISOString(),
      items: found.map((insight) => ({
        id: insightId(activityId, insight.kind),
        ...insight,
      })) as unknown as NonNullable<Json>,
    },
  });
  if (isStored && input.is_past_coming) {
    const waitedMs = now.getTime() - Date.parse(input.analysis.computed_at);
    const againMs = Math.min(LATEST_MS, Math.max(SOONEST_MS, waitedMs));
    const runAt = new Date(now.getTime() + againMs);
    await deps.jobs.enqueue([newJob('find-insights', payload, { runAt })], now);
  }
  // otherwise a new analysis has come, and with it another of this job
  return { done: isStored ? { outcome: 'stored', found: found.length } : { outcome: 'stale' } };
}
