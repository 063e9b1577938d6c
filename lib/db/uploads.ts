import { Buffer } from 'node:buffer';
import type { PackedChannel } from '../core/ports/activities.ts';
import type { StoredRecording, UploadRow, Uploads } from '../core/ports/uploads.ts';
import type { Clients } from './client.ts';
import { jobColumns } from './job-queue.ts';
import { resultOf } from './result.ts';
import { utcOrUndefined, withUtc } from './timestamps.ts';

const TIMES = ['created_at', 'updated_at', 'expires_at'] as const satisfies (keyof UploadRow)[];

/** Uploads: athletes read their own, the backend writes them. */
export function createUploads(clients: Clients): Uploads {
  const { backend } = clients;
  return {
    async create(row) {
      return withUtc(await resultOf(backend.from('uploads').insert(row).select().single()), TIMES);
    },

    async get(uploadId) {
      const query = backend.from('uploads').select('*').eq('id', uploadId);
      return utcOrUndefined(await resultOf(query.maybeSingle()), TIMES);
    },

    async read(caller, { uploadId, limit, offset }) {
      const rows = await resultOf(
        clients.athlete(caller).rpc('read_uploads', {
          p_athlete_id: caller.athleteId,
          p_upload_id: (uploadId ?? null) as string,
          p_limit: limit,
          p_offset: offset,
        }),
      );
      return {
        items: rows.map(({ upload, pending }) => ({
          upload: withUtc(upload as unknown as UploadRow, TIMES),
          pending,
        })),
        total: rows[0]?.total ?? 0,
      };
    },

    async receive({ uploadId, job, now }) {
      const id = await resultOf(
        backend.rpc('receive_upload', {
          p_upload_id: uploadId,
          p_job: jobColumns(job),
          p_now: now.toISOString(),
        }),
      );
      return id ?? undefined;
    },

    async update(uploadId, changes) {
      await resultOf(backend.from('uploads').update(changes).eq('id', uploadId));
    },

    async finish(uploadId, { isExport, now }) {
      const [row] = await resultOf(
        backend.rpc('finish_upload', {
          p_upload_id: uploadId,
          p_is_export: isExport,
          p_now: now.toISOString(),
        }),
      );
      return utcOrUndefined(row, TIMES);
    },

    async storeRecording({ uploadId, activity, recording, channels, attachTo, now }) {
      const [row] = await resultOf(
        backend.rpc('store_recording', {
          p_upload_id: uploadId,
          p_activity: activity,
          p_recording: recording,
          p_channels: channels.map(toColumns),
          p_attach_to: (attachTo ?? null) as string,
          p_now: now.toISOString(),
        }),
      );
      return {
        activityId: row?.activity_id ?? null,
        outcome: row?.outcome as StoredRecording['outcome'],
      };
    },

    async recordingOf(caller, activityId) {
      const query = clients
        .athlete(caller)
        .from('recordings')
        .select('*, upload:uploads(*)')
        .eq('activity_id', activityId);
      const found = await resultOf(query.maybeSingle());
      if (found === null) {
        return undefined;
      }
      const { upload, ...recording } = found;
      return { recording, upload };
    },

    async spent({ limit, now }) {
      const rows = await resultOf(
        backend.rpc('list_spent_uploads', { p_limit: limit, p_now: now.toISOString() }),
      );
      return rows.map(({ id, storage_path }) => ({ id, storagePath: storage_path }));
    },

    async remove(uploadIds) {
      await resultOf(backend.from('uploads').delete().in('id', uploadIds));
    },

    storedFiles(athleteId, limit) {
      return resultOf(
        backend.rpc('list_stored_files', { p_athlete_id: athleteId, p_limit: limit }),
      );
    },
  };
}

function toColumns({ channel, sampleCount, data }: PackedChannel) {
  return {
    channel,
    sample_count: sampleCount,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
  };
}
