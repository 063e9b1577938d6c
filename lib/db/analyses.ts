import { Buffer } from 'node:buffer';
import type { Analyses, AnalysisInput } from '../core/ports/analyses.ts';
import { ACTIVITY_TIMES } from './activities.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { utc, withUtc } from './timestamps.ts';

/** Analyses: athletes read their own, the backend computes and stores them. */
export function createAnalyses(clients: Clients): Analyses {
  const { backend } = clients;
  return {
    async get(caller, activityId) {
      const query = clients
        .athlete(caller)
        .from('activities')
        .select('id, analysis, streams, deleted_at, stored:analyses(*)')
        .eq('id', activityId);
      const found = await resultOf(query.maybeSingle());
      if (found === null) {
        return undefined;
      }
      const { stored, ...activity } = found;
      return { activity, analysis: stored === null ? null : withUtc(stored, ['computed_at']) };
    },

    async drawing(caller, activityId) {
      const query = clients
        .athlete(caller)
        .from('activities')
        .select(
          'id, sport, started_at, source_metadata, deleted_at, athlete:athletes!activities_athlete_id_fkey(sex, height_cm, weight_kg, time_zone, thresholds(*))',
        )
        .eq('id', activityId);
      const found = await resultOf(query.maybeSingle());
      if (found === null) {
        return undefined;
      }
      const {
        athlete: { thresholds, ...athlete },
        ...activity
      } = found;
      return { activity: withUtc(activity, ['started_at']), athlete, thresholds };
    },

    recording(caller, activityId) {
      const query = clients.athlete(caller).from('recordings').select('*');
      return resultOf(query.eq('activity_id', activityId).maybeSingle());
    },

    async compared(caller, activityIds) {
      const rows = await resultOf(
        clients
          .athlete(caller)
          .from('activities')
          .select('*, stored:analyses(metrics)')
          .in('id', activityIds)
          .is('deleted_at', null),
      );
      return rows.map(({ stored, ...activity }) => ({
        activity: withUtc(activity, ACTIVITY_TIMES),
        metrics: stored?.metrics ?? null,
      }));
    },

    async input(activityId) {
      const found = await resultOf(backend.rpc('analysis_input', { p_activity_id: activityId }));
      if (found === null) {
        return undefined;
      }
      const { channels, ...input } = found as unknown as Omit<AnalysisInput, 'channels'> & {
        channels: { channel: string; sample_count: number; data: string }[];
      };
      return {
        ...input,
        channels: channels.map(({ channel, sample_count, data }) => ({
          channel,
          sampleCount: sample_count,
          data: fromBase64(data),
        })),
      };
    },

    async store({ activityId, basis, analysis }) {
      const outcome = await resultOf(
        backend.rpc('store_analysis', {
          p_activity_id: activityId,
          p_basis: basis,
          p_analysis: analysis,
        }),
      );
      return outcome as 'stored' | 'gone' | 'stale' | 'newer';
    },

    async markFailed(activityId) {
      await resultOf(
        backend.from('activities').update({ analysis: 'failed' }).eq('id', activityId),
      );
    },

    async walk({ athleteId, from, after, olderThanVersion, limit }) {
      const rows = await resultOf(
        backend.rpc('list_analysed', {
          p_athlete_id: athleteId,
          p_from: (from ?? null) as string,
          p_before: (after?.started_at ?? null) as string,
          p_before_id: (after?.id ?? null) as string,
          p_version: (olderThanVersion ?? null) as number,
          p_limit: limit,
        }),
      );
      return {
        items: rows.map((row) => ({
          id: row.activity_id,
          startedAt: utc(row.started_at),
          sport: row.sport,
          streams: row.streams,
          timeZone: row.time_zone,
          profileWeightKg: row.weight_kg,
          thresholds: row.thresholds,
          inputs: row.inputs,
          computedAt: row.computed_at,
        })),
        remaining: rows[0]?.remaining ?? 0,
      };
    },

    athletesToAnalyse({ version, afterAthleteId, limit }) {
      return resultOf(
        backend.rpc('list_athletes_to_analyse', {
          p_version: version,
          p_after: (afterAthleteId ?? null) as string,
          p_limit: limit,
        }),
      );
    },
  };
}

/** In a buffer of its own: typed arrays over it need it aligned. */
function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
