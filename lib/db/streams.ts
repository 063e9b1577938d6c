import { Buffer } from 'node:buffer';
import type { PackedChannel, Streams } from '../core/ports/activities.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

/** Streams: packed channels in `bytea`, read by their athlete, stored by the backend. */
export function createStreams(clients: Clients): Streams {
  return {
    async read(caller, { activityId, channels }) {
      // one query: asking for the activity first takes as long again as the samples
      let query = clients
        .athlete(caller)
        .from('activities')
        .select(
          'id, athlete_id, source, source_id, streams, deleted_at, stored:streams(channel, sample_count, data)',
        )
        .eq('id', activityId);
      if (channels !== undefined) {
        query = query.in('stored.channel', channels);
      }
      const found = await resultOf(
        query.order('channel', { referencedTable: 'stored' }).maybeSingle(),
      );
      if (found === null) {
        return undefined;
      }
      const { stored, ...activity } = found;
      return {
        activity,
        channels: stored.map(toPacked),
      };
    },

    async readAll(activityId) {
      const query = clients.backend
        .from('streams')
        .select('channel, sample_count, data')
        .eq('activity_id', activityId)
        .order('channel');
      return (await resultOf(query)).map(toPacked);
    },

    store({ activityId, state, channels, expiresAt }) {
      return resultOf(
        clients.backend.rpc('store_streams', {
          p_activity_id: activityId,
          p_state: state,
          p_channels: channels.map(({ channel, sampleCount, data }) => ({
            channel,
            sample_count: sampleCount,
            data: toBase64(data),
          })),
          ...(expiresAt !== null && { p_expires_at: expiresAt }),
        }),
      );
    },
  };
}

function toPacked(row: { channel: string; sample_count: number; data: string }): PackedChannel {
  return { channel: row.channel, sampleCount: row.sample_count, data: fromHex(row.data) };
}

/** Bytes from Postgres' `\x…`, in a buffer of their own: typed arrays over them need it aligned. */
function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length - 2) / 2);
  Buffer.from(bytes.buffer).write(text.slice(2), 'hex');
  return bytes;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
