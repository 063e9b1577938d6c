import type { Database } from '../core/database.gen.ts';
import type { Activities, AppliedActivity } from '../core/ports/activities.ts';
import type { ActivityRow } from '../core/ports/rows.ts';
import { listActivities } from './activity-list.ts';
import type { Clients } from './client.ts';
import { isTaken } from './points.ts';
import { resultOf } from './result.ts';
import { utc, utcOrUndefined, withUtc } from './timestamps.ts';

type Tables = Database['public']['Tables'];

export const ACTIVITY_TIMES = [
  'started_at',
  'ended_at',
  'source_fetched_at',
  'expires_at',
  'deleted_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof ActivityRow)[];

/** No more than hosted PostgREST answers at a time. */
const PAGE_ROWS = 1000;

/** Activities: athletes read and edit their own, what Strava says comes in by Postgres functions. */
export function createActivities(clients: Clients): Activities {
  const { backend } = clients;
  return {
    async list(caller, filter) {
      const { items, total } = await listActivities(clients.athlete(caller), {
        athleteId: caller.athleteId,
        filter,
      });
      for (const item of items) {
        withUtc(item, ACTIVITY_TIMES);
      }
      return { items, total };
    },

    async get(caller, activityId) {
      const query = clients.for(caller).from('activities').select('*').eq('id', activityId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), ACTIVITY_TIMES);
    },

    async create(caller, row) {
      try {
        const query = clients
          .athlete(caller)
          .from('activities')
          .insert(row as Tables['activities']['Insert']);
        return utcOrUndefined(await resultOf(query.select('*').maybeSingle()), ACTIVITY_TIMES);
      } catch (error) {
        if (isTaken(error)) {
          return undefined;
        }
        throw error;
      }
    },

    async update(caller, { activityId, changes, ifVersion }) {
      let query = clients.athlete(caller).from('activities').update(changes).eq('id', activityId);
      if (ifVersion !== undefined) {
        query = query.eq('version', ifVersion);
      }
      return utcOrUndefined(await resultOf(query.select('*').maybeSingle()), ACTIVITY_TIMES);
    },

    async findBySource(_caller, { athleteId, source, sourceId }) {
      const query = backend
        .from('activities')
        .select('*')
        .eq('athlete_id', athleteId)
        .eq('source', source)
        .eq('source_id', sourceId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), ACTIVITY_TIMES);
    },

    async applyStrava({ athleteId, activities, fetchedAt }) {
      const rows = await resultOf(
        backend.rpc('apply_strava_activities', {
          p_athlete_id: athleteId,
          p_activities: activities,
          p_fetched_at: fetchedAt.toISOString(),
        }),
      );
      return rows.map((row) => ({
        sourceId: row.source_id,
        id: row.id,
        outcome: row.outcome as AppliedActivity['outcome'],
        streams: row.streams as AppliedActivity['streams'],
      }));
    },

    removeStrava({ athleteId, sourceIds, fetchedAt }) {
      return resultOf(
        backend.rpc('remove_strava_activities', {
          p_athlete_id: athleteId,
          p_source_ids: sourceIds,
          p_fetched_at: fetchedAt.toISOString(),
        }),
      );
    },

    async stravaIdsBetween({ athleteId, from, to, fetchedBefore }) {
      const found: { id: string; sourceId: string }[] = [];
      for (let after: string | undefined; ; after = found.at(-1)?.id) {
        let query = backend
          .from('activities')
          .select('id, source_id')
          .eq('athlete_id', athleteId)
          .eq('source', 'strava')
          .is('deleted_at', null)
          .gte('started_at', from.toISOString())
          .lt('started_at', to.toISOString())
          .lt('source_fetched_at', fetchedBefore.toISOString())
          .not('source_id', 'is', null);
        if (after !== undefined) {
          query = query.gt('id', after);
        }
        const rows = await resultOf(query.order('id').limit(PAGE_ROWS));
        for (const { id, source_id } of rows) {
          found.push({ id, sourceId: source_id ?? '' });
        }
        // Not `< PAGE_ROWS`: a project's own limit may be lower.
        if (rows.length === 0) {
          return found;
        }
      }
    },

    async pendingStrava({ athleteId, limit }) {
      const query = backend
        .from('activities')
        .select('id, source_id, started_at')
        .eq('athlete_id', athleteId)
        .eq('source', 'strava')
        .eq('streams', 'pending')
        .is('deleted_at', null)
        .order('started_at', { ascending: false })
        .order('id')
        .limit(limit);
      const rows = await resultOf(query);
      return rows.map((row) => ({
        id: row.id,
        sourceId: row.source_id ?? '',
        startedAt: utc(row.started_at),
      }));
    },

    separate(activityId) {
      return resultOf(backend.rpc('separate_activity', { p_activity_id: activityId }));
    },

    merge(activityId, withId) {
      return resultOf(
        backend.rpc('merge_activities', { p_activity_id: activityId, p_with_id: withId }),
      );
    },

    async countStrava(caller, athleteId) {
      const query = clients.for(caller).rpc('count_strava_activities', { p_athlete_id: athleteId });
      const [counts] = await resultOf(query);
      return { total: counts?.total ?? 0, done: counts?.done ?? 0 };
    },
  };
}
