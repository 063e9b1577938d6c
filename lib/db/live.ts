import { Buffer } from 'node:buffer';
import type { Live } from '../core/ports/live.ts';
import type { Json } from '../core/ports/rows.ts';
import type { Clients } from './client.ts';
import { isForbidden, isTaken } from './points.ts';
import { resultOf } from './result.ts';

/** A batch may take 2 MiB, and its hex text twice that. */
const PAGE_ROWS = 20;

/** Live recordings: athletes add batches, the backend puts them together. */
export function createLive(clients: Clients): Live {
  const { backend } = clients;
  return {
    async add(caller, { activityId, kind, sha256, sampleCount, toMs, data }) {
      const row = {
        activity_id: activityId,
        kind,
        sha256,
        sample_count: sampleCount,
        to_at: new Date(toMs).toISOString(),
        data: `\\x${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')}`,
      };
      try {
        await resultOf(clients.athlete(caller).from('live_batches').insert(row));
        return true;
      } catch (error) {
        // sent before, and stored then
        if (isTaken(error)) {
          return true;
        }
        if (isForbidden(error)) {
          return false;
        }
        throw error;
      }
    },

    async batches(activityId) {
      const found: Uint8Array[] = [];
      for (let after = ''; ; ) {
        const query = backend
          .from('live_batches')
          .select('sha256, data')
          .eq('activity_id', activityId)
          .gt('sha256', after);
        const rows = await resultOf(query.order('sha256').limit(PAGE_ROWS));
        for (const { sha256, data } of rows) {
          found.push(Uint8Array.from(Buffer.from(data.slice(2), 'hex')));
          after = sha256;
        }
        if (rows.length === 0) {
          return found;
        }
      }
    },

    async store({ activityId, batches, endedAt, assembled }) {
      const live = {
        channels: assembled.channels.map(({ channel, sampleCount, data }) => ({
          channel,
          sample_count: sampleCount,
          data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
        })),
        average_heart_rate_bpm: assembled.averageHeartRateBpm ?? null,
        max_heart_rate_bpm: assembled.maxHeartRateBpm ?? null,
        ended_at: assembled.endedAt?.toISOString() ?? null,
      };
      const outcome = await resultOf(
        backend.rpc('store_live', {
          p_activity_id: activityId,
          p_batches: batches,
          p_ended_at: endedAt,
          p_live: live as Json,
        }),
      );
      return outcome as 'stored' | 'gone' | 'stale' | 'file';
    },

    close({ silentSince, limit }) {
      return resultOf(
        backend.rpc('close_live', { p_silent_since: silentSince.toISOString(), p_limit: limit }),
      );
    },
  };
}
