import { ANALYSIS_VERSION } from '../../analytics/registry.ts';
import { BACKEND } from '../../core/caller.ts';
import type { AnalysedActivity, KnownThresholds } from '../../core/ports/analyses.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { type AnalysisDeps, analyseActivity } from './analyse-activity.ts';
import { isOutdated } from './depends-on.ts';
import { dayOf, resolveThresholds } from './resolve-thresholds.ts';

const PAGE = 50;

/** Where Strava says no without saying until when. */
const PARK_MS = 15 * 60_000;

type Payload = JobContext<'recompute-analyses'>['payload'];

/**
 * Job `recompute-analyses`: walks an athlete's activities, newest first, and analyses anew those whose figures
 * rest on thresholds that are others now (or that an older algorithm computed). Samples that expired are
 * fetched again for changed thresholds; for a newer algorithm they wait until somebody asks. Near the deadline,
 * and while Strava allows no more calls, it goes on later from where it is.
 */
export async function recomputeAnalyses(
  context: JobContext<'recompute-analyses'>,
  deps: AnalysisDeps & Pick<Deps, 'thresholds'>,
): Promise<HandlerOutcome<'recompute-analyses'>> {
  const { athlete_id: athleteId, reason } = context.payload;
  const rows = await deps.thresholds.all(BACKEND, athleteId);
  let at: Payload = context.payload;
  for (;;) {
    const { items, remaining } = await deps.analyses.walk({
      athleteId,
      from: at.from,
      after: at.before,
      olderThanVersion: reason === 'algorithm' ? ANALYSIS_VERSION : undefined,
      limit: PAGE,
    });
    const total = Math.max(at.total ?? 0, remaining);
    at = { ...at, total };
    for (const [index, activity] of items.entries()) {
      const done = total - remaining + index;
      const step = `activities ${done}/${total}`;
      const progress = Math.min(99, Math.floor((100 * done) / Math.max(1, total)));
      if (context.yield() || context.signal.aborted) {
        return { handOver: at, progress, step };
      }
      context.progress(progress, step);
      if (reason === 'algorithm' || isDependent(activity, { rows, fields: at.fields })) {
        const parked = await analyseOne({ athleteId, activityId: activity.id }, deps);
        if (parked !== undefined) {
          return { park: parked, reason: 'source_rate_limited', payload: at, progress, step };
        }
        at = { ...at, recomputed: (at.recomputed ?? 0) + 1 };
      }
      at = { ...at, before: { started_at: activity.startedAt, id: activity.id } };
    }
    if (items.length === 0) {
      return { done: { activities: total, recomputed: at.recomputed ?? 0 } };
    }
  }
}

/** One that fails must not hold up the history behind it. Answers until when Strava is not to be asked. */
async function analyseOne(
  one: { athleteId: string; activityId: string },
  deps: AnalysisDeps,
): Promise<Date | undefined> {
  try {
    await analyseActivity({ ...one, priority: 'backfill' }, deps);
  } catch (error) {
    if (error instanceof StravaError && ['RateLimited', 'AppInactive'].includes(error.kind)) {
      return error.retryAt ?? new Date(deps.clock.now().getTime() + PARK_MS);
    }
    deps.log.warn('analysis_skipped', { activity_id: one.activityId, error });
  }
  return undefined;
}

/** What was never analysed is not recomputed: its analysis is on its way with the thresholds of now. */
function isDependent(
  { startedAt, sport, thresholds, inputs, timeZone, profileWeightKg }: AnalysedActivity,
  now: {
    rows: Parameters<typeof resolveThresholds>[0];
    fields: string[] | undefined;
  },
): boolean {
  if (thresholds === null || inputs === null) {
    return false;
  }
  const { channels } = inputs as { channels: string[] };
  if (now.fields?.includes('sex') === true && channels.includes('heart_rate')) {
    return true;
  }
  return isOutdated(
    {
      sport,
      channels,
      thresholds: thresholds as unknown as KnownThresholds,
    },
    {
      thresholds: resolveThresholds(now.rows, {
        date: dayOf(new Date(startedAt), timeZone),
        profileWeightKg,
      }),
      fields: now.fields,
    },
  );
}
