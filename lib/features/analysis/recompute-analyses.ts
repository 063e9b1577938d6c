import { ALGORITHM_CHANGES } from '../../analytics/algorithm-changes.ts';
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
/** Of a page that is only counted. */
const COUNTED_PAGE = 500;

/** Where Strava says no without saying until when. */
const PARK_MS = 15 * 60_000;

type Payload = JobContext<'recompute-analyses'>['payload'];
type RecomputeDeps = AnalysisDeps & Pick<Deps, 'thresholds'>;

/**
 * Job `recompute-analyses`: walks an athlete's activities, newest first, and analyses anew those whose figures
 * rest on thresholds that are others now (or that an older algorithm computed). Samples that expired are
 * fetched again for changed thresholds; for a newer algorithm they wait until somebody asks. Near the deadline,
 * and while Strava allows no more calls, it goes on later from where it is. What depends is counted first and
 * written down; what is computed tells by itself that it is, so that whoever goes on after a runner that was
 * killed computes nothing twice and counts on.
 */
export async function recomputeAnalyses(
  context: JobContext<'recompute-analyses'>,
  deps: RecomputeDeps,
): Promise<HandlerOutcome<'recompute-analyses'>> {
  let at: Payload = context.payload;
  const depends = await dependence(at, deps);
  const left = await countLeft(at, { depends, deps });
  if (at.total === undefined || at.dependents === undefined) {
    const counted = { ...at, total: left.activities, dependents: left.dependents };
    return { handOver: counted, ...shown({ done: 0, of: counted }) };
  }
  const of = { total: at.total, dependents: Math.max(at.dependents, left.dependents) };
  let done = of.dependents - left.dependents;
  for (;;) {
    const { items } = await deps.analyses.walk(walkFrom(at, PAGE));
    for (const activity of items) {
      const { progress, step } = shown({ done, of });
      if (context.yield() || context.signal.aborted) {
        return { handOver: at, progress, step };
      }
      context.progress(progress, step);
      if (depends(activity)) {
        const one = await analyseOne({ athleteId: at.athlete_id, activityId: activity.id }, deps);
        if (typeof one === 'object') {
          return { park: one.until, reason: 'source_rate_limited', payload: at, progress, step };
        }
        done += 1;
        at = one === 'failed' ? { ...at, failed: (at.failed ?? 0) + 1 } : at;
      }
      at = { ...at, before: { started_at: activity.startedAt, id: activity.id } };
    }
    if (items.length === 0) {
      return { done: resultOf(at, { ...of, done }) };
    }
  }
}

function resultOf(
  { failed = 0, reason }: Payload,
  of: { total: number; dependents: number; done: number },
) {
  return {
    activities: of.total,
    dependents: of.dependents,
    recomputed: of.done - failed,
    failed,
    ...(reason === 'algorithm' ? { algorithm_version: ANALYSIS_VERSION, changed: newest() } : {}),
  };
}

/** What the newest version does otherwise. */
function newest(): string[] {
  return ALGORITHM_CHANGES.filter(({ version }) => version === ANALYSIS_VERSION).map(
    ({ what }) => what,
  );
}

function shown({ done, of }: { done: number; of: { total: number; dependents: number } }) {
  const { total, dependents } = of;
  return {
    progress: Math.min(99, Math.floor((100 * done) / Math.max(1, dependents))),
    step: `${done} of ${dependents} that depend on it, of ${total} activities`,
  };
}

function walkFrom(at: Payload, limit: number) {
  return {
    athleteId: at.athlete_id,
    from: at.from,
    after: at.before,
    olderThanVersion: at.reason === 'algorithm' ? ANALYSIS_VERSION : undefined,
    limit,
  };
}

/** Activities from the walk's place on, and those of them that are still to be computed. */
async function countLeft(
  at: Payload,
  { depends, deps }: { depends: (one: AnalysedActivity) => boolean; deps: RecomputeDeps },
): Promise<{ activities: number; dependents: number }> {
  let activities: number | undefined;
  let dependents = 0;
  for (let place = at; ; ) {
    const { items, remaining } = await deps.analyses.walk(walkFrom(place, COUNTED_PAGE));
    activities ??= remaining;
    dependents += items.filter(depends).length;
    const last = items.at(-1);
    if (last === undefined || items.length < COUNTED_PAGE) {
      return { activities, dependents };
    }
    place = { ...place, before: { started_at: last.startedAt, id: last.id } };
  }
}

/** One that fails must not hold up the history behind it. An object: until when Strava is not to be asked. */
async function analyseOne(
  one: { athleteId: string; activityId: string },
  deps: AnalysisDeps,
): Promise<'computed' | 'failed' | { until: Date }> {
  try {
    const outcome = await analyseActivity({ ...one, priority: 'backfill' }, deps);
    return outcome === 'stored' || outcome === 'newer' || outcome === 'gone'
      ? 'computed'
      : 'failed';
  } catch (error) {
    if (error instanceof StravaError && ['RateLimited', 'AppInactive'].includes(error.kind)) {
      return { until: error.retryAt ?? new Date(deps.clock.now().getTime() + PARK_MS) };
    }
    deps.log.warn('analysis_skipped', { activity_id: one.activityId, error });
    return 'failed';
  }
}

/** Tells what is to be computed anew: of a newer algorithm all that the walk comes by. */
async function dependence(
  at: Payload,
  { thresholds }: Pick<Deps, 'thresholds'>,
): Promise<(activity: AnalysedActivity) => boolean> {
  if (at.reason === 'algorithm') {
    return () => true;
  }
  const rows = await thresholds.all(BACKEND, at.athlete_id);
  return (activity) => isDependent(activity, { ...at, rows });
}

/** What was never analysed is not recomputed: its analysis is on its way with the thresholds of now. */
function isDependent(
  activity: AnalysedActivity,
  change: {
    rows: Parameters<typeof resolveThresholds>[0];
    fields?: string[] | undefined;
    requested_at?: string | undefined;
  },
): boolean {
  const { startedAt, sport, thresholds, inputs, computedAt, timeZone, profileWeightKg } = activity;
  if (thresholds === null || inputs === null || computedAt === null) {
    return false;
  }
  const { rows, fields, requested_at: requestedAt } = change;
  const { channels } = inputs as { channels: string[] };
  // an analysis says no sex that it was computed with: only that it is older than the change
  if (fields?.includes('sex') === true && channels.includes('heart_rate')) {
    if (requestedAt === undefined || Date.parse(computedAt) < Date.parse(requestedAt)) {
      return true;
    }
  }
  return isOutdated(
    {
      sport,
      channels,
      thresholds: thresholds as unknown as KnownThresholds,
    },
    {
      thresholds: resolveThresholds(rows, {
        date: dayOf(new Date(startedAt), timeZone),
        profileWeightKg,
      }),
      fields,
    },
  );
}
