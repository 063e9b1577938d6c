import type { Deps } from '../../core/ports.ts';
import type { StravaPriority } from '../../core/strava.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { fetchStreams } from '../sync/fetch-streams.ts';
import { computeAnalysis } from './compute-analysis.ts';

export type AnalysisDeps = Pick<
  Deps,
  'analyses' | 'strava' | 'streams' | 'cache' | 'clock' | 'log' | 'policyOf'
>;

/** What is computed while its inputs change is computed again, so many times at once. */
const TRIES = 3;

type AnalysisOutcome = 'stored' | 'gone' | 'pending' | 'newer' | 'stale' | 'kept';

/** Job `analyse-activity`: computes and stores the analysis of one activity. */
export async function runAnalyseActivity(
  { payload, job }: JobContext<'analyse-activity'>,
  deps: AnalysisDeps,
): Promise<HandlerOutcome<'analyse-activity'>> {
  const { athlete_id: athleteId, activity_id: activityId } = payload;
  try {
    const outcome = await analyseActivity({ athleteId, activityId, priority: 'incremental' }, deps);
    return outcome === 'stale' ? { handOver: payload } : { done: { outcome } };
  } catch (error) {
    if (job.attempts >= job.maxAttempts) {
      await deps.analyses.markFailed(activityId);
    }
    throw error;
  }
}

/**
 * Computes and stores an analysis. Samples that the source's policy made expire are fetched again. pending:
 * the samples are still to come, and their coming starts an analysis. stale: the inputs never held still. kept:
 * the samples were gone before it came here from an export, and nothing else gives what they gave.
 */
export async function analyseActivity(
  input: { athleteId: string; activityId: string; priority: StravaPriority },
  deps: AnalysisDeps,
): Promise<AnalysisOutcome> {
  const { athleteId, activityId, priority } = input;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await deps.analyses.input(activityId);
    if (found === undefined || found.activity.athlete_id !== athleteId) {
      return 'gone';
    }
    const { activity, basis } = found;
    if (activity.deleted_at !== null) {
      return 'gone';
    }
    if (activity.source === 'strava' && activity.source_id !== null) {
      const sourceId = activity.source_id;
      if (activity.streams === 'pending') {
        return 'pending';
      }
      if (activity.streams === 'expired') {
        const state = await fetchStreams({ athleteId, activityId, sourceId, priority }, deps);
        // samples were there once: an empty answer is no reason to forget what they gave
        if (state !== 'ready') {
          return state === 'gone' ? 'gone' : 'pending';
        }
        continue;
      }
    }
    if (activity.streams === 'expired' && activity.analysis === 'ready') {
      return 'kept';
    }
    const analysis = computeAnalysis(found, deps.clock.now());
    const outcome = await deps.analyses.store({ activityId, basis, analysis });
    if (outcome !== 'stale') {
      await deps.cache.invalidate(athleteId, ['activities', `analysis/${activityId}`]);
      return outcome;
    }
  }
  return 'stale';
}
