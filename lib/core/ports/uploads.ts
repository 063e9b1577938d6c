/** Files that athletes upload, and what comes of them. */
import type { AthleteCaller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { PackedChannel } from './activities.ts';
import type { RecordingRow } from './analyses.ts';
import type { NewJob } from './jobs.ts';

type Tables = Database['public']['Tables'];

export type UploadRow = Tables['uploads']['Row'];

export interface UploadWarning {
  code: string;
  detail: string;
}

/** What becomes of a recording. */
export interface StoredRecording {
  activityId: string | null;
  /** duplicate: it is here already. occupied: the activity it is for has samples. gone: the upload is. */
  outcome: 'stored' | 'attached' | 'duplicate' | 'occupied' | 'gone';
}

/** `recordings` as a file fills it. */
export type NewRecording = Omit<
  Tables['recordings']['Insert'],
  'activity_id' | 'athlete_id' | 'upload_id' | 'created_at'
> & { file_id: string };

/** `activities` as a file fills it. */
export type FileActivity = Omit<Tables['activities']['Insert'], 'athlete_id' | 'source' | 'id'>;

/** Where the backend stores for an athlete. */
export interface Uploads {
  create(row: Tables['uploads']['Insert']): Promise<UploadRow>;
  /** By the backend, for jobs. */
  get(uploadId: string): Promise<UploadRow | undefined>;
  /** The caller's, newest first; `pending`: how many of its activities are still to be analysed. */
  read(
    caller: AthleteCaller,
    page: { uploadId?: string; limit: number; offset: number },
  ): Promise<{ items: { upload: UploadRow; pending: number }[]; total: number }>;
  /** Its bytes are there: enqueues the job, once. Undefined: there is no such upload. */
  receive(input: { uploadId: string; job: NewJob; now: Date }): Promise<string | undefined>;
  update(
    uploadId: string,
    changes: Pick<
      Tables['uploads']['Update'],
      'state' | 'progress' | 'warnings' | 'activity_ids' | 'error_code' | 'error_detail'
    >,
  ): Promise<void>;
  /** All of its recordings are stored. */
  finish(uploadId: string, input: { isExport: boolean; now: Date }): Promise<UploadRow | undefined>;
  /** One recording as one activity, atomically; safe to repeat. */
  storeRecording(input: {
    uploadId: string;
    activity: FileActivity;
    recording: NewRecording;
    channels: PackedChannel[];
    attachTo: string | undefined;
    now: Date;
  }): Promise<StoredRecording>;
  /** What an activity of the caller's was recorded as, and the upload it came in. */
  recordingOf(
    caller: AthleteCaller,
    activityId: string,
  ): Promise<{ recording: RecordingRow; upload: UploadRow | null } | undefined>;
  /** Uploads that never came, or of which nothing is left. */
  spent(input: { limit: number; now: Date }): Promise<{ id: string; storagePath: string }[]>;
  remove(uploadIds: string[]): Promise<void>;
  /** Files of an athlete's in every bucket. */
  storedFiles(athleteId: string, limit: number): Promise<{ bucket: string; path: string }[]>;
}
