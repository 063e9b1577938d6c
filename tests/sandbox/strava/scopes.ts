import type { World } from './world.ts';

/** Whether these scopes show activities only the athlete may see. */
export function mayReadAll(scopes: readonly string[]): boolean {
  return scopes.includes('activity:read_all');
}

/** Whether these scopes show any activity. */
export function mayReadActivities(scopes: readonly string[]): boolean {
  return mayReadAll(scopes) || scopes.includes('activity:read');
}

/** The activity-reading scopes the athlete has granted in any of the grants. */
export function activityScopes(world: World, athleteId: number): string[] {
  const scopes = world.tokens.grantsOf(athleteId).flatMap((grant) => grant.scopes);
  return ['activity:read', 'activity:read_all'].filter((scope) => scopes.includes(scope));
}
