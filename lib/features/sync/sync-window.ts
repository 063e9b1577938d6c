import type { SourceActivity } from '../../core/ports/activities.ts';
import type { Deps } from '../../core/ports.ts';
import type { StravaPriority } from '../../core/strava.ts';
import { applyActivities } from './apply-activities.ts';
import { isLastPage } from './is-last-page.ts';
import { suspectUnlisted } from './suspect-unlisted.ts';

/**
 * Lists what Strava shows since `after` (all of it where `undefined`), applies it, and has every activity
 * of ours in that span that Strava did not list looked at one by one: a list can be short, so a missing id
 * is a suspicion, not a proof. Late uploads, edits, privacy flips and deletions converge here.
 */
export async function syncWindow(
  input: { athleteId: string; after: Date | undefined; priority: StravaPriority },
  deps: Pick<Deps, 'strava' | 'activities' | 'jobs' | 'cache' | 'clock' | 'policyOf'>,
): Promise<{ listed: number; changed: number; suspected: number }> {
  const { athleteId, after, priority } = input;
  const startedAt = deps.clock.now();
  const seen = new Set<string>();
  let changed = 0;
  for (let page = 1; ; page += 1) {
    const fetchedAt = deps.clock.now();
    const activities = await deps.strava.listActivities(athleteId, {
      after,
      before: undefined,
      page,
      priority,
    });
    const fresh: SourceActivity[] = activities.filter(({ source_id }) => !seen.has(source_id));
    for (const { source_id } of fresh) {
      seen.add(source_id);
    }
    const applied = await applyActivities({ athleteId, activities: fresh, fetchedAt }, deps);
    changed += applied.filter(({ outcome }) => outcome !== 'unchanged').length;
    if (isLastPage(activities)) {
      break;
    }
  }
  const suspected = await suspectUnlisted({ athleteId, after, startedAt, seen }, deps);
  return { listed: seen.size, changed, suspected };
}
