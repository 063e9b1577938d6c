import type { Draft } from './history/history.ts';
import type { Activity, Athlete } from './model.ts';
import { activityScopes, mayReadAll } from './scopes.ts';
import { legacyTypeOf } from './sports.ts';
import { findActivity, type World } from './world.ts';

/** An id and the moment it belonged to, recorded in October 2025; since then about 40 per second. */
const anchorId = 16_195_505_756;
const anchorS = 1_760_904_000;
const idsPerSecond = 40;
const uploadIdOffset = 1_083_990_263;

/** The first id of that second: ids follow the order of uploads. */
function idAt(uploadedS: number, lane: number): number {
  return anchorId + Math.floor(uploadedS - anchorS) * idsPerSecond + (lane % idsPerSecond);
}

/** Puts an activity of the past into an athlete's account. Nobody is told. */
export function placeActivity(world: World, athlete: Athlete, draft: Draft, id?: number): Activity {
  let free = id ?? idAt(draft.uploadedS, athlete.id);
  while (findActivity(world, free) !== undefined) free += 1;
  const manual = draft.source.kind === 'manual';
  const activity: Activity = {
    ...draft,
    id: free,
    uploadId: manual ? null : free + uploadIdOffset,
  };
  athlete.activities.set(free, activity);
  if (activity.gearId !== null) {
    const { source } = activity;
    const plannedM =
      source.kind === 'manual'
        ? source.distanceM
        : source.kind === 'made'
          ? (source.plan.course?.lengthM ?? 0) * source.plan.laps
          : 0;
    const before = athlete.gearDistanceM.get(activity.gearId) ?? 0;
    athlete.gearDistanceM.set(activity.gearId, before + plannedM);
  }
  return activity;
}

/** An activity that arrives now: it gets the newest id and fires the webhook. */
export function createActivity(world: World, athlete: Athlete, draft: Draft): Activity {
  const id = Math.max(idAt(world.clock.nowS(), athlete.id), world.lastActivityId + 1);
  const activity = placeActivity(world, athlete, draft, id);
  world.lastActivityId = activity.id;
  announce(world, activity, 'create');
  return activity;
}

/** Fields of an activity that can change afterwards. */
export type ActivityChange = Partial<
  Pick<
    Activity,
    | 'name'
    | 'description'
    | 'sportType'
    | 'visibility'
    | 'gearId'
    | 'commute'
    | 'trainer'
    | 'hideFromHome'
  >
>;

/**
 * Changes an activity and fires what Strava fires: title, type and privacy are announced, nothing
 * else is. To an application that may not see private activities, one turned private is deleted.
 */
export function changeActivity(world: World, activity: Activity, change: ActivityChange): void {
  const before = { ...activity };
  Object.assign(activity, change);
  const scopes = activityScopes(world, activity.athleteId);
  const readsAll = mayReadAll(scopes);
  const was = before.visibility === 'only_me';
  const is = activity.visibility === 'only_me';
  if (!readsAll && was !== is) return announce(world, activity, is ? 'delete' : 'create');
  if (!readsAll && is) return;
  const updates: Record<string, string> = {};
  if (before.name !== activity.name) updates.title = activity.name;
  if (before.sportType !== activity.sportType) updates.type = legacyTypeOf(activity.sportType);
  if (was !== is) updates.private = String(is);
  if (Object.keys(updates).length > 0) announce(world, activity, 'update', updates);
}

/** Removes an activity and fires the webhook. */
export function deleteActivity(world: World, athlete: Athlete, activity: Activity): void {
  athlete.activities.delete(activity.id);
  athlete.deletedIds.add(activity.id);
  const hidden = activity.visibility === 'only_me';
  if (hidden && !mayReadAll(activityScopes(world, athlete.id))) return;
  announce(world, activity, 'delete');
}

/** Tells the application, if the athlete let it read activities at all. */
function announce(
  world: World,
  activity: Activity,
  aspect: 'create' | 'update' | 'delete',
  updates: Record<string, string> = {},
): void {
  const scopes = activityScopes(world, activity.athleteId);
  if (scopes.length === 0) return;
  if (aspect === 'create' && activity.visibility === 'only_me' && !mayReadAll(scopes)) return;
  world.webhooks.send({
    aspect_type: aspect,
    object_id: activity.id,
    object_type: 'activity',
    owner_id: activity.athleteId,
    updates,
  });
}

/** Ends the application's access and fires the webhook; tells whether there was any. */
export function deauthorize(world: World, athleteId: number): boolean {
  const had = world.tokens.revokeAthlete(athleteId);
  if (had) {
    world.webhooks.send({
      aspect_type: 'update',
      object_id: athleteId,
      object_type: 'athlete',
      owner_id: athleteId,
      updates: { authorized: 'false' },
    });
  }
  return had;
}
