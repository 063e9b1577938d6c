import { Buffer } from 'node:buffer';
import type { PostgrestSingleResponse } from '@supabase/postgrest-js';
import type { AnyRow, Exports } from '../core/ports/exports.ts';
import type { Json } from '../core/ports/rows.ts';
import type { Clients } from './client.ts';
import { resultOf, toError } from './result.ts';
import { utcOrUndefined, withUtc } from './timestamps.ts';

const ATHLETE_TIMES = ['created_at', 'updated_at'] as const;
const ACTIVITY_TIMES = ['started_at', 'ended_at', 'created_at', 'updated_at'] as const;

/** Rows of a child table at a time: some hold megabytes. */
const PAGE_ROWS = 200;

/** Exports: everything an athlete has, read and written by the backend. */
export function createExports(clients: Clients): Exports {
  const { backend } = clients;
  return {
    async athlete(athleteId) {
      const query = backend.from('athletes').select('*').eq('id', athleteId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), ATHLETE_TIMES);
    },

    async activities({ athleteId, after, limit }) {
      let query = backend
        .from('activities')
        .select('*', { count: 'exact' })
        .eq('athlete_id', athleteId)
        .is('deleted_at', null);
      if (after !== undefined) {
        const { started_at, id } = after;
        query = query.or(
          `started_at.gt."${started_at}",and(started_at.eq."${started_at}",id.gt.${id})`,
        );
      }
      const { data, count, error, status } = await query
        .order('started_at')
        .order('id')
        .limit(limit);
      if (error !== null) {
        throw toError(error, status);
      }
      return {
        items: data.map((row) => withUtc(row, ACTIVITY_TIMES)),
        remaining: count ?? data.length,
      };
    },

    async countDeleted(athleteId) {
      const query = backend
        .from('activities')
        .select('id', { count: 'exact', head: true })
        .eq('athlete_id', athleteId)
        .not('deleted_at', 'is', null);
      return countOf(await query);
    },

    async countEnded(caller, since) {
      const query = clients
        .athlete(caller)
        .from('jobs')
        .select('id', { count: 'exact', head: true })
        .eq('athlete_id', caller.athleteId)
        .eq('kind', 'export-athlete')
        .in('state', ['succeeded', 'failed'])
        .gte('updated_at', since.toISOString());
      return countOf(await query);
    },

    async rows({ table, of, order, columns = ['*'] }) {
      const [[column, value] = ['', '']] = Object.entries(of);
      const found: AnyRow[] = [];
      for (;;) {
        let query = backend
          // one of many: its columns are told by whoever asks
          .from(table as 'recordings')
          .select(columns.join(','), { count: 'exact' })
          .eq(column as 'athlete_id', value);
        for (const by of order) {
          query = query.order(by);
        }
        const { data, count, error, status } = await query.range(
          found.length,
          found.length + PAGE_ROWS - 1,
        );
        if (error !== null) {
          throw toError(error, status);
        }
        found.push(...(data as unknown as AnyRow[]));
        if (data.length === 0 || found.length >= (count ?? 0)) {
          return found;
        }
      }
    },

    storedBefore(before, limit) {
      return resultOf(
        backend.rpc('list_exports', { p_before: before.toISOString(), p_limit: limit }),
      );
    },

    async restoreAthlete({ athleteId, profile, thresholds, wellness }) {
      const [answer] = await resultOf(
        backend.rpc('restore_athlete', {
          p_athlete_id: athleteId,
          p_profile: profile,
          p_thresholds: thresholds,
          p_wellness: wellness,
        }),
      );
      return answer ?? { changed: false, refused: 0 };
    },

    async restoreActivity({ athleteId, activity, channels, rows, analysis }) {
      const [answer] = await resultOf(
        backend.rpc('restore_activity', {
          p_athlete_id: athleteId,
          p_activity: activity,
          p_channels: channels.map(({ channel, sampleCount, data }) => ({
            channel,
            sample_count: sampleCount,
            data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
          })),
          p_rows: rows,
          p_analysis: (analysis ?? null) as NonNullable<Json>,
        }),
      );
      return {
        id: answer?.activity_id ?? undefined,
        outcome: (answer?.outcome ?? 'gone') as 'restored' | 'known' | 'refused' | 'gone',
      };
    },

    async restoreLinks({ athleteId, links }) {
      await resultOf(backend.rpc('restore_links', { p_athlete_id: athleteId, p_links: links }));
    },
  };
}

function countOf({
  count,
  error,
  status,
}: Pick<PostgrestSingleResponse<unknown>, 'count' | 'error' | 'status'>): number {
  if (error !== null || count === null) {
    throw toError(error ?? { code: '', message: 'rows came without a count' }, status);
  }
  return count;
}
