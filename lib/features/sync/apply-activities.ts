import { expiresAt } from '../../core/policy.ts';
import type { AppliedActivity, SourceActivity } from '../../core/ports/activities.ts';
import type { Deps } from '../../core/ports.ts';

type ApplyDeps = Pick<Deps, 'activities' | 'cache' | 'policyOf'>;

/**
 * The one path by which what Strava says becomes ours: webhook, sync and reconcile all end here.
 * `fetchedAt` is when Strava was asked, so that a late answer never overwrites a newer one.
 */
export async function applyActivities(
  input: { athleteId: string; activities: SourceActivity[]; fetchedAt: Date },
  deps: ApplyDeps,
): Promise<AppliedActivity[]> {
  if (input.activities.length === 0) {
    return [];
  }
  const expires_at = expiresAt(input.fetchedAt, deps.policyOf('strava').summaryForS);
  const applied = await deps.activities.applyStrava({
    ...input,
    activities: input.activities.map((activity) => ({ ...activity, expires_at })),
  });
  const changed = applied.filter(({ outcome }) => outcome === 'inserted' || outcome === 'updated');
  if (changed.length > 0) {
    const stale = changed.filter(
      ({ outcome, streams }) => outcome === 'updated' && streams === 'pending',
    );
    await deps.cache.invalidate(input.athleteId, [
      'activities',
      ...stale.map(({ id }) => `streams/${id}`),
    ]);
  }
  return applied;
}

/** Empties activities that Strava does not show any more. */
export async function removeActivities(
  input: { athleteId: string; sourceIds: string[]; fetchedAt: Date },
  deps: ApplyDeps,
): Promise<number> {
  const ids = await deps.activities.removeStrava(input);
  if (ids.length > 0) {
    await deps.cache.invalidate(input.athleteId, [
      'activities',
      ...ids.map((id) => `streams/${id}`),
    ]);
  }
  return ids.length;
}
